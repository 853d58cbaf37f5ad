"""The command line of `luma status`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Local, Stacks
from cli.commands.root import app


@app.command(
    epilog="Examples: luma status | luma status --stack prod --drift | luma status --local --json --fail. "
    "Exit codes: 1 with --fail and something that is bad or not known."
)
def status(
    *,
    stack: Stacks = None,
    local: Local = False,
    drift: Annotated[bool, typer.Option("--drift", help="Compare with what is there too: some seconds more.")] = False,
    fail: Annotated[bool, typer.Option("--fail", help="End with 1 where a part is bad or not known.")] = False,
    as_json: AsJson = False,
) -> int:
    """Tell how the stacks are: addresses, deployment, open issues, age of the last backup, lockdown, drift."""
    from cli.status.verb import status as run_status

    return run_status(stack or [], local=local, drift=drift, fail=fail, as_json=as_json)
