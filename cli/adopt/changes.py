"""What an update would do after the import: what differs, what is made, and what must never happen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from cli.adopt.identity import UNKNOWN as UNKNOWN_MARK
from cli.graph.model import cloud_of
from cli.report.properties import UNKNOWN, PropertyDiff, differences

What: TypeAlias = Literal["make", "change", "lose"]
_WHAT: Final[Mapping[str, What]] = {
    "create": "make",
    "import": "make",
    "update": "change",
    "replace": "lose",
    "create-replacement": "lose",
    "delete-replaced": "lose",
    "delete": "lose",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One resource that the update would make, change, or lose by replacing or deleting it."""

    urn: str
    type: str
    what: What
    properties: tuple[PropertyDiff, ...] = ()

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.rsplit("::", 1)[-1]

    @property
    def cloud(self) -> str:
        """The cloud it is in."""
        return cloud_of(self.type)


def changes(events: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Return what a preview would do, one change a resource, sorted by cloud and name; a loss outdoes the rest."""
    found: dict[str, Change] = {}
    for event in events:
        step = (event.get("resourcePreEvent") or {}).get("metadata") or {}
        what = _WHAT.get(str(step.get("op")))
        state = step.get("new") or step.get("old") or {}
        if what is None or not state.get("custom") or str(step["type"]).startswith("pulumi:"):
            continue
        change = Change(str(step["urn"]), str(step["type"]), what, _properties(step) if what != "make" else ())
        if change.urn not in found or (what == "lose" and change.properties):
            found[change.urn] = change
    return sorted(found.values(), key=lambda each: (each.cloud, each.name))


def live_differences(events: Sequence[Mapping[str, Any]], resources: Mapping[str, Mapping[str, Any]]) -> list[Change]:
    """Return how what an import's preview read differs from what is declared.

    Args:
        events: The events of `pulumi import --preview-only`.
        resources: The declared inputs by URN.
    """
    read: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for event in events:
        step = (event.get("resOutputsEvent") or {}).get("metadata") or {}
        if step.get("op") == "import" and step.get("urn") in resources:
            read[step["urn"]] = str(step["type"]), (step.get("new") or {}).get("outputs") or {}
    compared = [Change(urn, kind, "change", _against(resources[urn], outputs)) for urn, (kind, outputs) in read.items()]
    return sorted((each for each in compared if each.properties), key=lambda each: (each.cloud, each.name))


def _against(inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> tuple[PropertyDiff, ...]:
    """Return what differs among the properties that are declared and read."""
    both = sorted(set(inputs) & set(outputs))
    found = differences({name: _joined(outputs[name]) for name in both}, {name: _joined(inputs[name]) for name in both})
    return tuple(each for each in found if each.after not in {None, UNKNOWN} and each.after != each.before)


def _joined(value: Any) -> Any:
    """Return lists of plain values as one text each, in an order of its own: vendors keep most lists without one."""
    if isinstance(value, list):
        plain = value and all(isinstance(each, str | int | float) for each in value) and UNKNOWN_MARK not in value
        return ", ".join(sorted(map(str, value))) if plain else [_joined(each) for each in value]
    if isinstance(value, dict):
        return {name: _joined(each) for name, each in value.items()}
    return value


def _properties(step: Mapping[str, Any]) -> tuple[PropertyDiff, ...]:
    """Return the properties that the provider calls different, as they are and as declared."""
    told = list(step.get("detailedDiff") or step.get("diffs") or step.get("keys") or ())
    roots = {_root(each) for each in told}
    old, new = (step.get("old") or {}).get("outputs") or {}, (step.get("new") or {}).get("inputs") or {}
    found = differences(_joined(old), _joined(new), told=told, replacing=step.get("keys") or ())
    return tuple(each for each in found if _root(each.path) in roots)


def _root(path: str) -> str:
    return path.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]
