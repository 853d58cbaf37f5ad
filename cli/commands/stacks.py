"""The command line of `luma stacks`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cli.commands.options import AsJson
from cli.commands.root import app


@app.command(epilog="Examples: luma stacks | luma stacks --environment production --json")
def stacks(
    environment: Annotated[
        Literal["production", "staging"] | None, typer.Option("--environment", "-e", help="Only those of it.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """List the stacks of this checkout: of the app beside the program, and of those below apps/."""
    from cli.stacks import stacks as run_stacks

    return run_stacks(environment, as_json=as_json)
