"""The command line of `luma rollback`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Local, Stack, Yes
from cli.commands.root import app


@app.command(
    epilog="Examples: luma rollback | luma rollback --to dpl_abc123 --yes | luma rollback --local --yes --json. "
    "Exit codes: 1 where it does not serve afterwards, or not as declared; 2 where there is nothing to go back to."
)
def rollback(
    *,
    to: Annotated[str, typer.Option("--to", help="Id or address of a deployment; the previous one without.")] = "",
    stack: Stack = "prod",
    local: Local = False,
    yes: Yes = False,
    verify: Annotated[bool, typer.Option("--verify/--no-verify", help="Look at the site afterwards.")] = True,
    as_json: AsJson = False,
) -> int:
    """Let the previous production deployment serve again, with a warning where migrations came between.

    Then look at the site as `luma verify` does: the deployment may be older than what is declared.
    """
    from cli.rollback.verb import rollback as run_rollback

    return run_rollback(stack, to, local=local, yes=yes, verify=verify, as_json=as_json)
