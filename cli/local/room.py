"""Room on the disk for a run to end in good order.

Pulumi's file backend loses a state where the disk is full: it moves the half of a file that could be written into the
place of the whole one (gocloud.dev/blob `WriteAll` closes the writer after a failed write, and so completes it), and
the backup follows with the next step. It tries again for about a minute, though, and what is written then is whole. So
a run keeps room of its own, and gives it up, and ends, as soon as the disk is nearly full.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from cli.errors import UserError

_MEGABYTE: Final = 1 << 20
KEPT: Final = 32 * _MEGABYTE
"""What a run keeps: many times the largest state, its backup and its history."""
NEEDED: Final = 2 * KEPT
LOW: Final = 8 * _MEGABYTE
_POLL_SECONDS: Final = 0.25


@dataclass
class Guard:
    """Watches the room on a home's disk, and asks `process` to end when there is none."""

    folder: Path
    kept: IO[bytes]
    process: subprocess.Popen[bytes] | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Look until the run is over, or the disk is nearly full."""
        while not self.over.wait(_POLL_SECONDS):
            if self.ran_out():
                self.kept.close()  # the file has no name any more: this frees its room
                if self.process:
                    self.process.send_signal(signal.SIGINT)
                return

    def ran_out(self) -> bool:
        """Tell whether the disk is, or was in this run, nearly full."""
        return self.kept.closed or _free(self.folder) < LOW


@contextlib.contextmanager
def guarded(folder: Path) -> Iterator[Guard]:
    """Keep room for the length of a run.

    Args:
        folder: The home's folder.

    Raises:
        UserError: there is not enough; nothing was run.
    """
    refuse_full(folder, NEEDED)
    with tempfile.TemporaryFile(dir=folder) as kept:
        _fill(kept)
        guard = Guard(folder, kept)
        watcher = threading.Thread(target=guard.watch, daemon=True)
        watcher.start()
        try:
            yield guard
        finally:
            guard.over.set()
            watcher.join()


def refuse_full(folder: Path, needed: int = LOW) -> None:
    """Refuse a home whose disk has too little room: the local cloud, too, would end there in the middle of a write.

    Args:
        folder: The home's folder.
        needed: How many bytes must be free.

    Raises:
        UserError: there are fewer.
    """
    if (free := _free(folder)) < needed:
        raise UserError(
            f"{folder}: {free // _MEGABYTE} MB are free, and what finds the disk full cannot save its state. "
            f"Nothing was run. Make room there ({NEEDED // _MEGABYTE} MB), or set LUMA_LOCAL_HOME to a larger disk."
        )


def _fill(kept: IO[bytes]) -> None:
    """Let a file take its room."""
    try:
        os.posix_fallocate(kept.fileno(), 0, KEPT)
    except (AttributeError, OSError):  # macOS and some file systems have no such call; zeros might be compressed
        kept.write(os.urandom(KEPT))
        kept.flush()


def _free(folder: Path) -> int:
    facts = os.statvfs(folder)
    return facts.f_bavail * facts.f_frsize
