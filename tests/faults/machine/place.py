"""Places with faults: a folder that cannot be written, whoever asks, and a small disk that fills up.

The superuser passes over modes, so commands run without that privilege here. The disk is a file system in memory
that only the commands on it see: the superuser may mount it, and anybody else in a user namespace of their own.
"""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = os.geteuid() == 0
BOUND: Final[Sequence[str]] = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if ROOT else ()
"""Runs a command so that the modes of files count."""
_OWN: Final[Sequence[str]] = ("unshare", "--mount") if ROOT else ("unshare", "--map-root-user", "--mount")
_JOINED: Final[Sequence[str]] = ("--mount",) if ROOT else ("--mount", "--user", "--preserve-credentials")
_MOUNT: Final = 'mount -t tmpfs -o "size=$2,mode=0700" tmpfs "$1" && echo ready && exec cat'
_CHUNK: Final = b"\0" * 65536
_MEGABYTE: Final = 1 << 20


@contextlib.contextmanager
def read_only(*folders: Path) -> Iterator[None]:
    """Take the right to write away from everything in some folders; it comes back at the end."""
    _chmod("a-w", folders)
    try:
        yield
    finally:
        _chmod("u+w", folders)


def _chmod(change: str, folders: Sequence[Path]) -> None:
    subprocess.run(["chmod", "--recursive", change, *map(str, folders)], check=True)


@dataclass(frozen=True)
class Disk:
    """A small disk: `folder` is where commands with the prefix `enter` see it, `inside` where this process does."""

    folder: Path
    inside: Path
    enter: Sequence[str]

    def fill(self) -> None:
        """Let somebody else take all the room that is left, at once."""
        with contextlib.suppress(OSError), open(self.inside / "others", "wb", buffering=0) as file:
            facts = os.statvfs(self.inside)
            os.posix_fallocate(file.fileno(), 0, max(_MEGABYTE, facts.f_bavail * facts.f_frsize - _MEGABYTE))
            file.seek(0, os.SEEK_END)
            while file.write(_CHUNK):
                continue

    def free(self) -> None:
        """Make room again."""
        (self.inside / "others").unlink()

    def is_full(self) -> bool:
        """Tell whether nothing more fits."""
        try:
            (self.inside / "probe").write_bytes(_CHUNK)
        except OSError as error:
            return error.errno == errno.ENOSPC
        finally:
            (self.inside / "probe").unlink(missing_ok=True)
        return False


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """Mount a disk at a folder, which is made; it is gone at the end."""
    folder.mkdir()
    holder = subprocess.Popen(
        [*_OWN, "sh", "-c", _MOUNT, "sh", str(folder), f"{megabytes}m"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None, "it is asked for"
    ready = holder.stdout.readline()
    try:
        assert ready == "ready\n", (
            "a disk of its own needs the right to mount one: root, or user namespaces for everybody "
            "(sysctl kernel.apparmor_restrict_unprivileged_userns=0)"
        )
        inside = Path(f"/proc/{holder.pid}/root{folder}")
        yield Disk(folder, inside, ("nsenter", f"--target={holder.pid}", *_JOINED))
    finally:
        holder.communicate()
