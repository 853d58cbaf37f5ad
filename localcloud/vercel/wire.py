"""Between the service's dataclasses and the wire's objects: `snake_case` fields are `camelCase` properties."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from localcloud.core.entities import Json

T = TypeVar("T")


def camel(name: str) -> str:
    """Spell a field as the wire does; a trailing underscore (`from_`) goes."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)


def to_wire(value: object) -> Json:
    """Write a dataclass, and all within it, as an object; fields without a value are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((camel(each.name), to_wire(getattr(value, each.name))) for each in fields(value))
        return {name: each for name, each in pairs if each is not None}
    if isinstance(value, Mapping):
        return {str(name): to_wire(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_wire(each) for each in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} has no place on the wire")


def from_wire(cls: type[T], data: Mapping[str, Json]) -> T:
    """Read a dataclass from an object whose types the table has checked; properties it lacks are left out."""
    hints = get_type_hints(cls)
    given = ((each.name, data.get(camel(each.name))) for each in fields(cls))  # type: ignore[arg-type]  # a dataclass
    return cls(**{name: _value(hints[name], each) for name, each in given if each is not None})


# What comes out is whatever the annotation says; mypy cannot follow a type read at run time.
def _value(kind: Any, data: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(each for each in get_args(kind) if each is not types.NoneType)
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], each) for each in data)
    if isinstance(data, Mapping):
        if is_dataclass(kind):
            return from_wire(kind, data)  # type: ignore[arg-type]  # a dataclass is a type here
        return {name: _value(get_args(kind)[1], each) for name, each in data.items()}
    return data


def said(full: Json, given: Json) -> Json:
    """Cut nested objects down to the properties that the program says; all of them where it says nothing."""
    if isinstance(full, dict) and isinstance(given, dict):
        return {name: said(each, given[name]) for name, each in full.items() if given.get(name) is not None}
    if isinstance(full, list) and isinstance(given, list) and len(full) == len(given):
        return [said(*pair) for pair in zip(full, given, strict=True)]
    return full
