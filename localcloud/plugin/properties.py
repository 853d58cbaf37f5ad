"""Property values on the wire (protobuf `Struct`) and in Python, with secrets and unknowns kept as such.

The magic strings are the protocol's own: `sdk/go/common/resource/sig/sig.go` and `plugin/rpc.go` of pulumi/pulumi.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from google.protobuf.struct_pb2 import ListValue, NullValue, Struct
from google.protobuf.struct_pb2 import Value as WireValue

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET_MARK: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker, no secret
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
REFUSED: Final = {
    "c44067f5952c0a294b673a41bacd8c17": "an asset",
    "0def7320c3a5731c473e5ecbe6d01bc7": "an archive",
    "5cf8f73096256a8f31e491e813e4eb8e": "a resource reference",
}
UNKNOWN_SIGNATURE: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWN_SIGNATURES: Final = frozenset(
    {
        UNKNOWN_SIGNATURE,  # a string, or of no known type
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # list
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)


class WireError(Exception):
    """A value that these clouds cannot take (an asset, an archive); the message names the property path."""


@dataclass(frozen=True)
class Unknown:
    """A value that is only known after `up`."""


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class SecretValue:
    """A secret property value; its text never shows in a repr."""

    value: "Value" = field(repr=False)


Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | SecretValue | Unknown | None"
Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
Properties: TypeAlias = dict[str, Value]


def decode(struct: Struct) -> Properties:
    """Read a property map off the wire; raises `WireError` for assets, archives and resource references."""
    return {name: _decode(value, name) for name, value in struct.fields.items()}


def encode(properties: Mapping[str, Value]) -> Struct:
    """Write a property map for the wire."""
    return Struct(fields={name: _encode(value) for name, value in properties.items()})


def _decode(value: WireValue, path: str) -> Value:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _decode_struct(value.struct_value, path)
    if kind == "list_value":
        return [_decode(each, f"{path}[{index}]") for index, each in enumerate(value.list_value.values)]
    if kind == "string_value":
        return UNKNOWN if value.string_value in UNKNOWN_SIGNATURES else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return value.bool_value if kind == "bool_value" else None


def _decode_struct(struct: Struct, path: str) -> Value:
    signature = struct.fields[SIGNATURE].string_value if SIGNATURE in struct.fields else ""
    if not signature:
        return {name: _decode(value, f"{path}.{name}") for name, value in struct.fields.items()}
    if signature == SECRET_MARK:
        return secret(_decode(struct.fields["value"], path))
    if signature == OUTPUT:
        inner = _decode(struct.fields["value"], path) if "value" in struct.fields else UNKNOWN
        return secret(inner) if struct.fields["secret"].bool_value else inner
    raise WireError(f"{path} is {REFUSED.get(signature, 'a value of an unknown kind')}; give plain data instead")


def _encode(value: Value) -> WireValue:
    if isinstance(value, list):
        return WireValue(list_value=ListValue(values=[_encode(each) for each in value]))
    if isinstance(value, dict):
        return WireValue(struct_value=encode(value))
    if isinstance(value, SecretValue):
        return WireValue(struct_value=encode({SIGNATURE: SECRET_MARK, "value": value.value}))
    return _encode_scalar(UNKNOWN_SIGNATURE if isinstance(value, Unknown) else value)


def _encode_scalar(value: str | float | None) -> WireValue:
    if isinstance(value, bool):
        return WireValue(bool_value=value)
    if isinstance(value, str):
        return WireValue(string_value=value)
    if value is None:
        return WireValue(null_value=NullValue.NULL_VALUE)
    return WireValue(number_value=value)


def secret(value: Value) -> SecretValue:
    """Make a value secret; one that is secret already stays as it is."""
    return value if isinstance(value, SecretValue) else SecretValue(value)


def reveal(value: Value) -> Value:
    """Take every secret wrapper off, however deep; unknowns stay."""
    if isinstance(value, SecretValue):
        return reveal(value.value)
    if isinstance(value, list):
        return [reveal(each) for each in value]
    if isinstance(value, dict):
        return {name: reveal(each) for name, each in value.items()}
    return value


def plain(value: Value) -> Plain:
    """Take secret wrappers off and turn unknowns into `None`: what a service gets."""
    if isinstance(value, SecretValue):
        return plain(value.value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return None if isinstance(value, Unknown) else value


def has(value: Value, kind: type[SecretValue] | type[Unknown]) -> bool:
    """Tell whether a value is, or anywhere contains, a secret or an unknown."""
    if isinstance(value, kind):
        return True
    if isinstance(value, SecretValue):
        return has(value.value, kind)
    if isinstance(value, list):
        return any(has(each, kind) for each in value)
    return isinstance(value, dict) and any(has(each, kind) for each in value.values())
