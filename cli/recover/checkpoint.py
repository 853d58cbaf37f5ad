"""A local stack's saved state after a killed run: torn files and the locks of processes that are gone.

Pulumi's file backend keeps the state before the last one as `<stack>.json.bak`, and a lock file for each running
process (pulumi pkg/v3, backend/diy/{state,lock}.go).
"""

from __future__ import annotations

import json
import socket
from pathlib import Path

from cli.errors import UserError
from cli.files import write_private
from cli.local.home import Home, project_name
from cli.processes import alive


def restore(home: Home, stack: str) -> str | None:
    """Put the backup in place of a checkpoint that is missing or cannot be read, and drop torn side files.

    Returns:
        What was done, or None when the checkpoint is whole or there was never one.

    Raises:
        UserError: neither it nor its backup can be read.
    """
    path = home.checkpoint(stack)
    backup = path.with_name(f"{path.name}.bak")
    tidied = _drop_torn_side_files(path)
    if _whole(path) or not (path.exists() or backup.exists()):
        return tidied
    if not _whole(backup):
        raise UserError(
            f"{path}: cannot be read, and neither can its backup; the stack's resources are not known any more. "
            f"Both files are left as they are. Put a copy of the state there, or start anew: ./luma local reset"
        )
    write_private(path, backup.read_text())
    return f"{path.name} was torn; restored it from its backup, the state before the last step"


def _drop_torn_side_files(path: Path) -> str | None:
    """Remove what the backend left half written beside a checkpoint: drafts, and attributes that are no JSON.

    Attributes only hold a content type and a checksum; Pulumi does without them, but fails on torn ones.
    """
    torn = [each for each in path.parent.glob(f"{path.name}*.attrs") if not _is_json(each)]
    for each in [*torn, *path.parent.glob(f"{path.name}.*.tmp")]:
        each.unlink()
    return f"{', '.join(sorted(each.name for each in torn))} was torn; Pulumi does without it" if torn else None


def stale_locks(home: Home, stack: str) -> list[Path]:
    """Return the lock files of processes that are gone.

    Raises:
        UserError: a process that holds a lock still runs.
    """
    folder = home.state / ".pulumi" / "locks" / "organization" / project_name() / stack
    locks = sorted(folder.glob("*.json"))
    for lock in locks:
        if holder := _holder(lock):
            raise UserError(
                f"{stack}: process {holder} is working on this stack; recovering now would take its resources for "
                "lost. Wait until it is done, or end it, and run this again."
            )
    return locks


def _whole(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text())["checkpoint"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text())
    except (OSError, ValueError):
        return False
    return True


def _holder(lock: Path) -> int | None:
    """Return the process that holds a lock, if it runs. One on another machine counts as running."""
    try:
        content = json.loads(lock.read_text())
        process = int(content["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if content.get("hostname") != socket.gethostname():
        return process
    return process if alive(process) else None
