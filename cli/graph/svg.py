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
  --soft: #6b7280; --line: #9ca3af; --create: #15803d; --update: #b45309; --delete: #b91c1c; --replace: #7e22ce; }
@media (prefers-color-scheme: dark) { .graph { --lane: #1f2937; --box: #111827; --ink: #f3f4f6; --soft: #9ca3af;
  --line: #6b7280; --create: #4ade80; --update: #fbbf24; --delete: #f87171; --replace: #c084fc; } }
.graph .lane { fill: var(--lane); }
.graph .title { fill: var(--ink); font-weight: 600; font-size: 14px; }
.graph .box { fill: var(--box); stroke: var(--line); }
.graph .name { fill: var(--ink); }
.graph .kind { fill: var(--soft); font-size: 10px; }
.graph .edge { fill: none; stroke: var(--line); stroke-opacity: .6; }
.graph .create .box { stroke: var(--create); stroke-width: 2; } .graph .update .box { stroke: var(--update);
  stroke-width: 2; }
.graph .delete .box { stroke: var(--delete); stroke-width: 2; } .graph .replace .box { stroke: var(--replace);
  stroke-width: 2; }
.graph .node:hover .box { stroke: var(--ink); }
"""


@dataclass(frozen=True, slots=True)
class _Lane:
    """A cloud's band: its name, top edge and height."""

    cloud: str
    top: int
    height: int


def svg(graph: Graph, operations: Mapping[str, str] | None = None) -> str:
    """Return the picture.

    Args:
        graph: What to draw.
        operations: By URN, what is done to a resource (create, update, delete, replace); it colours the box.
    """
    rows = _rows(graph)
    lanes = list(_lanes(graph, rows))
    tops = {lane.cloud: lane.top for lane in lanes}
    corners = [_corner(node, tops[node.cloud], row) for node, row in zip(graph.nodes, rows, strict=True)]
    width = max((x for x, _ in corners), default=0) + _NODE[0] + 2 * _MARGIN
    height = (lanes[-1].top + lanes[-1].height if lanes else 0) + _MARGIN
    head = (
        f'<svg class="graph" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="Resource graph">'
    )
    return "\n".join(
        [
            head,
            f"<style>{STYLE}</style>",
            *(_lane(lane, width) for lane in lanes),
            *(_edge(corners[cause], corners[effect]) for cause, effect in graph.edges),
            *(_box(node, corner, operations or {}) for node, corner in zip(graph.nodes, corners, strict=True)),
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


def _edge(cause: tuple[int, int], effect: tuple[int, int]) -> str:
    x, y = cause[0] + _NODE[0], cause[1] + _NODE[1] // 2
    to_x, to_y = effect[0], effect[1] + _NODE[1] // 2
    bend = max((to_x - x) // 2, _GAP[0] // 2)
    return f'<path class="edge" d="M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"/>'


def _box(node: Node, corner: tuple[int, int], operations: Mapping[str, str]) -> str:
    x, y = corner
    names = [member.name for member in node.members]
    done = sorted({operations[member.urn] for member in node.members if member.urn in operations})
    kind = node.kind if len(names) == 1 else f"{names[0]}, …"
    state = done[0] if len(done) == 1 else "update" if done else "same"
    return (
        f'<g class="node {escape(state)}" data-cloud="{escape(node.cloud)}" data-names="{escape(" ".join(names))}">'
        f"<title>{escape(node.kind)}: {escape(', '.join(names))}</title>"
        f'<rect class="box" x="{x}" y="{y}" width="{_NODE[0]}" height="{_NODE[1]}" rx="6"/>'
        f'<text class="name" x="{x + 10}" y="{y + 17}">{escape(_short(node.label))}</text>'
        f'<text class="kind" x="{x + 10}" y="{y + 31}">{escape(_short(kind))}</text></g>'
    )


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
