"""The command line of `luma rotate`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Local, Stacks, Yes
from cli.commands.root import app


@app.command(
    epilog="Examples: luma rotate SESSION_SECRET --local | luma rotate RESEND_API_KEY --stack prod | "
    "vault-cli read resend | luma rotate RESEND_API_KEY --stack prod --yes | luma rotate R2_SECRET_ACCESS_KEY --check. "
    "Exit codes: 1 where a place has the old value still, or something else changed."
)
def rotate(  # noqa: PLR0917 - typer reads the options off the signature
    name: Annotated[str, typer.Argument(help="The variable, as the catalogue spells it.")],
    stack: Stacks = None,
    local: Local = False,
    yes: Yes = False,
    check: Annotated[bool, typer.Option("--check", help="Only show where it lives and what would be done.")] = False,
    as_json: AsJson = False,
) -> int:
    """Give a secret a new value everywhere it lives, prove it by fingerprint, and tell what must be deployed again.

    A generated secret is made anew, a key pair or DSN is replaced, and a provided one is asked for: hidden at a
    terminal, or one line a stack on standard input. No value is ever shown.
    """
    from cli.rotate.verb import rotate as run_rotate

    return run_rotate(name, stack or [], local=local, yes=yes, check=check, as_json=as_json)
