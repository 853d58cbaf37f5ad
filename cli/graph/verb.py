"""The verb `./luma graph`: the platform as a picture, from a stack's state or from a run's event log."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.errors import OK, UserError
from cli.graph.model import Thing, build, things
from cli.target import Target


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: a name for messages, the resources, and by URN what a run does to them."""

    name: str
    things: Sequence[Thing]
    operations: Mapping[str, str]


def graph(stack: str, form: str, *, local: bool, output: Path | None, whole: bool, events: Path | None = None) -> int:
    """Write the graph of a stack, or of a run, to a file or to standard output.

    Args:
        stack: Name of the stack.
        form: mermaid, svg or json.
        local: Whether the local cloud's stack is meant.
        output: The file; None for standard output.
        whole: Draw every resource by itself.
        events: An event log of the engine, to draw what a run changes instead of a state.

    Raises:
        UserError: there is no state, the log is none, or the file cannot be written.
    """
    found = _of_run(events) if events else _of_state(Target(stack, local))
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
    sys.stdout.write(f"{output}: {len(found.things)} resources of {found.name}\n")
    return OK


def _of_run(events: Path) -> Drawing:
    from cli.report.content import things as present
    from cli.report.events import read

    run = read(events)
    what = f"the {'preview' if run.preview else 'run'} of {run.stack}"
    return Drawing(what, present(run), {each.urn: each.operation for each in run.ordered})


def _of_state(target: Target) -> Drawing:
    from rich.console import Console

    with Console(stderr=True).status(f"Reading the state of {target.stack}"):
        found = things(target.resources() or ())
    if not found:
        local = " --local" if target.local else ""
        raise UserError(
            f"{target.stack}: no state{' in the local home' if target.local else ''}, so there is nothing to draw. "
            f"Bring it up: {target.command} up --stack {target.stack}"
            + ("" if local else ", or draw the local cloud's: add --local")
        )
    return Drawing(target.stack, found, {})


def _text(found: Drawing, form: str, *, whole: bool) -> str:
    drawn = build(found.things, found.operations, whole=whole)
    if form == "svg":
        from cli.graph.svg import svg

        return svg(drawn)
    if form == "mermaid":
        from cli.graph.mermaid import mermaid

        return mermaid(drawn)
    nodes = [
        {
            "id": index,
            "cloud": node.cloud,
            "kind": node.kind,
            "names": [each.name for each in node.members],
            "operation": node.operation,
        }
        for index, node in enumerate(drawn.nodes)
    ]
    return json.dumps({"nodes": nodes, "edges": [list(edge) for edge in drawn.edges]}, indent=2) + "\n"
