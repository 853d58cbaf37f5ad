"""The graph as one SVG picture that needs nothing else: a lane a cloud, columns from cause to effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from cli.graph.model import CLOUDS, Graph, Node

_NODE: Final = (236, 40)
"""Width and height of a box in user units."""
_GAP: Final = (64, 12)
_MARGIN: Final = 16
_TITLE: Final = 30
_LETTERS: Final = 32
"""Letters that fit into a box."""

STYLE: Final = """
.graph { font: 12px system-ui, sans-serif; color-scheme: light dark; --lane: #f3f4f6; --box: #fff; --ink: #1f2937;
  --soft: #4b5563; --line: #9ca3af; --create: #15803d; --update: #b45309; --delete: #b91c1c; --replace: #7e22ce;
  --import: #1d4ed8; }
@media (prefers-color-scheme: dark) { .graph { --lane: #1f2937; --box: #111827; --ink: #f3f4f6; --soft: #9ca3af;
  --line: #6b7280; --create: #4ade80; --update: #fbbf24; --delete: #f87171; --replace: #c084fc; --import: #93b4ff; } }
.graph .lane { fill: var(--lane); }
.graph .title { fill: var(--ink); font-weight: 600; font-size: 14px; }
.graph .box { fill: var(--box); stroke: var(--line); }
.graph .mark { fill: var(--own, none); }
.graph .name { fill: var(--ink); font-weight: 500; }
.graph .kind { fill: var(--soft); font-size: 10px; }
.graph .edge { fill: none; stroke: var(--line); stroke-opacity: .6; }
.graph .create { --own: var(--create); } .graph .update { --own: var(--update); }
.graph .import { --own: var(--import); }
.graph .delete { --own: var(--delete); } .graph .replace { --own: var(--replace); }
.graph .node:not(.same) .box { stroke: var(--own); }
.graph .node:hover .box { stroke: var(--ink); }
"""


@dataclass(frozen=True, slots=True)
class _Lane:
    """A cloud's band: its name, top edge and height."""

    cloud: str
    top: int
    height: int


def svg(graph: Graph, anchors: Mapping[str, str] | None = None) -> str:
    """Return the picture.

    Args:
        graph: What to draw; what a run does to a box colours it.
        anchors: By URN, the element of the page around the picture that tells a change; with it, boxes are buttons.
    """
    rows = _rows(graph)
    lanes = list(_lanes(graph, rows))
    tops = {lane.cloud: lane.top for lane in lanes}
    corners = [_corner(node, tops[node.cloud], row) for node, row in zip(graph.nodes, rows, strict=True)]
    width = max((x for x, _ in corners), default=0) + _NODE[0] + 2 * _MARGIN
    height = (lanes[-1].top + lanes[-1].height if lanes else 0) + _MARGIN
    role = 'role="img"' if anchors is None else 'role="group"'
    head = (
        f'<svg class="graph" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" {role} aria-label="Resource graph">'
    )
    boxes = [
        _box(node, corner, _button(index, node, anchors))
        for index, (node, corner) in sorted(
            enumerate(zip(graph.nodes, corners, strict=True)), key=lambda each: (tops[each[1][0].cloud], each[1][1])
        )
    ]
    return "\n".join(
        [
            head,
            f"<style>{STYLE}</style>",
            *(_lane(lane, width) for lane in lanes),
            *(_edge(cause, effect, corners) for cause, effect in graph.edges),
            *boxes,
            "</svg>",
            "",
        ]
    )


def _rows(graph: Graph) -> list[int]:
    """Return each node's row within its lane and column; a node stands near the middle of its causes."""
    causes: dict[int, list[int]] = {}
    for cause, effect in graph.edges:
        causes.setdefault(effect, []).append(cause)
    rows = [0] * len(graph.nodes)
    taken: dict[tuple[str, int], int] = {}

    def wish(index: int) -> tuple[int, float, str]:
        above = causes.get(index, [])
        middle = sum(rows[cause] for cause in above) / len(above) if above else 0.0
        return graph.nodes[index].layer, middle, graph.nodes[index].label

    for layer in sorted({node.layer for node in graph.nodes}):
        for index in sorted((i for i, node in enumerate(graph.nodes) if node.layer == layer), key=wish):
            column = (graph.nodes[index].cloud, layer)
            rows[index] = taken.get(column, 0)
            taken[column] = rows[index] + 1
    return rows


def _lanes(graph: Graph, rows: Sequence[int]) -> Iterator[_Lane]:
    top = _MARGIN
    for cloud in graph.clouds:
        most = max(row for node, row in zip(graph.nodes, rows, strict=True) if node.cloud == cloud) + 1
        height = _TITLE + most * (_NODE[1] + _GAP[1])
        yield _Lane(cloud, top, height)
        top += height + _GAP[1]


def _corner(node: Node, top: int, row: int) -> tuple[int, int]:
    return 2 * _MARGIN + node.layer * (_NODE[0] + _GAP[0]), top + _TITLE + row * (_NODE[1] + _GAP[1])


def _lane(lane: _Lane, width: int) -> str:
    return (
        f'<rect class="lane" x="{_MARGIN}" y="{lane.top}" width="{width - 2 * _MARGIN}" height="{lane.height}" rx="8"/>'
        f'<text class="title" x="{2 * _MARGIN}" y="{lane.top + 20}">{escape(CLOUDS.get(lane.cloud, lane.cloud))}</text>'
    )


def _edge(cause: int, effect: int, corners: Sequence[tuple[int, int]]) -> str:
    x, y = corners[cause][0] + _NODE[0], corners[cause][1] + _NODE[1] // 2
    to_x, to_y = corners[effect][0], corners[effect][1] + _NODE[1] // 2
    bend = max((to_x - x) // 2, _GAP[0] // 2)
    return (
        f'<path class="edge" data-ends="{cause} {effect}" '
        f'd="M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"/>'
    )


def _button(index: int, node: Node, anchors: Mapping[str, str] | None) -> str:
    """Return the attributes that make a box a button of the page around it."""
    if anchors is None:
        return ""
    told = " ".join(anchors[member.urn] for member in node.members if member.urn in anchors)
    return f' data-node="{index}" data-changes="{told}" tabindex="0" role="button"'


def _box(node: Node, corner: tuple[int, int], button: str) -> str:
    x, y = corner
    names = [member.name for member in node.members]
    kind = node.kind if len(names) == 1 else f"{names[0]}, …"
    attributes = {
        "data-cloud": node.cloud,
        "data-operation": node.operation,
        "data-names": "\n".join(names),
        "data-text": f"{node.label} {node.kind} {' '.join(names)}".lower(),
    }
    return (
        f'<g class="node {escape(node.operation)}" '
        + " ".join(f'{key}="{_attribute(value)}"' for key, value in attributes.items())
        + f"{button}><title>{escape(node.kind)}: {escape(', '.join(names))}</title>"
        f'<rect class="box" x="{x}" y="{y}" width="{_NODE[0]}" height="{_NODE[1]}" rx="8"/>'
        f'<rect class="mark" x="{x}" y="{y + 8}" width="4" height="{_NODE[1] - 16}" rx="2"/>'
        f'<text class="name" x="{x + 14}" y="{y + 17}">{escape(_short(node.label))}</text>'
        f'<text class="kind" x="{x + 14}" y="{y + 31}">{escape(_short(kind))}</text></g>'
    )


def _attribute(text: str) -> str:
    return escape(text).replace("\n", "&#10;")


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
