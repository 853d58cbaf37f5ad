"""What a failed run made without the state's knowing: creates that were done, and whose answer was lost.

Pulumi drops its note of a create that failed, for whatever reason. Where the answer alone was lost, the thing exists:
the next run would be refused because of it, or make a second one. It is found among what a preview would make.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from cli.adopt.identity import UNKNOWN
from cli.recover.pending import ROWS, Pending, World, creates, matches

_HIDDEN: Final = "[secret]"
_MAKING: Final = ("create", "create-replacement")


def lost(
    events: Iterable[Mapping[str, Any]], world: World, held: Sequence[Mapping[str, Any]] = ()
) -> Sequence[Pending]:
    """Return what a preview would make although it exists, sorted by URN.

    Args:
        events: The engine's events of the preview.
        world: What is in the local cloud.
        held: The resources of every stack's state: their things are not lost.
    """
    planned = [{"type": "creating", "resource": each} for each in _planned(events) if _exists(each, world)]
    return [each for each in creates({"resources": held, "pending_operations": planned}, world) if each.found]


def last_run_failed(history: str) -> bool:
    """Return whether the newest run in the output of `pulumi stack history --json` did not succeed.

    A `pulumi import` that was refused made nothing that could be lost.
    """
    runs: list[dict[str, Any]] = json.loads(history or "[]")
    return bool(runs) and runs[0].get("result") != "succeeded" and runs[0].get("kind") != "resource-import"


def _exists(resource: Mapping[str, Any], world: World) -> bool:
    row = ROWS.get(str(resource["type"]))
    return bool(row and row.cloud and any(matches(row, resource["inputs"], world)))


def _planned(events: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each resource that a preview would make, as a state would hold it.

    What a run alone can tell, and secrets, are left out of its inputs: the refresh and the next `up` fill them in.
    """
    for event in events:
        step = (event.get("resourcePreEvent") or {}).get("metadata") or {}
        new = step.get("new") or {}
        if step.get("op") in _MAKING and new.get("custom") and _is_plain(new.get("provider")):
            inputs = {name: value for name, value in (new.get("inputs") or {}).items() if _is_plain(value)}
            kept = {name: new[name] for name in ("urn", "type", "custom", "parent", "provider") if name in new}
            yield {**kept, "inputs": inputs}


def _is_plain(value: object) -> bool:
    text = json.dumps(value)
    return UNKNOWN not in text and _HIDDEN not in text
