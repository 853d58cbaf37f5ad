"""What a stack declares, from the events of a preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cli.graph.model import cloud_of


@dataclass(frozen=True, slots=True)
class Declared:
    """One resource of the program: where it stands, what the preview would do, and its inputs, secrets masked.

    `id` is the state's, "" where the state has none; `parent` is a URN, `provider` a URN with the provider's id.
    """

    urn: str
    type: str
    op: str
    inputs: Mapping[str, Any]
    id: str = ""
    parent: str = ""
    provider: str = ""

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.rsplit("::", 1)[-1]

    @property
    def cloud(self) -> str:
        """The cloud it is in."""
        return cloud_of(self.type)

    @property
    def managed(self) -> bool:
        """Whether the state has it already."""
        return self.op not in {"create", "import"}


def declared(events: Iterable[Mapping[str, Any]]) -> list[Declared]:
    """Return the resources that the program registered, in the order of the events; components are left out.

    One that the program imports itself and then changes is told twice: what comes first counts.
    """
    found: dict[str, Declared] = {}
    for each in events:
        step = (each.get("resourcePreEvent") or {}).get("metadata") or {}
        new = step.get("new") or {}
        if new.get("custom") and not str(step["type"]).startswith("pulumi:"):
            found.setdefault(str(step["urn"]), _declared(step, new))
    return list(found.values())


def _declared(step: Mapping[str, Any], new: Mapping[str, Any]) -> Declared:
    return Declared(
        urn=str(step["urn"]),
        type=str(step["type"]),
        op=str(step["op"]),
        inputs=new.get("inputs") or {},
        id=str(new.get("id") or (step.get("old") or {}).get("id") or ""),
        parent=str(new.get("parent") or ""),
        provider=str(new.get("provider") or ""),
    )
