"""The command line of `luma graph`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.commands.options import Local, Stack
from cli.commands.root import app


@app.command(
    epilog="Examples: luma graph --local > platform.mmd | luma graph --format svg --output platform.svg | "
    "luma graph --events events.jsonl > plan.mmd"
)
def graph(
    stack: Stack = "prod",
    form: Annotated[
        Literal["mermaid", "svg", "json"], typer.Option("--format", "-f", help="What is written.")
    ] = "mermaid",
    local: Local = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="Draw every resource, not many of a kind as one.")] = False,
    *,
    events: Annotated[
        Path | None, typer.Option("--events", help="Draw a run instead, from its event log: what changes is marked.")
    ] = None,
) -> int:
    """Draw the platform as a stack's state has it, or as a preview would change it, grouped by cloud."""
    from cli.graph.verb import graph as run_graph

    return run_graph(stack, form, local=local, output=output, whole=whole, events=events)
