"""The command line of `luma check`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Stacks
from cli.commands.root import app


@app.command(
    epilog="Examples: luma check | luma check --stack prod --json | luma check --state --stack prod --local. "
    "Exit codes: 1 where a mandatory rule is broken, 2 where a stack file cannot be used."
)
def check(
    *,
    stack: Stacks = None,
    state: Annotated[bool, typer.Option("--state", help="Judge the saved state, not the settings.")] = False,
    local: Annotated[bool, typer.Option("--local", help="With --state: the local cloud's stack.")] = False,
    as_json: AsJson = False,
) -> int:
    """Check the stack files by the settings' rules and the policy pack's, before Pulumi starts."""
    from cli.check.verb import check as run_check

    return run_check(stack or [], state=state, local=local, as_json=as_json)
