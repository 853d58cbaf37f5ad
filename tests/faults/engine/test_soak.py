"""The soak's rounds follow from their seeds, and a loss is told."""

from pathlib import Path
from typing import get_args

import pytest

from localcloud.__main__ import _targets
from tests.faults.engine import soak
from tests.faults.engine.cases import DOES, Command
from tests.faults.engine.plans import TARGETS, Plan, plan
from tests.faults.engine.scene import Worlds

MANY = range(1000)


def test_a_seed_gives_the_same_round_each_time() -> None:
    assert [plan(each) for each in MANY] == [plan(each) for each in MANY], "a loss can be seen again"
    assert len({str(plan(each)) for each in MANY}) > 900, "and another seed gives another round"


def test_the_default_soak_kills_at_least_fifty_times() -> None:
    kills = sum(plan(each).kills for each in range(soak.SEED, soak.SEED + soak.ROUNDS))
    assert kills >= 60, "some runs end before they are to be killed"


def test_every_round_is_disturbed_by_something_that_can_happen_in_it() -> None:
    for each in map(plan, MANY):
        assert each.faults or each.kill, f"{each}: nothing would go wrong"
        never = [fault for fault in each.faults if fault.operation not in (*DOES[each.command].split(), "*")]
        assert never == [], f"{each}: a fault in an operation that the command never does"
        assert each.kill or not each.recovery_kill, f"{each}: a recovery is killed after a killed run"


def test_every_command_and_every_target_is_disturbed() -> None:
    rounds = [plan(each) for each in MANY]
    assert {each.command for each in rounds} == set(get_args(Command)), "each command"
    assert {fault.target for each in rounds for fault in each.faults} == set(TARGETS), "each target"
    assert {each.kill.by for each in rounds if each.kill} == {"size", "time"}, "both ways to choose a moment"


def test_every_target_exists() -> None:
    assert set(TARGETS) - _targets() == set(), "a fault elsewhere would never happen"


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give a folder in which no world is built."""
    monkeypatch.setattr(Worlds, "build", lambda folder: None)
    return tmp_path


def test_a_soak_that_loses_nothing_ends_with_a_table(
    stage: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(soak, "play", lambda what, folder, worlds: folder.mkdir() or 1)
    assert soak.soak(5, 2, stage) == 0, "all survived"
    told = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in told[:2]] == ["seed 5", "seed 6"], "a line a round, with its seed"
    assert told[-1].split() == ["together", "2", "2", "2"], "tried, survived, kills"
    assert not stage.exists(), "nothing is left behind"


def test_the_first_loss_ends_the_soak_and_keeps_its_folder(
    stage: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lose(what: Plan, folder: Path, worlds: Worlds) -> int:
        folder.mkdir()
        if what.seed == 6:
            raise AssertionError("too much: a second bucket")
        return 0

    monkeypatch.setattr(soak, "play", lose)
    assert soak.soak(5, 9, stage) == 1, "one was lost"
    told = capsys.readouterr().out
    assert f"too much: a second bucket\nIts folder: {stage / 'round-6'}\n" in told, "what, and where to look"
    assert told.splitlines()[-1].split() == ["together", "2", "1", "0"], "two tried, one survived"
    assert (stage / "round-6").is_dir(), "for a look"
