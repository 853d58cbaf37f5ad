"""The command line of `luma adopt`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Ignore, Local, Stack, Yes
from cli.commands.root import app


@app.command(
    epilog="Examples: luma adopt --stack prod --dry-run | luma adopt --stack prod | luma adopt --local --yes --json. "
    "Exit codes: 1 where the preview is not empty afterwards, or Pulumi refused."
)
def adopt(  # noqa: PLR0917 - typer reads options from the signature
    stack: Stack = "prod",
    local: Local = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be taken and what differs.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
    ids: Annotated[
        list[str] | None,
        typer.Option("--id", help="Which thing a resource is, as NAME=IMPORT-ID or NAME=none; may be repeated."),
    ] = None,
    ignore: Ignore = None,
) -> int:
    """Bring existing accounts under management: nothing is deleted, nothing replaced."""
    from cli.adopt.verb import Options, pairs_of
    from cli.adopt.verb import adopt as run_adopt

    options = Options(dry_run, yes, as_json, pairs_of(ids or []), ignore or [])
    return run_adopt(stack, options, local=local)
