"""The command line of `luma check`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.root import app


@app.command(epilog="Examples: luma check | luma check --stack prod")
def check(
    stack: Annotated[list[str] | None, typer.Option("--stack", "-s", help="Only this stack; may be repeated.")] = None,
) -> int:
    """Check the stack files before Pulumi starts."""
    from cli.check import check as run_check

    return run_check(stack or [])
