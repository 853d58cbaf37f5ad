"""The command line of `luma verify`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.options import AsJson, Local, Stack
from cli.commands.root import app


@app.command(
    epilog="Examples: luma verify | luma verify https://luma.example --json | luma verify --local | "
    "luma verify https://luma-web-abc123.vercel.app --stack staging. "
    "Exit codes: 1 where something is not as declared, or not known."
)
def verify(
    url: Annotated[str, typer.Argument(help="The site's address; the app's own domain where left out.")] = "",
    stack: Stack = "prod",
    local: Local = False,
    as_json: AsJson = False,
) -> int:
    """Compare what the deployed site answers with what is declared.

    Headers, redirects, TLS, the bucket's CORS, r2.dev, and the rules that hold on the default branch.
    """
    from cli.verify.verb import verify as run_verify

    return run_verify(url, stack, local=local, as_json=as_json)
