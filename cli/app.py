"""The operator's verbs on typer."""

from __future__ import annotations

from collections.abc import Sequence

import typer

app = typer.Typer(
    help="Everything an operator does with the platform.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _root() -> None:
    pass


def run(words: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
    return int(app(list(words), standalone_mode=False) or 0)
