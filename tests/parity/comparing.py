"""Compares what two sides answered: one finding for each property on which they do not agree."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from localcloud.plugin.diff import root
from tests.parity.asking import Answer

UNKNOWN: Final = {"unknown": True}


@dataclass(frozen=True, order=True)
class Finding:
    """Where the sides differ: the type's short name, the case, the aspect with its property, and both views."""

    type: str
    case: str
    aspect: str
    theirs: str
    ours: str


def findings(token: str, theirs: dict[str, Answer], ours: dict[str, Answer]) -> list[Finding]:
    """Compare all cases of a resource type."""
    short = token.rsplit(":", 1)[-1]
    return [
        Finding(short, case, aspect, json.dumps(their), json.dumps(our))
        for case, answer in sorted(theirs.items())
        for aspect, their, our in _aspects(case, answer, ours[case])
        if their != our
    ]


def _aspects(case: str, theirs: Answer, ours: Answer) -> Iterator[tuple[str, Any, Any]]:
    refused = [{root(path) for path in answer.get("refused", [])} for answer in (theirs, ours)]
    for name in sorted(refused[0] | refused[1]):
        yield f"refused {name}", name in refused[0], name in refused[1]
    if not any(refused):
        yield from _diffs(case, theirs, ours)
        yield from _life(theirs, ours)
        yield from _values("filled in", theirs, ours)
        yield from _values("foreseen", theirs, ours)


def _diffs(case: str, theirs: Answer, ours: Answer) -> Iterator[tuple[str, Any, Any]]:
    """Compare the changed property alone, for what is computed may follow it, but all that replaces."""
    kind, _, about = case.partition(" ")
    their, our = theirs.get("changed", []), ours.get("changed", [])
    if kind == "good":
        yield "changed", bool(their), bool(our)
    else:
        yield f"changed {about}", about in their, about in our
    for name in sorted({*theirs.get("replaces", []), *ours.get("replaces", [])}):
        yield f"replaces {name}", name in theirs.get("replaces", []), name in ours.get("replaces", [])


def _life(theirs: Answer, ours: Answer) -> Iterator[tuple[str, Any, Any]]:
    for part in ("read", "updated", "deleted"):
        yield part, theirs.get(part), ours.get(part)
    their, our = theirs.get("made", {}), ours.get("made", {})
    for part in ("outputs", "secret"):
        for name in sorted({*their.get(part, []), *our.get(part, [])}):
            yield f"{part} {name}", name in their.get(part, []), name in our.get(part, [])


def _values(part: str, theirs: Answer, ours: Answer) -> Iterator[tuple[str, Any, Any]]:
    their, our = theirs.get(part, {}), ours.get(part, {})
    for name in sorted({*their, *our}):
        yield f"{part} {name}", _normal(their.get(name)), _normal(our.get(name))


def _normal(value: Any) -> Any:
    """Make zero values none, as plugins on Terraform's older SDK cannot tell them apart, and lists sets.

    Inside an object, what is not known yet is left out too.
    """
    if isinstance(value, list):
        return sorted((_normal(each) for each in value), key=json.dumps) or None
    if isinstance(value, dict) and value != UNKNOWN:
        inner = {name: _normal(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if each is not None and each != UNKNOWN} or None
    return value or None
