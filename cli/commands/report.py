"""The command line of `luma report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.options import AsJson
from cli.commands.root import app


@app.command(
    epilog="Examples: PULUMI_DEBUG_COMMANDS=true LUMA_POLICY_REPORT=policies.json luma local preview --event-log "
    "events.jsonl | luma report events.jsonl --policies policies.json --markdown comment.md --html report.html"
)
def report(
    events: Annotated[Path, typer.Argument(help="The engine's event log: pulumi ... --event-log FILE.")],
    comment: Annotated[Path | None, typer.Option("--markdown", help="Write the comment to this file.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the page to this file.")] = None,
    policies: Annotated[
        Path | None, typer.Option("--policies", help="The pack's report, from LUMA_POLICY_REPORT=FILE.")
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option(
            "--base-policies", help="The report of the base branch's pack on the same run; what differs is told first."
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> int:
    """Tell a run in one comment for a pull request and one page; secrets are never shown."""
    from cli.report.verb import report as run_report

    return run_report(events, comment, html, policies, base, as_json=as_json)
