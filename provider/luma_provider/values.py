"""Property values: between the engine's `PropertyValue` and plain data with `Secret` and `UNKNOWN` in it."""

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from pulumi.provider.experimental.property_value import Computed, PropertyValue
from pulumi.runtime.rpc import UNKNOWN as UNKNOWN_ON_THE_WIRE
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

if TYPE_CHECKING:
    Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
    Value: TypeAlias = "Json | Secret | Unknown | list[Value] | dict[str, Value]"
else:
    Json = Value = object

Properties: TypeAlias = dict[str, PropertyValue]


class Unknown:
    """A value that only `up` will know."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class Secret:
    """A secret text; it is never printed, and pydantic sees only this wrapper (a dataclass it would look into)."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text, for a request's body or header."""
        return self._text

    def __repr__(self) -> str:
        return "Secret()"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept an instance and nothing else."""
        del source, handler
        return core_schema.is_instance_schema(cls, metadata={"pydantic_js_functions": [lambda *_: {"type": "string"}]})


def decode(value: PropertyValue, *, hide: bool = False) -> Value:
    """Turn a property value into plain data; with `hide`, texts in it become `Secret`s."""
    found = value.value
    if isinstance(found, Computed) or found == UNKNOWN_ON_THE_WIRE:
        return UNKNOWN
    if isinstance(found, str):
        return Secret(found) if hide else found
    if isinstance(found, Mapping):
        return {name: decode(each, hide=hide) for name, each in found.items()}
    if isinstance(found, tuple):
        return [decode(each, hide=hide) for each in found]
    if isinstance(found, float):
        return int(found) if found.is_integer() else found
    if found is None or isinstance(found, bool):
        return found
    raise TypeError(f"a {type(found).__name__} cannot be an input of this provider")


def encode(value: Value) -> PropertyValue:
    """Turn plain data into a property value; a `Secret` in it is a secret there too."""
    if isinstance(value, Unknown):
        return PropertyValue(UNKNOWN_ON_THE_WIRE)
    if isinstance(value, Secret):
        return PropertyValue(value.reveal(), is_secret=True)
    if isinstance(value, dict):
        return PropertyValue({name: encode(each) for name, each in value.items() if each is not None})
    if isinstance(value, list | tuple):
        return PropertyValue([encode(each) for each in value])
    if isinstance(value, int) and not isinstance(value, bool):
        return PropertyValue(float(value))
    if value is None or isinstance(value, str | bool | float):
        return PropertyValue(value)
    raise TypeError(f"a {type(value).__name__} cannot be an output of this provider")


def has_unknown(value: Value) -> bool:
    """Tell whether something within a value is not known yet."""
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list | tuple):
        return any(map(has_unknown, value))
    return isinstance(value, Unknown)
