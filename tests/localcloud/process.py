"""The local cloud as a process of its own, started and watched as the command line does."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS: Final = 20.0


@dataclass(frozen=True)
class Place:
    """Where a server keeps its world and tells its ports."""

    database: Path
    announce: Path

    @classmethod
    def of(cls, folder: Path) -> "Place":
        """Name the two files in a folder."""
        return cls(folder / "world.db", folder / "announce.json")

    def announced(self, process: int) -> bool:
        """Tell whether a process has announced itself; the file of one that was killed may still lie there."""
        return self.announce.exists() and json.loads(self.announce.read_text())["pid"] == process

    def ports(self) -> dict[str, int]:
        """Read the plugins' ports."""
        found: dict[str, int] = json.loads(self.announce.read_text())["ports"]
        return found


@contextmanager
def serving(place: Place, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a server that has announced itself; killed at the end where a test has not ended it."""
    process = start(place, *arguments)
    try:
        wait_until(lambda: place.announced(process.pid) or process.poll() is not None, "the server announces itself")
        assert process.poll() is None, f"the server runs: {process.communicate()[1]}"
        yield process
    finally:
        process.kill()
        process.communicate()


def start(place: Place, *arguments: str) -> subprocess.Popen[str]:
    """Start `serve` in a place, without waiting."""
    command = ["serve", "--database", str(place.database), "--announce", str(place.announce), *arguments]
    return subprocess.Popen(
        [sys.executable, "-m", "localcloud", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refused(place: Place, *arguments: str) -> str:
    """Run a `serve` that must refuse with exit code 2 and nothing on standard output; give its one line."""
    with start(place, *arguments) as process:
        printed, complaint = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, printed) == (2, ""), f"a mistake has exit code 2: {complaint}"
    return one_line(complaint)


def one_line(complaint: str) -> str:
    """Give the only line of a complaint, without the program's name."""
    (line,) = complaint.splitlines()
    assert line.startswith("localcloud: "), "an error names the program"
    return line.removeprefix("localcloud: ")


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run another command of the local cloud to its end."""
    return subprocess.run(
        [sys.executable, "-m", "localcloud", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def end(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    """Send a signal and wait: the exit code and what stands on standard error."""
    os.kill(process.pid, number)
    _, complaint = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, complaint


def wait_until(done: Callable[[], bool], what: str) -> None:
    """Wait until something holds, for at most 20 s."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < deadline, f"in {PATIENCE_SECONDS:g} s {what}"
        time.sleep(0.02)
