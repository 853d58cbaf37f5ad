"""Follows a Pulumi run by its event log, and shows how far it is in one line or a few."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.console import Console

from cli.graph.model import cloud_of

_POLL_SECONDS: Final = 0.1
_PLAIN_SECONDS: Final = 3.0
"""How often a line is written where there is no terminal to redraw one on."""
_OWN: Final = "pulumi"
"""The package of Pulumi's own types: stacks and providers, which are no cloud's."""


class Progress:
    """Counts what a run has done, cloud by cloud."""

    def __init__(self, console: Console, title: str) -> None:
        self._console = console
        self._title = title
        self._counts: Counter[str] = Counter()
        self._started_at = self._shown_at = time.monotonic()
        self._shown = ""

    def follow(self, process: subprocess.Popen[bytes], log: Path) -> int:
        """Show the progress of a run that writes its events into `log`, until it ends; return its exit code."""
        self._write_plain(self._title)
        with self._console.status(self._title) as status:
            for event in _events(process, log):
                self._count(event)
                status.update(self._line())
                if time.monotonic() - self._shown_at > _PLAIN_SECONDS:
                    self._write_plain(self._line())
        self._console.print(f"{self._line()} ({time.monotonic() - self._started_at:.0f} s)")
        return process.returncode

    def _count(self, event: dict[str, object]) -> None:
        done = event.get("resOutputsEvent")
        if isinstance(done, dict):
            metadata = done["metadata"]
            cloud, made = cloud_of(str(metadata["type"])), metadata.get("new") or {}
            if made.get("custom") and cloud != _OWN and metadata["op"] != "same":
                self._counts[cloud] += 1

    def _line(self) -> str:
        counts = " · ".join(f"{cloud} {count}" for cloud, count in sorted(self._counts.items()))
        return f"{self._title}: {counts}" if counts else self._title

    def _write_plain(self, line: str) -> None:
        """Write a line that says something new, where there is no terminal to redraw it on."""
        if not self._console.is_terminal and line != self._shown:
            self._shown, self._shown_at = line, time.monotonic()
            self._console.print(line)


def _events(process: subprocess.Popen[bytes], log: Path) -> Iterator[dict[str, object]]:
    """Yield the engine's events as they are written, and nothing after the process has ended."""
    rest, position = b"", 0
    while True:
        ended = process.poll() is not None
        if log.exists():
            with log.open("rb") as file:
                file.seek(position)
                text = rest + file.read()
                position = file.tell()
            *lines, rest = text.split(b"\n")
            yield from (json.loads(line) for line in lines if line.strip())
        if ended:
            return
        time.sleep(_POLL_SECONDS)


def console() -> Console:
    """Return a console on standard output that leaves numbers and addresses as they are."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=True)
