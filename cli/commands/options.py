"""Options that several verbs share."""

from __future__ import annotations

from typing import Annotated

import typer

Stack = Annotated[str, typer.Option("--stack", "-s", help="Name of the stack.")]
Stacks = Annotated[list[str] | None, typer.Option("--stack", "-s", help="Only this stack; may be repeated.")]
Local = Annotated[bool, typer.Option("--local", help="The local cloud's stack instead of the real accounts'.")]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", help="What nobody has to declare, as CLOUD:NAME with * for anything; may be repeated."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
