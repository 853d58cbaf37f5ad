"""The verbs as a person types them: help, slips and exit codes."""

from pathlib import Path

import pytest

from cli import commands
from cli.__main__ import main

VERBS = {path.stem for path in Path(str(commands.__file__)).parent.glob("*.py")} - {"__init__", "options", "root"}


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command line in this process."""
    monkeypatch.setattr("sys.argv", ["luma", *words])
    return main()


def test_help_lists_every_verb_and_the_exit_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "--help") == 0, "help is no failure"
    text = capsys.readouterr().out
    commands = text.split("Commands:")[1].split("Exit codes:")[0].splitlines()
    listed = {line.split()[0] for line in commands if line.startswith("  ") and line[2:3].strip()}
    assert listed == VERBS, "each module of cli/commands is a verb"
    assert "Exit codes:" in text, "what the codes mean"


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_an_example_in_its_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    assert typed(monkeypatch, verb, "--help") == 0, "help is no failure"
    assert f"luma {verb}" in capsys.readouterr().out, "an example is worth a page"


@pytest.mark.parametrize("words", [("chek",), ("check", "--stak", "prod"), ("check", "--stack", "nowhere")])
def test_a_slip_is_one_message_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert typed(monkeypatch, *words) == 2, "the request cannot be used"
    error = capsys.readouterr().err
    assert error.startswith("error: "), "one message"
    assert "Traceback" not in error, "and no traceback"


def test_check_accepts_the_committed_stack_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "check") == 0, "the committed files are good"
    lines = {line.split(";")[0] for line in capsys.readouterr().out.splitlines() if line.startswith("Pulumi.")}
    assert lines == {
        f"Pulumi.{stack}.yaml: {answer}"
        for stack in ("prod", "staging")
        for answer in ("the settings are good", "the policies hold")
    }, "both are looked at, both ways"
