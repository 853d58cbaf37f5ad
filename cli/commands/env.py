"""The command line of `luma env`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Local, Stacks
from cli.commands.root import app


@app.command(
    epilog="Examples: luma env | luma env --stack prod --json | luma env --local --fail. "
    "Exit codes: 1 with --fail and something missing, undeclared, shared or not known."
)
def env(
    stack: Stacks = None,
    local: Local = False,
    as_json: AsJson = False,
    fail: Annotated[bool, typer.Option("--fail", help="End with 1 when there is a finding.")] = False,
) -> int:
    """Show which variable is in which place: holes and shared values, by fingerprint, never by value."""
    from cli.env.verb import env as run_env

    return run_env(stack or [], local=local, as_json=as_json, fail=fail)
