"""Property differences of a resource, without a single secret.

The engine masks what it knows to be secret. Beyond that a value is hidden when its name, or the catalogue, says that it
should have been one: a secret that somebody forgot to mark must not become public by the report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cli.env.values import SECRET_KEY
from settings.catalogue import CATALOGUE

HIDDEN: Final = "[secret]"
UNKNOWN: Final = "[known after the run]"
_UNKNOWN_MARK: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The engine's string for what a preview cannot know (pulumi sdk/v3, go/common/resource/plugin/rpc.go)."""
_SUSPECT: Final = re.compile(
    r"(?i)(token|password|passphrase|secret|credential|private_?key|api_?key|access_?key)(?!.*(name|id)s?$)"
)
"""A property whose name says that it holds a secret; `secretName` and `accessKeyId` only name one."""
_LOGIN: Final = re.compile(r"://[^/\s@'\"]+@")
_SECRET_NAMES: Final = frozenset(variable.name for variable in CATALOGUE if variable.kind == "secret")
_NAMES: Final = ("key", "secretName", "variableName", "name")
_MARKS: Final = frozenset({"sensitive", "isSecret"})


@dataclass(frozen=True, slots=True)
class PropertyDiff:
    """One property: its path, and its text before and after; None where it is not there."""

    path: str
    before: str | None
    after: str | None
    replaces: bool = False


def scrub(text: str) -> str:
    """Return a message without the logins that addresses in it may carry."""
    return _LOGIN.sub(f"://{HIDDEN}@", text)


def differences(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    replacing: Sequence[str] = (),
    told: Iterable[str] = (),
) -> tuple[PropertyDiff, ...]:
    """Return what differs between a resource's inputs before and after, by path.

    Args:
        before: The old inputs; empty for a create.
        after: The new inputs; empty for a delete.
        replacing: Properties whose change replaces the resource.
        told: Paths that the engine says differ; one whose values look alike is a secret.
    """
    old, new = flat(before), flat(after)
    changed = [path for path in [*old, *(path for path in new if path not in old)] if old.get(path) != new.get(path)]
    hidden = _same_but_hidden(before, after)
    found = {path: (old.get(path), new.get(path)) for path in changed} | dict.fromkeys(hidden, (HIDDEN, HIDDEN))
    shown = {_root(path) for path in found}
    found |= {path: (HIDDEN, HIDDEN) for path in told if _root(path) not in shown}
    roots = {_root(each) for each in replacing}
    return tuple(PropertyDiff(path, one, other, _root(path) in roots) for path, (one, other) in sorted(found.items()))


def _root(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def flat(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return the leaves of a resource's inputs as texts by path; what is or should be a secret is hidden."""
    return {path: _shown(path, value, inputs) for path, value in _leaves(inputs, "")}


def _same_but_hidden(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the paths whose hidden values differ although both are shown alike."""
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    return [
        path
        for path in old.keys() & new.keys()
        if old[path] != new[path] and _shown(path, old[path], before) == _shown(path, new[path], after)
    ]


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping) and SECRET_KEY not in value and value:
        for key in sorted(value):
            if not str(key).startswith("__"):
                yield from _leaves(value[key], f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]")
    elif path:
        yield path, value


def _shown(path: str, value: object, inputs: Mapping[str, Any]) -> str:
    if isinstance(value, Mapping) and SECRET_KEY in value:
        return HIDDEN
    if value == _UNKNOWN_MARK:
        return UNKNOWN
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    name = re.sub(r"\[\d+\]$", "", path).rsplit(".", 1)[-1]
    if isinstance(value, str) and (_SUSPECT.search(name) or (name == "value" and _is_secret(inputs))):
        return HIDDEN
    return scrub(value) if isinstance(value, str) else json.dumps(value)


def _is_secret(inputs: Mapping[str, Any]) -> bool:
    """Return whether a variable's `value` must be hidden: it is marked, or the catalogue calls its name a secret."""
    if any(inputs.get(mark) for mark in _MARKS) or "secretName" in inputs:
        return True
    return any(inputs.get(name) in _SECRET_NAMES for name in _NAMES)
