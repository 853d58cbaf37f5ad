"""The command `luma` itself; each verb's module adds its own to it."""

from __future__ import annotations

import typer

from cli.errors import FAILED, INTERRUPTED, MISTAKE, OK

app = typer.Typer(
    name="luma",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"Exit codes: {OK} done; {FAILED} tried and failed; {MISTAKE} the request or a file cannot be used, "
    f"nothing was tried; {INTERRUPTED} interrupted. `luma local` ends with Pulumi's own.",
)


@app.callback()
def root() -> None:
    """Everything an operator does with the platform. Begin with `luma demo`: it needs no account."""
