"""Runs a page of `docs/stories/` as a reader would: its commands in order, and compares what they print.

What a page may hold is told in `docs/stories/README.md`.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "docs" / "stories"
BUILT: Final = "<!-- starts built -->"
"""A page with this line starts where `./luma local up --stack prod --yes` has ended."""
SECONDS: Final = 600
"""More than any block may take, on a machine that is busy with other things."""
_FENCE: Final = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
)
_EXIT: Final = re.compile(r"exit=(\d+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One block of commands: its line in the page, its exit code, and what the page says it prints."""

    line: int
    commands: str
    code: int
    expected: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """One page."""

    name: str
    built: bool
    steps: tuple[Step, ...]


def pages() -> list[Path]:
    """Return the pages in order."""
    return sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")


def parse(name: str, text: str) -> Story:
    """Read a page.

    Raises:
        ValueError: a block of output has no block of commands before it, or a block's words mean nothing.
    """
    return Story(name, BUILT in text, tuple(_steps(name, text)))


def _steps(name: str, text: str) -> Iterator[Step]:
    open_step: Step | None = None
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        language, *words = found["info"].split() or [""]
        if language == "text":
            if open_step is None:
                raise ValueError(f"{name}:{line}: output without commands before it; put it behind its sh block")
            yield Step(open_step.line, open_step.commands, open_step.code, found["text"])
            open_step = None
            continue
        if open_step:
            yield open_step
        open_step = Step(line, found["text"], _code(name, line, words), None) if language == "sh" else None
    if open_step:
        yield open_step


def _code(name: str, line: int, words: list[str]) -> int:
    if not words:
        return 0
    found = _EXIT.fullmatch(" ".join(words))
    if not found:
        raise ValueError(f"{name}:{line}: {' '.join(words)} means nothing behind sh; write exit=CODE or nothing")
    return int(found[1])


def commit_all(folder: Path) -> None:
    """Make a checkout a Git repository with one commit, as a clone would be."""
    _git(folder, "init", "--quiet", "--initial-branch", "main")
    with (folder / ".git" / "info" / "exclude").open("a") as excluded:
        excluded.write("/.venv\n")  # a link here, and .gitignore speaks of a folder
    _git(folder, "add", "--all")
    author = ("-c", "user.name=Reader", "-c", "user.email=reader@example.com")
    _git(folder, *author, "commit", "--quiet", "--message", "Clone")


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, env=_environment(), check=True, capture_output=True)


def run(step: Step, folder: Path) -> tuple[int, str]:
    """Run a block in a shell of its own, in the checkout; return its exit code and all that it printed.

    What the block leaves running is ended.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(
            ["bash", "-e", "-o", "pipefail", "-c", step.commands],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = process.wait(SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        output.seek(0)
        return code, output.read()


def _environment() -> dict[str, str]:
    """Return the machine's variables without those that would point a command at another home or real accounts."""
    dropped = ("LUMA_", "PULUMI_", "VERCEL_", "GITHUB_", "CLOUDFLARE_", "SENTRY_", "TRIGGER_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return own | {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


def fits(expected: str, printed: str) -> bool:
    """Return whether the printed lines are the expected ones; `…` stands for anything.

    A line that is only `…` stands for any number of lines, `…` within a line for any text. Blank ends of lines and
    blank lines around the whole do not count.
    """
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else _line(line) for line in _lines(expected))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(printed))) is not None


def culprit(expected: str, printed: str) -> str:
    """Return the first expected line up to which the printed lines do not fit."""
    lines = _lines(expected)
    for count in range(1, len(lines)):
        if not fits("\n".join([*lines[:count], "…"]), printed):
            return lines[count - 1]
    return lines[-1]


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def _line(line: str) -> str:
    return ".*?".join(re.escape(part) for part in line.split("…")) + r"\n"
