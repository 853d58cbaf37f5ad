"""A local stack's saved state after a killed run: torn files and the locks of processes that are gone.

Pulumi's file backend keeps the state before the last one as `<stack>.json.bak`, the state after each finished run in
its history, and a lock file for each running process (pulumi pkg/v3, backend/diy/{state,lock}.go).
"""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.errors import UserError
from cli.files import write_private
from cli.local.home import Home, project_name
from cli.processes import alive


def restore(home: Home, stack: str) -> str | None:
    """Put the backup, else the last of the history, in place of a checkpoint that is missing or cannot be read.

    Torn files beside it are dropped.

    Returns:
        What was done, or None when the checkpoint is whole or there was never one.

    Raises:
        UserError: none of them can be read.
    """
    path = home.checkpoint(stack)
    backup = path.with_name(f"{path.name}.bak")
    tidied = _drop_torn_side_files(path)
    if _whole(path) or not (path.exists() or backup.exists()):
        return tidied
    if _whole(backup):
        write_private(path, backup.read_text())
        return f"{path.name} was torn; restored it from its backup, the state before the last step"
    if last := _last_in_history(home, stack):
        write_private(path, last.read_text())
        return (
            f"{path.name} and its backup were torn; restored it from the history, the state after the last run that "
            f"ended. What a run made since is not in it: ./luma drift --local --stack {stack} names that"
        )
    raise UserError(
        f"{path}: cannot be read, and neither can its backup and what its history holds; the stack's resources are not "
        "known any more. The files are left as they are. Put a copy of the state there, or start anew: "
        "./luma local reset"
    )


def resources(home: Home, stack: str) -> list[dict[str, Any]]:
    """Return the resources of a stack's saved state, secrets encrypted; none where it cannot be read."""
    path = home.checkpoint(stack)
    latest = json.loads(path.read_text())["checkpoint"].get("latest") if _whole(path) else None
    found: list[dict[str, Any]] = (latest or {}).get("resources") or []
    return found


def damage(home: Home, stack: str) -> str | None:
    """Return in what a stack's saved state cannot be used by Pulumi; None where it is whole, or there is none."""
    path = home.checkpoint(stack)
    attributes = path.with_name(f"{path.name}.attrs")
    if path.exists() and not _whole(path):
        return f"{path}: cannot be read as the state of a stack"
    if attributes.exists() and not _is_json(attributes):
        return f"{attributes}: cannot be read, and Pulumi would fail on it"
    return None


def _last_in_history(home: Home, stack: str) -> Path | None:
    """Return the newest whole state in the history; the names hold the time."""
    kept = home.state / ".pulumi" / "history" / project_name() / stack
    return next((each for each in sorted(kept.glob("*.checkpoint.json"), reverse=True) if _whole(each)), None)


def _drop_torn_side_files(path: Path) -> str | None:
    """Remove what the backend left half written beside a checkpoint: drafts, and attributes that are no JSON.

    Attributes only hold a content type and a checksum; Pulumi does without them, but fails on torn ones.
    """
    torn = [each for each in path.parent.glob(f"{path.name}*.attrs") if not _is_json(each)]
    for each in [*torn, *path.parent.glob(f"{path.name}.*.tmp")]:
        each.unlink()
    return f"{', '.join(sorted(each.name for each in torn))} was torn; Pulumi does without it" if torn else None


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock file of the backend: who holds it, since when, and whether that process runs.

    One on another machine counts as running; one that cannot be read was torn by a kill.
    """

    path: Path
    holder: str
    runs: bool


def locks(home: Home, stack: str) -> list[Lock]:
    """Return the locks on a stack."""
    folder = home.state / ".pulumi" / "locks" / "organization" / project_name() / stack
    return [_lock(path) for path in sorted(folder.glob("*.json"))]


def stale_locks(home: Home, stack: str) -> list[Path]:
    """Return the lock files of processes that are gone.

    Raises:
        UserError: a process that holds a lock still runs.
    """
    found = locks(home, stack)
    if held := next((each for each in found if each.runs), None):
        raise UserError(
            f"{stack}: {held.holder} is working on this stack; recovering now would take its resources for lost. "
            "Wait until it is done, or end it, and run this again."
        )
    return [each.path for each in found]


def _whole(path: Path) -> bool:
    """Tell whether a file holds a state that Pulumi would load; on one that is not whole it breaks off in a panic."""
    try:
        latest = json.loads(path.read_text())["checkpoint"].get("latest") or {}
        return _has_seal(latest.get("manifest") or {}) and _holds_together(latest.get("resources") or ())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _has_seal(manifest: Mapping[str, str]) -> bool:
    """Tell whether a manifest's checksum is that of its version (pulumi pkg/v3, resource/deploy/manifest.go)."""
    magic = manifest.get("magic")
    return not magic or magic == hashlib.sha256(manifest["version"].encode()).hexdigest()


def _holds_together(resources: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether each resource comes after its parent, its provider and what it depends on."""
    seen: set[str] = set()
    for each in resources:
        provider = "" if each.get("pendingReplacement") else each.get("provider") or ""
        needed = {each.get("parent") or "", provider.rpartition("::")[0], *(each.get("dependencies") or ())}
        if not each["type"] or not needed - {""} <= seen:
            return False
        seen.add(each["urn"])
    return True


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text())
    except (OSError, ValueError, RecursionError):
        return False
    return True


def _lock(path: Path) -> Lock:
    try:
        content = json.loads(path.read_text())
        process, host = int(content["pid"]), str(content["hostname"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Lock(path, "somebody whose lock cannot be read", runs=False)
    holder = f"{content.get('username')}@{host} (process {process}, since {content.get('timestamp')})"
    return Lock(path, holder, runs=host != socket.gethostname() or alive(process))
