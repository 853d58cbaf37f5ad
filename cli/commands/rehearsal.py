"""The command line of `luma rehearsal`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.options import Local, Stack
from cli.commands.root import app

rehearsal = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What a change would do to the real stack, without an account or a secret.",
    epilog="Example: luma rehearsal export --stack prod --output prod.json; luma rehearsal preview prod.json",
)
app.add_typer(rehearsal, name="rehearsal")


@rehearsal.command(
    epilog="Examples: luma rehearsal export --stack prod --output prod.json | luma rehearsal export --local -o x.json"
)
def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    stack: Stack = "prod",
    local: Local = False,
) -> int:
    """Write a stack's state to a file, every secret replaced by a stable placeholder."""
    from cli.rehearsal.verb import export as run_export

    return run_export(stack, output, real=not local)


@rehearsal.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog="Examples: luma rehearsal preview prod.json | luma rehearsal preview prod.json --diff. "
    "Exit codes: Pulumi's own; 1 where the stack lacks a secret that this checkout needs.",
)
def preview(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What `luma rehearsal export` wrote.")],
) -> int:
    """Preview this checkout against the file, on a local cloud of its own; more words go to `pulumi preview`."""
    from cli.rehearsal.verb import preview as run_preview

    return run_preview(file, context.args)
