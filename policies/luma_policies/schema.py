"""A small JSON Schema validator: it names every problem at once and never prints a value.

It knows what the configuration needs: type, enum, pattern, minimum, maximum, items, properties, required,
additionalProperties. The engine checks the same schema by its own means when `--policy-pack-config` is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"  # parsed JSON
Schema: TypeAlias = Mapping[str, Json]

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "array": (list, tuple),
    "object": (dict, Mapping),
}


def problems(value: Json, schema: Schema, where: str) -> Iterator[str]:
    """Yield one sentence for each place where `value` breaks `schema`; `where` names the value itself."""
    kind = str(schema["type"])
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # the engine hands every number over as a float
    if not isinstance(value, _KINDS[kind]) or (kind == "integer" and isinstance(value, bool)):
        yield f"{where}: must be of type {kind}"
    elif isinstance(value, Mapping):
        yield from _object(value, schema, where)
    elif isinstance(value, str):
        yield from _string(value, schema, where)
    elif isinstance(value, Sequence):
        items = schema["items"]
        assert isinstance(items, Mapping), "a schema of an array says what its items are"
        for index, item in enumerate(value):
            yield from problems(item, items, f"{where}[{index}]")
    elif isinstance(value, int) and kind == "integer":
        yield from _bounds(value, schema, where)


def _object(value: Mapping[str, Json], schema: Schema, where: str) -> Iterator[str]:
    declared = schema.get("properties", {})
    extra = schema.get("additionalProperties", False)
    assert isinstance(declared, Mapping), "properties is an object"
    for name in _names(schema.get("required")):
        if name not in value:
            yield f"{where}.{name}: is missing"
    for name, item in value.items():
        inner = declared.get(name, extra)
        if isinstance(inner, Mapping):
            yield from problems(item, inner, f"{where}.{name}")
        else:
            yield f"{where}.{name}: is no such setting; use one of {', '.join(sorted(declared))}"


def _string(value: str, schema: Schema, where: str) -> Iterator[str]:
    allowed = _names(schema.get("enum"))
    if allowed and value not in allowed:
        yield f"{where}: must be one of {', '.join(allowed)}"
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and not re.search(pattern, value):
        yield f"{where}: must match {pattern}"


def _bounds(value: int, schema: Schema, where: str) -> Iterator[str]:
    low, high = schema.get("minimum"), schema.get("maximum")
    if isinstance(low, int) and value < low:
        yield f"{where}: must be at least {low}"
    if isinstance(high, int) and value > high:
        yield f"{where}: must be at most {high}"


def _names(value: Json) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []
