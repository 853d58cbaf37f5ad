"""What a rule sees of a resource and of a stack: properties that are known, absent or unknown.

During a preview a property may depend on something that does not exist yet. Such a value is `UNKNOWN` here: it is
neither there nor missing, and a rule that needs it must not guess. `lookup` names the three outcomes; the typed
readers (`text`, `flag`, ...) return None for an absent property and raise `UnknownProperty` for an unknown one, which
the engine turns into "not evaluated" or into a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Final, TypeAlias


class Unresolved(Enum):
    """Marks a value that this preview cannot know yet."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unresolved.UNKNOWN

Value: TypeAlias = (
    "bool | int | float | str | Unresolved | Sequence[Value] | Mapping[str, Value] | None"  # a JSON value
)


class Missing(Enum):
    """Why a lookup found no value."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """A property that has a value."""

    value: Value


Lookup: TypeAlias = Known | Missing


class UnknownProperty(Exception):
    """A rule needs a property whose value is not known in this preview.

    `path` is the dotted path of the property, with list indexes in brackets.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@lru_cache(maxsize=4096)
def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def without_indexes(path: str) -> str:
    """Take indexes and quoted keys out of a path, as `must_be_known` writes it: `rules[2].action` is `rules.action`."""
    return re.sub(r'\[(\d+|"[^"]*")\]', "", path)


class Node:
    """One object in a tree of properties, with the path that leads to it."""

    __slots__ = ("at", "data")

    def __init__(self, data: Value, at: str = "") -> None:
        self.data = data
        self.at = at

    def path(self, path: str) -> str:
        """Return the full path of a property of this node, for messages."""
        return f"{self.at}.{path}" if self.at and path else self.at or path

    def lookup(self, path: str) -> Lookup:
        """Find a property by its dotted path. A null and a path through something that is no object are absent."""
        value = self.data
        for part in _parts(path) if path else ():
            if value is UNKNOWN:
                return Missing.UNKNOWN
            if not isinstance(value, Mapping) or part not in value:
                return Missing.ABSENT
            value = value[part]
        if value is UNKNOWN:
            return Missing.UNKNOWN
        return Missing.ABSENT if value is None else Known(value)

    def value(self, path: str = "") -> Value:
        """Return the value of a property, or None when it is absent.

        Raises:
            UnknownProperty: the value is not known in this preview.
        """
        found = self.lookup(path)
        if found is Missing.UNKNOWN:
            raise UnknownProperty(self.path(path))
        return found.value if isinstance(found, Known) else None

    def has(self, path: str) -> bool:
        """Whether a property has a value. Raises UnknownProperty as `value` does."""
        return self.value(path) is not None

    def text(self, path: str = "") -> str | None:
        """Return a string property; anything else counts as absent. Raises UnknownProperty."""
        value = self.value(path)
        return value if isinstance(value, str) else None

    def known_text(self, path: str = "") -> str | None:
        """Return a string property if it is known now; never raises. For what one resource needs to know of others."""
        found = self.lookup(path)
        return found.value if isinstance(found, Known) and isinstance(found.value, str) else None

    def flag(self, path: str = "") -> bool | None:
        """Return a boolean property; anything else counts as absent. Raises UnknownProperty."""
        value = self.value(path)
        return value if isinstance(value, bool) else None

    def number(self, path: str = "") -> float | None:
        """Return a numeric property; anything else, booleans too, counts as absent. Raises UnknownProperty."""
        value = self.value(path)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def items(self, path: str = "") -> list[Node]:
        """Return the elements of a list as nodes; one object stands for a list of one. Raises UnknownProperty."""
        value = self.value(path)
        where = self.path(path)
        if isinstance(value, Mapping):
            return [Node(value, where)]
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [Node(item, f"{where}[{index}]") for index, item in enumerate(value)]
        return []

    def texts(self, path: str = "") -> list[str]:
        """Return the strings of a list property. Raises UnknownProperty when the list or one element is unknown."""
        texts = (item.text() for item in self.items(path))
        return [text for text in texts if text is not None]

    def object(self, path: str) -> Node:
        """Return the object under a path; an empty node when it is absent. Raises UnknownProperty."""
        value = self.value(path)
        return Node(value if isinstance(value, Mapping) else {}, self.path(path))

    def names(self) -> list[str]:
        """Return the property names of this node."""
        return list(self.data) if isinstance(self.data, Mapping) else []


@dataclass(frozen=True, slots=True)
class ProviderView:
    """The provider instance that manages a resource."""

    type: str
    name: str
    urn: str
    properties: Node


class ResourceView(Node):
    """One resource: identity, options and properties (inputs in a resource rule, outputs in a stack rule)."""

    __slots__ = ("dependencies", "ignore_changes", "name", "parent", "protect", "provider", "type", "urn")

    def __init__(
        self,
        type: str,  # noqa: A002 - Pulumi's own word for it
        name: str,
        properties: Mapping[str, Value],
        *,
        urn: str = "",
        protect: bool = False,
        ignore_changes: Sequence[str] = (),
        provider: ProviderView | None = None,
        parent: str = "",
        dependencies: Sequence[str] = (),
    ) -> None:
        super().__init__(properties)
        self.type = type
        self.name = name
        self.urn = urn or f"urn:pulumi:stack::project::{type}::{name}"
        self.protect = protect
        self.ignore_changes = tuple(ignore_changes)
        self.provider = provider
        self.parent = parent
        self.dependencies = tuple(dependencies)


@dataclass(frozen=True)
class StackView:
    """All resources of a stack, found by type."""

    resources: tuple[ResourceView, ...]
    _by_type: dict[str, list[ResourceView]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_type: dict[str, list[ResourceView]] = {}
        for resource in self.resources:
            by_type.setdefault(resource.type, []).append(resource)
        object.__setattr__(self, "_by_type", by_type)

    def of(self, *types: str) -> list[ResourceView]:
        """Return the resources of the given types, in the order in which the stack has them."""
        if len(types) == 1:
            return self._by_type.get(types[0], [])
        return [resource for resource in self.resources if resource.type in types]
