"""A pull request cannot weaken its own judge unseen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from luma_policies.compare import differences, main
from luma_policies.config import Config, Waiver
from luma_policies.registry import RULES
from luma_policies.report import as_json
from luma_policies.rule import Level

from .good import good
from .world import TODAY, drop

WAIVER = Waiver("VCL-013", "project", "reason", "owner", "2027-12-31")


def report(**settings: Any) -> Any:
    """Report on a stack with an old runtime."""
    world = good()
    drop("project", "nodeVersion")(world)
    world.config = Config(today=TODAY, **settings)
    return as_json(world.judge(), RULES, world.config)


def texts(base: Any, own: Any) -> list[tuple[bool, str]]:
    return [(each.weaker, each.text.split(":")[0]) for each in differences(base, own)]


def test_equal_judges_do_not_differ() -> None:
    assert differences(report(), report()) == [], "nothing to say"


def test_a_new_waiver_is_weaker_and_comes_first() -> None:
    assert texts(report(), report(waivers=(WAIVER,))) == [
        (True, "VCL-013 on project"),
        (True, "VCL-013 on project"),
    ], "the violation is gone, and the waiver is new"


def test_a_lower_level_is_weaker() -> None:
    own = report(levels={"VCL-013": Level.ADVISORY, "VCL-015": Level.MANDATORY})
    assert texts(report(), own) == [(True, "VCL-013"), (False, "VCL-015")], "the weaker one first"


def test_a_rule_that_is_taken_out_is_weaker_and_a_new_one_is_not() -> None:
    fewer = report()
    fewer["rules"] = [rule for rule in fewer["rules"] if rule["id"] != "VCL-001"]
    assert texts(report(), fewer) == [(True, "VCL-001")], "the base branch has it"
    assert texts(fewer, report()) == [(False, "VCL-001")], "only this branch has it"


def test_a_stricter_judge_is_told_and_lets_pass() -> None:
    base, own = report(levels={"VCL-013": Level.DISABLED}), report()
    assert [weaker for weaker, _ in texts(base, own)] == [False, False], "a level and a violation, none weaker"


def test_a_run_that_ended_early_does_not_count_as_strict() -> None:
    early = {**report(), "complete": False}
    for base, own in ((early, report()), (report(), early), (report(), {"rules": report()["rules"]})):
        found = [each for each in differences(base, own) if each.weaker]
        assert found, "what a report does not hold may still be so"
        assert any("ended before the whole stack was judged" in each.text for each in found), "which is said"


def test_the_command_ends_by_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base, own = tmp_path / "base.json", tmp_path / "own.json"
    base.write_text(json.dumps(report()))
    own.write_text(json.dumps(report(waivers=(WAIVER,))))
    assert main([str(base), str(own)]) == 1, "the pull request's judge is weaker"
    assert capsys.readouterr().out.startswith("weaker: "), "which comes first"
    assert main([str(own), str(base)]) == 0, "the other way round it is stricter"
    assert main([str(base), str(tmp_path / "none.json")]) == 2, "without a report nothing is compared"
