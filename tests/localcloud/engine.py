"""A tiny Pulumi project whose providers are the local cloud of a test."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.toolchain.project import Project


@dataclass(frozen=True)
class Attached(Project):
    """A project attached to the plugin front ends at `ports`."""

    ports: Mapping[str, int] = field(kw_only=True)

    def environment(self) -> dict[str, str]:
        """Add the ports, and what makes the engine write its events, to the variables of every command."""
        attached = ",".join(f"{name}:{port}" for name, port in sorted(self.ports.items()))
        return {**super().environment(), "PULUMI_DEBUG_PROVIDERS": attached, "PULUMI_DEBUG_COMMANDS": "true"}

    def diffs(self, *arguments: str) -> dict[str, set[str]]:
        """Run a command that must succeed: the changed properties of each resource by its name."""
        log = self.folder / "events.jsonl"
        log.unlink(missing_ok=True)
        self.pulumi(*arguments, "--event-log", str(log))
        found: dict[str, set[str]] = {}
        for step in map(_step, log.read_text().splitlines()):
            if step.get("detailedDiff"):
                found.setdefault(step["urn"].rsplit("::", 1)[-1], set()).update(step["detailedDiff"])
        return found


def _step(line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line).get("resourcePreEvent", {}).get("metadata", {})
    return found
