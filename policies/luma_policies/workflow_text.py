"""Reads GitHub workflow text as GitHub reads it: YAML 1.2 booleans, no duplicate keys, no endless aliases.

Facts: docs.github.com, "Workflow syntax for GitHub Actions". What cannot be read is a `problem`, never an empty
workflow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import yaml

from .delivered import DeliveredFile, files_of
from .view import Node, ResourceView, UnknownProperty, Value

_PATH: Final = re.compile(r"\.github/workflows/[^/]+\.ya?ml\Z")
_ACTION: Final = re.compile(r"\.github/actions/.+/action\.ya?ml\Z")
_LARGEST: Final = 400_000
_NODES: Final = 50_000
_DEPTH: Final = 60


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow or composite action: its file, its content as a tree, and why it cannot be read ("" if it can)."""

    file: DeliveredFile
    root: Node
    problem: str

    @property
    def triggers(self) -> frozenset[str]:
        """The events that start it."""
        events = self.root.value("on")
        if isinstance(events, str):
            return frozenset([events])
        return frozenset(self.root.texts("on") or self.root.object("on").names())

    def jobs(self) -> Iterator[tuple[str, Node]]:
        """Yield the jobs by id."""
        jobs = self.root.object("jobs")
        for name in jobs.names():
            yield name, Node(_child(jobs, name), f"jobs.{name}")

    def steps(self) -> Iterator[Node]:
        """Yield the steps of all jobs, or those of a composite action."""
        for _, job in self.jobs():
            yield from job.items("steps")
        yield from self.root.items("runs.steps")


def _child(node: Node, name: str) -> Value:
    data = node.data
    return data.get(name) if isinstance(data, dict) else None


def is_workflow(path: str) -> bool:
    """Whether GitHub runs the file at this path as a workflow."""
    return bool(_PATH.match(path))


def is_action(path: str) -> bool:
    """Whether the file at this path is a composite action of the repository."""
    return bool(_ACTION.match(path))


def workflows_of(view: ResourceView, *, actions: bool = False) -> Iterator[Workflow]:
    """Yield the workflows that a resource delivers; with `actions` also composite actions.

    Raises:
        UnknownProperty: the text of one is not known in this preview.
    """
    for file in files_of(view):
        if is_workflow(file.path) or (actions and is_action(file.path)):
            if file.text is None:
                raise UnknownProperty(file.setting)
            tree, problem = read_yaml(file.text)
            yield Workflow(file, Node(tree), problem)


@lru_cache(maxsize=128)
def read_yaml(text: str) -> tuple[Value, str]:
    """Parse a mapping by YAML 1.2; return its tree and "", or an empty tree and what is wrong with it."""
    if len(text) > _LARGEST:
        return {}, "is larger than any workflow"
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        tree = _Converter().convert(node, 0) if node else None
    except (yaml.YAMLError, RecursionError):
        return {}, "is no valid YAML"
    except _Malformed as malformed:
        return {}, str(malformed)
    if not isinstance(tree, dict):
        return {}, "is no mapping"
    return tree, ""


class _Malformed(Exception):
    """The text is YAML, but nothing that GitHub would run."""


class _Converter:
    """Turns YAML nodes into plain values, within bounds: an alias may repeat a node, but not without end."""

    def __init__(self) -> None:
        self._left = _NODES

    def convert(self, node: yaml.Node, depth: int) -> Value:
        self._left -= 1
        if self._left < 0 or depth > _DEPTH:
            raise _Malformed("repeats itself too often or too deeply")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(item, depth + 1) for item in node.value]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if not name or name in found:
                raise _Malformed("has a key twice, or one that is no text")
            found[name] = self.convert(value, depth + 1)
        return found


def _scalar(node: yaml.Node) -> Value:
    """Read a scalar by YAML 1.2's core schema: only true and false are booleans, `on` and `yes` are text."""
    text = str(node.value)
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind == "null":
        return None
    if kind in ("int", "float"):
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            return text
    return text
