"""The command line of `luma recover`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import Stack, Yes
from cli.commands.root import app


@app.command(epilog="Examples: luma recover --stack prod | luma recover --stack prod --yes")
def recover(
    stack: Stack = "prod",
    yes: Yes = False,
    real: Annotated[bool, typer.Option("--real", help="The real accounts' stack, not the local cloud's.")] = False,
    ids: Annotated[
        list[str] | None, typer.Option("--id", help="What you looked up, as NAME=ID or NAME=none; may be repeated.")
    ] = None,
) -> int:
    """Find the way back after a killed or failed run: nothing made twice, nothing lost."""
    from cli.recover.verb import recover as run_recover

    return run_recover(stack, yes=yes, real=real, ids=ids or [])
