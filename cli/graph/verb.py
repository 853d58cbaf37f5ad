"""The verb `./luma graph`: the platform as a picture, from a stack's state."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cli.errors import OK, UserError
from cli.graph.model import Thing, build, things
from cli.target import Target


def graph(stack: str, form: str, *, local: bool, output: Path | None, whole: bool) -> int:
    """Write the graph of a stack to a file or to standard output.

    Args:
        stack: Name of the stack.
        form: mermaid, svg or json.
        local: Whether the local cloud's stack is meant.
        output: The file; None for standard output.
        whole: Draw every resource by itself.

    Raises:
        UserError: there is no state, or the file cannot be written.
    """
    from rich.console import Console

    with Console(stderr=True).status(f"Reading the state of {stack}"):
        found = _things(Target(stack, local))
    text = _text(found, form, whole=whole)
    if output is None:
        sys.stdout.write(text)
        return OK
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"{output}: cannot be written, so there is no picture ({error.strerror}). Name a file in another folder."
        ) from None
    sys.stdout.write(f"{output}: {len(found)} resources of {stack}\n")
    return OK


def _things(target: Target) -> list[Thing]:
    found = things(target.resources() or ())
    if not found:
        local = " --local" if target.local else ""
        raise UserError(
            f"{target.stack}: no state{' in the local home' if target.local else ''}, so there is nothing to draw. "
            f"Bring it up: {target.command} up --stack {target.stack}"
            + ("" if local else ", or draw the local cloud's: add --local")
        )
    return found


def _text(found: list[Thing], form: str, *, whole: bool) -> str:
    drawn = build(found, whole=whole)
    if form == "svg":
        from cli.graph.svg import svg

        return svg(drawn)
    if form == "mermaid":
        from cli.graph.mermaid import mermaid

        return mermaid(drawn)
    nodes = [
        {"id": index, "cloud": node.cloud, "kind": node.kind, "names": [each.name for each in node.members]}
        for index, node in enumerate(drawn.nodes)
    ]
    return json.dumps({"nodes": nodes, "edges": [list(edge) for edge in drawn.edges]}, indent=2) + "\n"
