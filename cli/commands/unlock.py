"""The command line of `luma unlock`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Local, Stack, Yes
from cli.commands.root import app


@app.command(
    epilog="Examples: luma unlock | luma unlock --stack staging --yes | luma unlock --expired --yes (for a schedule). "
    "Exit codes: 1 where a step failed; 2 where there is no lockdown."
)
def unlock(
    *,
    stack: Stack = "prod",
    local: Local = False,
    yes: Yes = False,
    expired: Annotated[bool, typer.Option("--expired", help="Only a lockdown whose time is over.")] = False,
    as_json: AsJson = False,
) -> int:
    """End a lockdown: put back exactly what was there before."""
    from cli.lockdown.verb import unlock as run_unlock

    return run_unlock(stack, local=local, yes=yes, expired=expired, as_json=as_json)
