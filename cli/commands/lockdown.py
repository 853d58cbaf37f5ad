"""The command lines of `luma lockdown` and `luma unlock`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Local, Stack, Yes
from cli.commands.root import app


@app.command(
    epilog='Examples: luma lockdown --reason "Credential stuffing since 14:00" | luma lockdown --for 30m --reason '
    '"A look at the traffic" --yes | luma lockdown --local --reason Rehearsal --yes. '
    "Exit codes: 1 where a step failed; running it again goes on."
)
def lockdown(
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the note that the team reads.")],
    length: Annotated[str, typer.Option("--for", help="How long, such as 30m, 2h or 1d.")] = "2h",
    stack: Stack = "prod",
    local: Local = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> int:
    """Challenge every visitor and freeze deployments for a time, with an audit note.

    The note is an issue in the app's repository. A lockdown that runs is made longer, one that was cut short finished.
    """
    from cli.lockdown.verb import lockdown as run_lockdown

    return run_lockdown(stack, length, reason, local=local, yes=yes, as_json=as_json)


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
