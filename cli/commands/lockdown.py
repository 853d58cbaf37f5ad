"""The command line of `luma lockdown`."""

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
