"""Property values: between the engine's `PropertyValue` and plain data."""

from collections.abc import Mapping
from typing import TypeAlias

from pulumi.provider.experimental.property_value import Computed, PropertyValue
from pulumi.runtime.rpc import UNKNOWN as UNKNOWN_ON_THE_WIRE

from luma_provider.values import UNKNOWN, Secret, Unknown, Value

Properties: TypeAlias = dict[str, PropertyValue]


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
