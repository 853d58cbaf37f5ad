"""The one error of this package, and the words for what pydantic found."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_LONGEST_SHOWN: Final = 40
"""A longer value is not repeated in a message: it may be a key that was put in the wrong place."""

_LARGEST_SHOWN: Final = 10**30

Location = tuple[int | str, ...]


class SettingsError(Exception):
    """The stack file cannot be used. The message lists every offender: what, the consequence, the fix."""


def listed(lines: Iterable[str], stack: str) -> str:
    """Return one message for all that is wrong in a stack file."""
    lines = sorted(lines)
    count = f"{len(lines)} problem" + ("s" if len(lines) > 1 else "")
    text = "\n".join(f"  - {_spelled(line)}" for line in lines)
    return f"Pulumi.{stack}.yaml: {count} under luma:platform. Nothing was changed.\n{text}"


def describe(error: ValidationError, schema: Mapping[str, Any]) -> list[str]:
    """Return a line for each thing that pydantic found in a stack file.

    Args:
        error: What validation raised.
        schema: JSON Schema of the settings, for what a place may hold.
    """
    found = error.errors()
    wrong_items = {detail["loc"][:-1] for detail in found}
    return [
        # A list whose items are refused would be called too short as well.
        line
        for detail in found
        if detail["type"] != "too_short" or detail["loc"] not in wrong_items
        for line in _lines(detail, schema)
    ]


def _lines(detail: ErrorDetails, schema: Mapping[str, Any]) -> list[str]:
    where, kind = path(detail["loc"]), detail["type"]
    if kind == "value_error":
        prefix = f"{where}: " if where else ""
        return [prefix + line for line in detail["msg"].removeprefix("Value error, ").split("\n")]
    if kind == "extra_forbidden":
        return [f"{where}: no such setting, so it would change nothing. {_nearest(detail['loc'], schema)}"]
    if kind == "missing":
        meaning = _at(detail["loc"], schema).get("description", "")
        return [f"{where}: missing, so the stack cannot be built. Add it: {meaning}"]
    message = (detail["msg"][0].lower() + detail["msg"][1:]).replace("valid tuple", "list")
    return [f"{where}: {message}; {_shown(detail['input'])} would be refused or misread. Correct it."]


def path(location: Location) -> str:
    """Return a place as a person writes it; what a terminal would obey is spelled out."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return _spelled(text.removeprefix("."))


def _spelled(text: str) -> str:
    """Return a text as a terminal shows it and does not obey it."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _shown(value: object) -> str:
    if isinstance(value, int) and abs(value) > _LARGEST_SHOWN:
        return "its present value"  # Python spells no number of more than 4,300 digits
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"its present value ({len(text)} characters)"


def _nearest(location: Location, schema: Mapping[str, Any]) -> str:
    """Say what was meant: a setting of the same place, or one of that name elsewhere."""
    *parent, key = location
    here = _at(tuple(parent), schema).get("properties", {})
    if near := difflib.get_close_matches(str(key), sorted(here), n=1):
        return f"Did you mean {path((*parent, near[0]))!r}?"
    elsewhere = sorted(path((*place, str(key))) for place in _places_of(str(key), schema))
    if elsewhere:
        return f"Did you mean {' or '.join(map(repr, elsewhere))}?"
    return f"Remove it, or use one of {', '.join(sorted(here))}."


def _at(location: Location, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the part of a schema that describes a place; empty where none does."""
    node: Mapping[str, Any] = schema
    for part in location:
        node = _resolved(node, schema)
        node = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
    return {**_resolved(node, schema), **node}


def _resolved(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for option in node.get("anyOf", ()):
        if "$ref" in option:
            node = option
    if reference := node.get("$ref"):
        found: Mapping[str, Any] = schema["$defs"][reference.rsplit("/", 1)[-1]]
        return found
    return node


def _places_of(key: str, schema: Mapping[str, Any], above: Location = ()) -> Iterable[Location]:
    """Yield the places whose objects have a setting of this name."""
    node = _at(above, schema)
    for name in node.get("properties", {}):
        if name == key:
            yield above
        yield from _places_of(key, schema, (*above, name))
