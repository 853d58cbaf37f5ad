"""The command line of `luma local`."""

from __future__ import annotations

import typer

from cli.commands.root import app


@app.command(
    epilog="Examples: luma local up --stack prod --yes | luma local preview --stack staging | luma local --help",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def local(context: typer.Context) -> int:
    """Run any Pulumi command against the local cloud; also env, stop, dump and reset."""
    from cli.local.verbs import local as run_local

    return run_local(context.args)
