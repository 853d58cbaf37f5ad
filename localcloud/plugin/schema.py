"""Checks inputs against the tables that `codegen` writes: unknown, missing and wrongly typed properties.

Unknown values (`UNKNOWN`) are accepted everywhere; secrets are looked into. The tables are read on first use.
"""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from localcloud.plugin.properties import SecretValue, Unknown, Value

FOLDER: Final = Path(__file__).parent / "tables"
CLOSE: Final = 0.6


@dataclass(frozen=True)
class Failure:
    """A check failure: the property's path (`resourceConfig.functionDefaultRegions[0]`) and the reason."""

    path: str
    reason: str


@dataclass(frozen=True)
class Spec:
    """A property as the table spells it: its type, and whether it is required, secret, or JSON text."""

    type: str
    required: bool
    secret: bool
    json: bool

    @classmethod
    def parse(cls, text: str) -> "Spec":
        """Read the compact spelling, e.g. `string! secret`."""
        kind, *marks = text.split(" ")
        return cls(kind.removesuffix("!"), kind.endswith("!"), "secret" in marks, "json" in marks)


Specs = Mapping[str, Spec]


@dataclass(frozen=True)
class Table:
    """What a cloud's SDK says: its version, its provider's settings, its resource types, its object types."""

    plugin: str
    version: str
    provider: Specs
    inputs: Mapping[str, Specs]
    outputs: Mapping[str, Specs]
    objects: Mapping[str, Specs]

    def check(self, specs: Specs, values: Mapping[str, Value]) -> list[Failure]:
        """List every failure of `values` against `specs`, sorted by path."""
        return sorted(_object(self, specs, values, ""), key=lambda each: each.path)


@cache
def load(cloud: str) -> Table:
    """Read one cloud's table."""
    data = json.loads((FOLDER / f"{cloud}.json").read_text())
    return Table(
        plugin=data["plugin"],
        version=data["version"],
        provider=_specs(data["provider"]),
        inputs={token: _specs(each["inputs"]) for token, each in data["resources"].items()},
        outputs={token: _specs(each["outputs"]) for token, each in data["resources"].items()},
        objects={name: _specs(each) for name, each in data["objects"].items()},
    )


def _specs(spelled: Mapping[str, str]) -> Specs:
    return {name: Spec.parse(text) for name, text in spelled.items()}


def _object(table: Table, specs: Specs, values: Mapping[str, Value], path: str) -> Iterator[Failure]:
    for name, value in values.items():
        where = f"{path}.{name}" if path else name
        if name not in specs:
            yield Failure(where, _unknown_property(name, specs))
        elif value is not None and not (specs[name].json and isinstance(value, str)):
            yield from _value(table, specs[name].type, value, where)
    for name, spec in specs.items():
        if spec.required and values.get(name) is None:
            where = f"{path}.{name}" if path else name
            yield Failure(where, f"missing: {where} is required and must be {_words(spec.type)}")


def _unknown_property(name: str, specs: Specs) -> str:
    near = difflib.get_close_matches(name, specs, n=1, cutoff=CLOSE)
    if near:
        return f"there is no property {name}: did you mean {near[0]}?"
    return f"there is no property {name}: the properties are {', '.join(sorted(specs))}"


def _value(table: Table, kind: str, value: Value, path: str) -> Iterator[Failure]:
    if isinstance(value, SecretValue):
        yield from _value(table, kind, value.value, path)
    elif isinstance(value, Unknown) or value is None or kind == "any":
        return
    elif kind[0] == "[" and isinstance(value, list):
        for index, each in enumerate(value):
            yield from _value(table, kind[1:-1], each, f"{path}[{index}]")
    elif kind[0] == "{" and isinstance(value, dict):
        for name, each in value.items():
            yield from _value(table, kind[1:-1], each, f"{path}.{name}")
    elif kind[0] == "#" and isinstance(value, dict):
        yield from _object(table, table.objects[kind[1:]], value, path)
    elif not _scalar_fits(kind, value):
        yield Failure(path, f"must be {_words(kind)}, not {_words_for(value)}")


def _scalar_fits(kind: str, value: Value) -> bool:
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str)
    if kind == "integer":
        return isinstance(value, int)
    return kind == "number" and isinstance(value, int | float)


def _words(kind: str) -> str:
    if kind[0] == "[":
        return "a list"
    if kind[0] in "{#":
        return "an object"
    return {"integer": "an integer", "any": "anything"}.get(kind, f"a {kind}")


def _words_for(value: Value) -> str:
    """Name a value's type; the value itself may be secret and is never shown."""
    if isinstance(value, bool):
        return "a boolean"
    names = {str: "a string", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
