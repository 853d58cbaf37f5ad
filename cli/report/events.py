"""Reads an event log of the engine (`pulumi preview --event-log FILE`) into what a report tells."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from cli.errors import UserError
from cli.graph.model import Thing, cloud_of, short_kind
from cli.report.properties import PropertyDiff, differences, scrub

Operation = Literal["delete", "replace", "update", "create", "import"]
_OPERATIONS: Final[Mapping[str, Operation]] = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "import": "import",
    "import-replacement": "replace",
}
ORDER: Final[tuple[Operation, ...]] = ("delete", "replace", "update", "import", "create")
"""What may lose something comes first."""
_RULE: Final = re.compile(r"\[([A-Z][A-Z0-9]+-\d{3})\]")


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one resource."""

    urn: str
    type: str
    operation: Operation
    protected: bool
    inputs: Mapping[str, Any] = field(repr=False)
    properties: tuple[PropertyDiff, ...]

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.rsplit("::", 1)[-1]

    @property
    def cloud(self) -> str:
        """The cloud it belongs to."""
        return cloud_of(self.type)

    @property
    def kind(self) -> str:
        """Its type in words."""
        return short_kind(self.type)


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """One violation: its rule, whether it stops the change, and the whole message."""

    rule: str
    mandatory: bool
    resource: str
    message: str


@dataclass(slots=True)
class Run:
    """What an event log says of a run.

    `present` are the resources as they are afterwards, with their inputs; `config` the stack's configuration, whose
    secrets the engine has masked. `unprotected` are the names of those that stay and lose their protection, which the
    engine counts as the same.
    """

    stack: str = ""
    preview: bool = True
    result: str = "not finished"
    seconds: int = 0
    changes: dict[str, Change] = field(default_factory=dict)
    unprotected: list[str] = field(default_factory=list)
    policies: list[PolicyResult] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    config: dict[str, str] = field(default_factory=dict)
    present: dict[str, tuple[Thing, Mapping[str, Any], str]] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        """How many resources there are by operation, `same` included; components and providers are no resources."""
        found = Counter[str](each.operation for each in self.changes.values())
        found["same"] = len(self.present.keys() - self.changes.keys())
        return found

    @property
    def ordered(self) -> list[Change]:
        """The changes: deletes first, then by name."""
        return sorted(self.changes.values(), key=lambda each: (ORDER.index(each.operation), each.name))


_UNREADABLE: Final = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading raises where a file is no JSON, no events, or events of another shape."""


def read(path: Path) -> Run:
    """Read an event log.

    Raises:
        UserError: it cannot be read, or is none.
    """
    try:
        text = path.read_text(encoding="utf-8")
        events = [json.loads(line) for line in text.splitlines() if line.strip()]
        run = gather(events) if any("preludeEvent" in each for each in events) else None
    except _UNREADABLE as error:
        raise UserError(
            f"{path}: cannot be read as an event log, so there is nothing to report. Write one: "
            f"PULUMI_DEBUG_COMMANDS=true pulumi preview --event-log {path} ({type(error).__name__})"
        ) from None
    if run is None:
        raise UserError(
            f"{path}: no event of a run is in it, so there is nothing to report. Write one: "
            f"PULUMI_DEBUG_COMMANDS=true pulumi preview --event-log {path}"
        )
    return run


def gather(events: Iterable[Mapping[str, Any]]) -> Run:
    """Return what some events say."""
    run = Run()
    for event in events:
        if step := event.get("resourcePreEvent") or event.get("resOutputsEvent"):
            _step(run, step["metadata"])
        elif found := event.get("policyEvent"):
            _policy(run, found)
        elif said := event.get("diagnosticEvent"):
            _diagnostic(run, said)
        elif prelude := event.get("preludeEvent"):
            run.config = dict(prelude.get("config") or {})
        elif summary := event.get("summaryEvent"):
            _summary(run, summary)
    return run


def _step(run: Run, step: Mapping[str, Any]) -> None:
    urn, kind, operation = str(step["urn"]), str(step["type"]), _OPERATIONS.get(str(step["op"]))
    run.stack = run.stack or urn.split(":")[2]
    old, new = step.get("old") or {}, step.get("new") or {}
    state = new or old
    if not state.get("custom") or kind.startswith("pulumi:"):
        return
    if operation == "delete":
        run.present.pop(urn, None)
    elif new:
        thing = Thing(urn, kind, str(new.get("parent") or ""))
        run.present[urn] = thing, new.get("inputs") or {}, str(new.get("id") or old.get("id") or "")
    if (
        old.get("protect")
        and new
        and not new.get("protect")
        and (name := urn.rsplit("::", 1)[-1]) not in run.unprotected
    ):
        run.unprotected.append(name)
    known = run.changes.get(urn)
    if operation is None or (known and known.operation == "replace" and (operation != "replace" or not new)):
        return
    inputs = state.get("inputs") or {}
    both = bool(old and new)
    found = differences(
        old.get("inputs") or {},
        new.get("inputs") or {},
        replacing=(step.get("keys") or ()) if both else (),
        told=(step.get("detailedDiff") or step.get("diffs") or ()) if both else (),
    )
    run.changes[urn] = Change(urn, kind, operation, bool(old.get("protect")), inputs, found)


def _policy(run: Run, found: Mapping[str, Any]) -> None:
    _, _, message = str(found.get("message", "")).strip().partition("\n")
    message = scrub(message or str(found.get("message", "")).strip())
    rule = _RULE.search(message)
    result = PolicyResult(
        rule[1] if rule else str(found.get("policyName", "")),
        found.get("enforcementLevel") != "advisory",
        str(found.get("resourceUrn", "")).rsplit("::", 1)[-1],
        message,
    )
    if result not in run.policies:
        run.policies.append(result)


def _diagnostic(run: Run, said: Mapping[str, Any]) -> None:
    lists = {"error": run.errors, "warning": run.warnings}
    message = scrub(str(said.get("message", "")).strip())
    kept = lists.get(str(said.get("severity")))
    if kept is not None and message and message not in kept:
        kept.append(message)


def _summary(run: Run, summary: Mapping[str, Any]) -> None:
    run.preview = bool(summary.get("isPreview"))
    run.result = str(summary.get("result") or "not finished")
    run.seconds = int(summary.get("durationSeconds") or 0)
