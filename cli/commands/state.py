"""The command line of `luma state`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import Local, Stack
from cli.commands.root import app

state = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Where the platform's state is kept.",
    epilog="Example: luma state bootstrap --stack prod",
)
app.add_typer(state, name="state")


@state.callback()
def root() -> None:
    """Keep the platform's state: see docs/state.md for the ways."""


@state.command(epilog="Examples: luma state bootstrap | luma state bootstrap --bucket our-state --local")
def bootstrap(
    stack: Stack = "prod",
    bucket: Annotated[str | None, typer.Option("--bucket", help="Its name; <app>-pulumi-state without.")] = None,
    local: Local = False,
) -> int:
    """Make an R2 bucket for the state: private, its history locked against deletion; and say how to log in."""
    from cli.state.verb import bootstrap as run_bootstrap

    return run_bootstrap(stack, bucket, local=local)
