"""The graph in Mermaid's language, which GitHub draws in Markdown (mermaid.js.org, syntax of flowcharts)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cli.graph.model import CLOUDS, SAME, Graph

_LINES: Final = {
    "create": "#15803d",
    "update": "#b45309",
    "delete": "#b91c1c",
    "replace": "#7e22ce",
    "import": "#1d4ed8",
}
"""Colours of a box's border; they are seen on white and on black."""


def mermaid(graph: Graph) -> str:
    """Return a flowchart with one subgraph a cloud; what a run changes says so and has a colour."""
    lines = ["flowchart LR"]
    for cloud in graph.clouds:
        lines.append(f'  subgraph {_word(cloud)}["{_text(CLOUDS.get(cloud, cloud))}"]')
        for index, node in enumerate(graph.nodes):
            if node.cloud == cloud:
                below = [] if len(node.members) > 1 else [node.kind]
                below += [] if node.operation == SAME else [node.operation]
                second = f"<br/>{_text(', '.join(below))}" if below else ""
                lines.append(f'    n{index}["{_text(node.label)}{second}"]')
        lines.append("  end")
    lines += [f"  n{cause} --> n{effect}" for cause, effect in graph.edges]
    return "\n".join([*lines, *_colours(graph)]) + "\n"


def _colours(graph: Graph) -> Iterator[str]:
    for operation, colour in _LINES.items():
        if boxes := [f"n{index}" for index, node in enumerate(graph.nodes) if node.operation == operation]:
            yield f"  classDef {operation} stroke:{colour},stroke-width:3px"
            yield f"  class {','.join(boxes)} {operation}"


def _word(text: str) -> str:
    return "cloud_" + "".join(letter if letter.isalnum() else "_" for letter in text)


def _text(text: str) -> str:
    """Return a label's text with Mermaid's entities for what would end the label or be markup."""
    return "".join(f"#{ord(letter)};" if letter in '"#<>&;`' else letter for letter in text)
