"""Runs a long command with a sign of life: one line that counts seconds, or now and then a line in a log."""

from __future__ import annotations

import collections
import shutil
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LOG_SECONDS: Final = 15
"""Seconds between two lines where the output is no terminal."""

TAIL_LINES: Final = 12
"""Lines of a failed command's output that are worth showing."""


class CommandFailedError(Exception):
    """A command ended with an error; ``tail`` holds its last lines."""

    def __init__(self, tail: Sequence[str]) -> None:
        super().__init__("\n".join(tail))
        self.tail = tuple(tail)


class Ticker:
    """Shows a label, the elapsed seconds and the latest note until it is left."""

    def __init__(self, label: str, stream: TextIO) -> None:
        self.note = ""
        self._label = label
        self._stream = stream
        self._live = stream.isatty()
        self._start = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Ticker:
        self._show(f"{self._label} ...")
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._show(f"{self._label}: {'stopped' if kind else 'done'} after {self._seconds()} s", last=True)

    def _seconds(self) -> int:
        return round(time.monotonic() - self._start)

    def _tick(self) -> None:
        while not self._done.wait(1 if self._live else LOG_SECONDS):
            self._show(f"{self._label}: {self._seconds()} s, {self.note}")

    def _show(self, text: str, *, last: bool = False) -> None:
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            text = f"\r\x1b[K{text[:width]}"
        self._stream.write(text if self._live and not last else f"{text}\n")
        self._stream.flush()


def run(command: Sequence[str], *, label: str, cwd: Path, env: Mapping[str, str], stream: TextIO | None = None) -> None:
    """Run a command to its end, showing its last line as the note.

    Raises:
        CommandFailedError: it ended with anything but 0.
    """
    tail: collections.deque[str] = collections.deque(maxlen=TAIL_LINES)
    with Ticker(label, stream or sys.stderr) as ticker:
        process = subprocess.Popen(
            command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip():
                tail.append(line.rstrip())
                ticker.note = line.strip()
        if process.wait():
            raise CommandFailedError(tail)
