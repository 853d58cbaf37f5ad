"""The command line of `luma secrets`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import Local, Stack
from cli.commands.root import app

secrets = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The stack's secrets.",
    epilog="Example: luma secrets import .env.production --stack prod",
)
app.add_typer(secrets, name="secrets")


@secrets.command(
    "import",
    epilog="Examples: luma secrets import .env.production --stack prod | vault-cli export | luma secrets import - "
    "--stack staging | luma secrets import .env --local --check",
)
def import_secrets(
    file: Annotated[str, typer.Argument(help="A dotenv file, or - for standard input.")],
    stack: Stack = "prod",
    local: Local = False,
    check: Annotated[bool, typer.Option("--check", help="Only check the values; set nothing.")] = False,
) -> int:
    """Take the values of a dotenv file as the stack's secrets: checked first, encrypted, never shown."""
    from cli.secrets.importing import import_secrets as run_import

    return run_import(file, stack, local=local, check=check)
