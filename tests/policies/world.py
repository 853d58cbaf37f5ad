"""A stack that breaks no rule, and the mutations that break exactly one thing in it.

`good()` is built anew for each test; a mutation is a function that changes it in place.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luma_policies.config import Config
from luma_policies.engine import Report
from luma_policies.evaluation import evaluate
from luma_policies.view import UNKNOWN, Node, ProviderView, ResourceView, StackView

TODAY = date(2027, 1, 15)

SECRET = "correct-horse-battery-staple-0001"
"""A secret's value; it must show up in no message."""


@dataclass
class Item:
    """One resource as a test writes it."""

    type: str
    properties: dict[str, Any]
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    parent: str = ""
    provider: tuple[str, str, dict[str, Any]] | None = None

    def view(self, name: str, world: World) -> ResourceView:
        provider = self.provider and ProviderView(
            self.provider[0], self.provider[1], f"urn:{self.provider[1]}", Node(self.provider[2])
        )
        urns = [world.urn(other) for other in self.depends_on if other in world.items]
        return ResourceView(
            self.type,
            name,
            self.properties,
            urn=world.urn(name),
            protect=self.protect,
            ignore_changes=self.ignore_changes,
            provider=provider or None,
            parent=self.parent,
            dependencies=urns,
        )


@dataclass
class World:
    """Resources by name, and the configuration under which they are judged."""

    items: dict[str, Item]
    config: Config = field(default_factory=lambda: Config(today=TODAY))

    def urn(self, name: str) -> str:
        return f"urn:pulumi:prod::app::{self.items[name].type}::{name}"

    def stack(self) -> StackView:
        return StackView(tuple(item.view(name, self) for name, item in self.items.items()))

    def judge(self) -> Report:
        return evaluate(self.stack(), self.config)


Change = Callable[[World], None]


def steps(path: str) -> list[str | int]:
    """Split `a.b[0].c` into its keys and indexes."""
    return [int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", path)]


def _walk(world: World, name: str, path: str) -> tuple[Any, str | int]:
    *parents, last = steps(path)
    node: Any = world.items[name].properties
    for part in parents:
        node = node.setdefault(part, {}) if isinstance(node, dict) else node[part]
    return node, last


def put(name: str, path: str, value: object) -> Change:
    """Set one property of a resource."""

    def change(world: World) -> None:
        node, last = _walk(world, name, path)
        node[last] = copy.deepcopy(value)

    return change


def unknown(name: str, path: str) -> Change:
    """Make one property of a resource unknown, as in a first preview."""
    return put(name, path, UNKNOWN)


def drop(name: str, path: str) -> Change:
    """Take one property, or a whole block, out of a resource."""

    def change(world: World) -> None:
        node, last = _walk(world, name, path)
        del node[last]

    return change


def without(*names: str) -> Change:
    """Take resources out of the stack."""

    def change(world: World) -> None:
        for name in names:
            del world.items[name]

    return change


def add(name: str, item: Item) -> Change:
    """Put one more resource into the stack."""

    def change(world: World) -> None:
        world.items[name] = copy.deepcopy(item)

    return change


def option(name: str, **options: object) -> Change:
    """Change resource options: protect, ignore_changes, depends_on, parent, provider."""

    def change(world: World) -> None:
        for option_name, value in options.items():
            setattr(world.items[name], option_name, value)

    return change


def configured(**settings: Any) -> Change:
    """Judge under another configuration."""

    def change(world: World) -> None:
        world.config = Config(today=TODAY, **settings)

    return change


def both(*changes: Change) -> Change:
    """Make several changes at once."""

    def change(world: World) -> None:
        for one in changes:
            one(world)

    return change
