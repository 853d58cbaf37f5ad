"""Typed access to a resource's checked inputs: what a handler gets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from localcloud.core.entities import Json
from localcloud.plugin.properties import Properties, Unknown, plain, reveal

T = TypeVar("T")


class InputError(Exception):
    """A handler asked for an input that is absent or of another type: its table or its check is wrong."""


@dataclass(frozen=True)
class Inputs:
    """A resource's inputs without secret wrappers, by wire name.

    An input that is absent, null or not yet known counts as absent; `unknown(name)` tells the last apart.
    The `…_or_none` methods answer `None` for an absent input where the others raise `InputError`.
    """

    values: Mapping[str, Json] = field(default_factory=dict, repr=False)
    unknowns: frozenset[str] = frozenset()

    @classmethod
    def of(cls, properties: Properties, defaults: Mapping[str, Json] | None = None) -> "Inputs":
        """Wrap checked properties; `defaults` stand in for absent ones."""
        unknowns = frozenset(name for name, value in properties.items() if isinstance(reveal(value), Unknown))
        given = {name: plain(value) for name, value in properties.items()}
        values = {name: value for name, value in given.items() if value is not None}
        missing = {n: v for n, v in (defaults or {}).items() if n not in values and n not in unknowns}
        return cls({**missing, **values}, unknowns)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def unknown(self, name: str) -> bool:
        """Tell whether an input is given but only known after `up` (in previews)."""
        return name in self.unknowns

    def json(self, name: str) -> Json:
        """Give an input as it is, `None` where absent; for nested objects."""
        return self.values.get(name)

    def text(self, name: str) -> str:
        """Give a string."""
        return _present(name, self.text_or_none(name))

    def text_or_none(self, name: str) -> str | None:
        """Give a string, or `None`."""
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value
        raise InputError(f"{name} is not a string")

    def integer(self, name: str) -> int:
        """Give a whole number."""
        return _present(name, self.integer_or_none(name))

    def integer_or_none(self, name: str) -> int | None:
        """Give a whole number, or `None`."""
        value = self.values.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise InputError(f"{name} is not an integer")

    def flag(self, name: str) -> bool:
        """Give a boolean."""
        return _present(name, self.flag_or_none(name))

    def flag_or_none(self, name: str) -> bool | None:
        """Give a boolean, or `None`."""
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise InputError(f"{name} is not a boolean")

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a list of strings, empty where absent."""
        value = self.values.get(name) or []
        if isinstance(value, list):
            return tuple(each for each in value if isinstance(each, str))
        raise InputError(f"{name} is not a list")

    def items(self, name: str) -> tuple[Mapping[str, Json], ...]:
        """Give a list of objects, empty where absent."""
        value = self.values.get(name) or []
        if isinstance(value, list):
            return tuple(each for each in value if isinstance(each, dict))
        raise InputError(f"{name} is not a list")

    def object(self, name: str) -> "Inputs":
        """Give a nested object with the same access, empty where absent."""
        value = self.values.get(name) or {}
        if isinstance(value, dict):
            return Inputs(value)
        raise InputError(f"{name} is not an object")


def _present(name: str, value: T | None) -> T:
    if value is None:
        raise InputError(f"{name} is absent")
    return value
