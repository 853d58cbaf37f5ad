"""Compares property values: what changed, path by path, and what a read changes in the inputs.

Paths are spelled as the engine does (`rules[0].enabled`); the tables of a resource type name properties by
the same path without indexes (`rules.enabled`).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from localcloud.core.entities import Json
from localcloud.plugin.properties import Properties, SecretValue, Value, reveal

Change = Literal["add", "delete", "update"]


@dataclass(frozen=True)
class Rules:
    """The tables of a resource type that decide what counts as a change.

    `replace`: paths whose change needs a new resource. `defaults`: what the service takes for an absent
    value. `filled`: paths that the service fills with a value of its own choice, so that leaving them out is
    no change. `sets`: paths of lists without an order. `fixed`: paths whose change is ignored.
    """

    replace: frozenset[str] = frozenset()
    defaults: Mapping[str, Json] | None = None
    filled: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()

    def default(self, path: str) -> Json:
        """Give the value that the service takes for an absent one."""
        return (self.defaults or {}).get(bare(path))

    def replaces(self, path: str) -> bool:
        """Tell whether a change at this path, or of something within or around it, needs a new resource."""
        name = bare(path)
        return any(name == each or name.startswith(f"{each}.") or each.startswith(f"{name}.") for each in self.replace)


def bare(path: str) -> str:
    """Take the indexes out of a path."""
    return re.sub(r"\[[^\]]*\]", "", path)


def root(path: str) -> str:
    """Give the top-level property that a path belongs to."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def changes(old: Mapping[str, Value], new: Mapping[str, Value], rules: Rules) -> dict[str, Change]:
    """Find every changed path between the inputs of two runs; values are compared without secret wrappers.

    Notes of a vendor's own plugin (`__defaults`), where that one ran before, are no inputs.
    """
    return dict(_object(_unnoted(old), _unnoted(new), "", rules))


def _unnoted(inputs: Mapping[str, Value]) -> Properties:
    return {name: _without_notes(value) for name, value in inputs.items() if not name.startswith("__")}


def _without_notes(value: Value) -> Value:
    if isinstance(value, SecretValue):
        return SecretValue(_without_notes(value.value))
    if isinstance(value, list):
        return [_without_notes(each) for each in value]
    return _unnoted(value) if isinstance(value, dict) else value


def same(old: Value, new: Value, path: str, rules: Rules) -> bool:
    """Tell whether two values are the same to the service."""
    return next(_value(reveal(old), reveal(new), path, rules), None) is None


def refreshed(inputs: Value, known: Value, current: Value, path: str, rules: Rules) -> Value:
    """Carry what changed in the service since the last operation over into the inputs.

    `inputs` is what the program gave, `known` what the service answered then, `current` what it answers now.
    What the service left alone keeps the program's own spelling.
    """
    if isinstance(inputs, SecretValue):
        return SecretValue(refreshed(inputs.value, reveal(known), reveal(current), path, rules))
    if same(known, current, path, rules):
        return inputs
    if isinstance(inputs, dict) and isinstance(known, dict) and isinstance(current, dict):
        return _refreshed_object(inputs, known, current, path, rules)
    if (
        isinstance(inputs, list)
        and isinstance(known, list)
        and isinstance(current, list)
        and len(inputs) == len(known) == len(current)
        and bare(path) not in rules.sets
    ):
        trios = enumerate(zip(inputs, known, current, strict=True))
        return [refreshed(*trio, f"{path}[{index}]", rules) for index, trio in trios]
    return current


def _refreshed_object(
    inputs: Mapping[str, Value], known: Mapping[str, Value], current: Mapping[str, Value], path: str, rules: Rules
) -> Value:
    result: Properties = {}
    for name in {**inputs, **current}:
        where = f"{path}.{name}" if path else name
        if name in inputs:
            value = refreshed(inputs[name], known.get(name), current.get(name), where, rules)
        elif bare(where) in rules.filled or same(known.get(name), current.get(name), where, rules):
            continue
        else:
            value = current[name]
        if value is not None:
            result[name] = value
    return result


def refreshed_inputs(inputs: Properties, known: Properties, current: Properties, rules: Rules) -> Properties:
    """Do `refreshed` for all of a resource's inputs."""
    result = _refreshed_object(inputs, known, current, "", rules)
    return result if isinstance(result, dict) else {}


def _object(
    old: Mapping[str, Value], new: Mapping[str, Value], path: str, rules: Rules
) -> Iterator[tuple[str, Change]]:
    for name in sorted({*old, *new}):
        where = f"{path}.{name}" if path else name
        yield from _value(reveal(old.get(name)), reveal(new.get(name)), where, rules)


def _value(old: Value, new: Value, path: str, rules: Rules) -> Iterator[tuple[str, Change]]:
    if old == new or bare(path) in rules.fixed:
        return
    if _absent(old) or _absent(new):
        yield from _one_sided(old, new, path, rules)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _object(old, new, path, rules)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list(old, new, path, rules)
    else:
        yield path, "update"


def _one_sided(old: Value, new: Value, path: str, rules: Rules) -> Iterator[tuple[str, Change]]:
    default = rules.default(path)
    if _absent(new):
        if not _absent(old) and old != default and bare(path) not in rules.filled:
            yield path, "delete"
    elif new != default:
        yield path, "add"


def _absent(value: Value) -> bool:
    """Tell whether a value is none at all; services keep no difference between that and an empty list."""
    return value is None or value in ([], {})


def _list(old: list[Value], new: list[Value], path: str, rules: Rules) -> Iterator[tuple[str, Change]]:
    if bare(path) in rules.sets:
        if sorted(map(_sortable, old)) != sorted(map(_sortable, new)):
            yield path, "update"
        return
    for index in range(max(len(old), len(new))):
        where = f"{path}[{index}]"
        if index >= len(old):
            yield where, "add"
        elif index >= len(new):
            yield where, "delete"
        else:
            yield from _value(old[index], new[index], where, rules)


def _sortable(value: Value) -> str:
    return json.dumps(value, sort_keys=True, default=repr)
