"""The command line of `luma drift`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Ignore, Local, Stacks
from cli.commands.root import app


@app.command(
    epilog="Examples: luma drift --local | luma drift --stack prod --fail --json | "
    "luma drift --ignore 'sentry:billing*'. "
    "Exit codes: 1 with --fail and drift, or where Pulumi could not look."
)
def drift(
    stack: Stacks = None,
    local: Local = False,
    fail: Annotated[bool, typer.Option("--fail", help="End with 1 when there is drift.")] = False,
    as_json: AsJson = False,
    ignore: Ignore = None,
) -> int:
    """Tell what was changed, removed or added behind Pulumi's back."""
    from cli.drift.verb import drift as run_drift

    return run_drift(stack or [], local=local, fail=fail, as_json=as_json, ignore=ignore or [])
