"""The sign of life of a long command."""

import io
import os
import sys
from pathlib import Path

import pytest

from toolchain import progress


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


def python(code: str) -> list[str]:
    """Return a command that runs some Python."""
    return [sys.executable, "-u", "-c", code]


def run(code: str, stream: io.StringIO) -> str:
    """Run some Python under the label `Working` and return what was shown."""
    progress.run(python(code), label="Working", cwd=Path.cwd(), env=os.environ, stream=stream)
    return stream.getvalue()


def test_a_log_gets_whole_lines_and_no_control_characters() -> None:
    shown = run("print('hello')", io.StringIO())
    assert shown == "Working ...\nWorking: done after 0 s\n", "a log of a short command is two lines"


def test_a_terminal_gets_one_line_that_is_rewritten() -> None:
    shown = run("import time; print('compiling x'); time.sleep(1.2)", Terminal())
    assert shown.count("\n") == 1, "one line, ended when the work is"
    assert "\r\x1b[KWorking: 1 s, compiling x" in shown, "it counts seconds and says what is being done"


def test_a_log_hears_of_a_long_command_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOG_SECONDS", 0.2)
    shown = run("import time; print('compiling x'); time.sleep(0.5)", io.StringIO())
    assert "Working: 0 s, compiling x\n" in shown, "a silent log looks like a hang"


def test_a_failed_command_brings_its_last_lines() -> None:
    with pytest.raises(progress.CommandFailedError) as failure:
        run("import sys\nfor i in range(40): print('line', i)\nsys.exit(3)", io.StringIO())
    wanted = tuple(f"line {number}" for number in range(40 - progress.TAIL_LINES, 40))
    assert failure.value.tail == wanted, "the end of the output says why"
