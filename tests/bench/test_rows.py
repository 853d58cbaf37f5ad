"""The table says what was missed, and what could not be measured and why."""

from pathlib import Path

import pytest

from bench import results
from bench.results import at_most, information, unmeasured
from bench.rivals import compare
from bench.workspace import Workspace


@pytest.fixture
def untouched() -> Workspace:
    """Give a workspace in which nothing can be done: it has no folder."""
    return Workspace.__new__(Workspace)


def program(folder: Path, name: str) -> None:
    (folder / name).write_text("#!/bin/sh\n")
    (folder / name).chmod(0o700)


@pytest.mark.parametrize(
    ("installed", "reason"),
    [
        ((), "not measured: terraform and checkov not found on PATH"),
        (("terraform",), "not measured: checkov not found on PATH"),
        (("checkov",), "not measured: terraform not found on PATH"),
    ],
)
def test_a_rival_that_is_not_installed_is_named_and_nothing_is_measured(
    installed: tuple[str, ...], reason: str, untouched: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in installed:
        program(tmp_path, name)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = list(compare.rows(untouched))
    assert [row.name for row in found] == [compare.FIRST, compare.DEFAULT, compare.QUIET], "each budget has its row"
    assert {row.measured for row in found} == {reason}, "the row says in words what is missing"
    assert {row.met for row in found} == {None}, "it is neither met nor missed"


def test_only_a_limit_that_is_passed_counts_as_missed() -> None:
    missed = at_most("slow", 2, 1, " x")
    rows = [at_most("quick", 1, 1, " x"), missed, information("told", "3"), unmeasured("absent", "<= 1 x", "no tool")]
    assert results.missed(rows) == [missed], "what was not asked or not measured ends no bench with 1"


def test_the_table_prints_a_dash_for_what_is_neither_met_nor_missed() -> None:
    rows = [at_most("quick", 1, 1, " x"), at_most("slow", 2, 1, " x"), unmeasured("absent", "<= 1 x", "no tool")]
    words = [line.split() for line in results.text(rows).splitlines()[2:]]
    assert [line[-1] for line in words] == ["yes", "NO", "-"], "the last column tells"
    assert " ".join(words[2]) == "absent <= 1 x not measured: no tool -", "with the reason before it"
