"""Plain data with `Secret` and `UNKNOWN` in it: what inputs and outputs are everywhere but on the wire."""

import hmac
from typing import TYPE_CHECKING, Final, TypeAlias

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

if TYPE_CHECKING:
    Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
    Value: TypeAlias = "Json | Secret | Unknown | list[Value] | dict[str, Value]"
else:
    Json = Value = object


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


def has_unknown(value: Value) -> bool:
    """Tell whether something within a value is not known yet."""
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list | tuple):
        return any(map(has_unknown, value))
    return isinstance(value, Unknown)
