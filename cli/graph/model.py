"""A stack as a graph that a person can read: few nodes, grouped by cloud, in layers from cause to effect."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

CLOUDS: Final = {
    "github": "GitHub",
    "vercel": "Vercel",
    "cloudflare": "Cloudflare",
    "sentry": "Sentry",
    "trigger": "Trigger.dev",
    "random": "Generated secrets",
}
"""Clouds in the order in which they are shown; any other comes after them under its own name."""
_OWN: Final = "luma"
_PULUMI: Final = "pulumi:"
_MANY: Final = 3
"""More resources of one type under one parent than this are drawn as one node."""

SAME: Final = "same"
"""What is done to a resource that does not change."""

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Thing:
    """One resource: its URN, type token, parent and what it depends on, all as URNs."""

    urn: str
    type: str
    parent: str = ""
    dependencies: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.rsplit("::", 1)[-1]


@dataclass(frozen=True, slots=True)
class Node:
    """One box: a resource, or the many of one type under one parent to which the same is done.

    `layer` is how many steps lead to it; `operation` is what a run does to it, or `same`.
    """

    cloud: str
    kind: str
    members: tuple[Thing, ...]
    layer: int
    operation: str = SAME

    @property
    def label(self) -> str:
        """What the box is called."""
        return self.members[0].name if len(self.members) == 1 else f"{len(self.members)} times {self.kind}"


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes, and edges between their places: the second needs the first."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def clouds(self) -> list[str]:
        """The clouds of the nodes in the order to show them."""
        order = list(CLOUDS)
        found = {node.cloud for node in self.nodes}
        return sorted(found, key=lambda cloud: (order.index(cloud) if cloud in order else len(order), cloud))


def cloud_of(kind: str) -> str:
    """Return the cloud of a type token; our own provider's types belong to the cloud they speak to."""
    first, second = (*kind.split(":"), "")[:2]
    return second if first == _OWN else first


def short_kind(kind: str) -> str:
    """Return a type token's last word, such as `ProjectDomain`, in words: `project domain`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", kind.rsplit(":", 1)[-1]).lower()


def things(resources: Iterable[Mapping[str, Any]]) -> list[Thing]:
    """Return the resources of an exported state that stand for something in a cloud."""
    return [
        Thing(str(each["urn"]), str(each["type"]), str(each.get("parent") or ""), tuple(each.get("dependencies") or ()))
        for each in resources
        if each.get("custom") and not str(each["type"]).startswith(_PULUMI) and not each.get("delete")
    ]


def build(found: Sequence[Thing], operations: Mapping[str, str] | None = None, *, whole: bool = False) -> Graph:
    """Return the graph of some resources.

    Args:
        found: The resources.
        operations: By URN, what a run does to a resource; what it leaves out stays the same.
        whole: Draw every resource by itself.
    """
    done = operations or {}
    alike = [(each.parent, each.type, done.get(each.urn, SAME)) for each in found]
    sizes = Counter(alike)
    groups: dict[tuple[str, str, str, str], list[Thing]] = {}
    for each, same in zip(found, alike, strict=True):
        alone = whole or sizes[same] <= _MANY
        groups.setdefault((*same, each.urn if alone else ""), []).append(each)
    place = {each.urn: index for index, group in enumerate(groups.values()) for each in group}
    edges = {
        (place[cause], place[each.urn])
        for each in found
        for cause in each.dependencies
        if cause in place and place[cause] != place[each.urn]
    }
    edges, order = _without_cycles(len(groups), edges)
    layers = _layers(order, edges)
    nodes = tuple(
        Node(
            cloud_of(kind), short_kind(kind), tuple(sorted(group, key=lambda each: each.name)), layers[index], operation
        )
        for index, ((_, kind, operation, _), group) in enumerate(groups.items())
    )
    return Graph(nodes, tuple(sorted(_direct(order, edges))))


def _without_cycles(count: int, edges: set[Edge]) -> tuple[set[Edge], list[int]]:
    """Drop an edge of each cycle, which only drawing many as one can make; return the rest and an order."""
    while True:
        sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(range(count), ()))
        for cause, effect in sorted(edges):
            sorter.add(effect, cause)
        try:
            return edges, list(sorter.static_order())
        except CycleError as error:
            cycle: list[int] = error.args[1]
            edges = edges - {(cycle[0], cycle[1])}


def _layers(order: Iterable[int], edges: Iterable[Edge]) -> dict[int, int]:
    causes: dict[int, list[int]] = {}
    for cause, effect in edges:
        causes.setdefault(effect, []).append(cause)
    layers: dict[int, int] = {}
    for index in order:
        layers[index] = max((layers[cause] + 1 for cause in causes.get(index, ())), default=0)
    return layers


def _direct(order: Sequence[int], edges: set[Edge]) -> set[Edge]:
    """Leave out each edge that a longer way says already."""
    effects: dict[int, set[int]] = {}
    for cause, effect in edges:
        effects.setdefault(cause, set()).add(effect)
    below: dict[int, set[int]] = {}
    for index in reversed(order):
        reached = effects.get(index, set())
        below[index] = reached.union(*(below[each] for each in reached))
    return {
        (cause, effect)
        for cause, effect in edges
        if not any(effect in below[other] for other in effects[cause] if other != effect)
    }
