"""Waivers: dated exceptions that are violations themselves when they are not in order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from luma_policies.config import Config, Waiver
from luma_policies.engine import Report
from luma_policies.rule import Level

from .good import good
from .world import TODAY, drop, put, unknown

WAIVER = Waiver("VCL-013", "proj*", "the old runtime until March", "ops@shop.example", "2027-03-01")
CRITICAL = replace(WAIVER, rule="VCL-006")


def judge(*waivers: Waiver, breach: bool = True, **settings: object) -> Report:
    """Judge the good stack with an old runtime, under these waivers."""
    world = good()
    if breach:
        drop("project", "nodeVersion")(world)
    world.config = Config(today=TODAY, waivers=waivers, **settings)  # type: ignore[arg-type] # settings by name
    return world.judge()


def keys(report: Report) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return what is held against the stack, and what is waived."""
    return {each.key for each in report.violations}, {each.key for each in report.waived}


def test_a_waiver_in_order_moves_the_violation_aside() -> None:
    assert keys(judge(WAIVER)) == (set(), {("VCL-013", "project")}), "it is waived, and still told"


def test_a_waiver_ends_on_its_last_day() -> None:
    last = replace(WAIVER, expires=TODAY.isoformat())
    assert keys(judge(last)) == (set(), {("VCL-013", "project")}), "the day itself still counts"
    over = replace(WAIVER, expires="2027-01-14")
    assert keys(judge(over)) == ({("VCL-013", "project"), ("STK-005", "")}, set()), "the day after it does not"


@pytest.mark.parametrize(
    ("waiver", "fault"),
    [
        (replace(WAIVER, owner=" "), "has no owner"),
        (replace(WAIVER, reason=""), "has no reason"),
        (replace(WAIVER, expires=""), "has no expires"),
        (replace(WAIVER, expires="2027-02-31"), "has expired"),
    ],
)
def test_a_waiver_that_is_not_in_order_waives_nothing_and_is_a_violation(waiver: Waiver, fault: str) -> None:
    report = judge(waiver)
    assert keys(report) == ({("VCL-013", "project"), ("STK-005", "")}, set()), "both are held against the stack"
    message = next(each.message for each in report.violations if each.rule.id == "STK-005")
    assert f"`policies.waivers[0]` {fault}." in message, "the message says which waiver and what is wrong with it"


def test_a_waiver_that_matches_nothing_is_a_violation() -> None:
    assert keys(judge(WAIVER, breach=False)) == ({("STK-005", "")}, set()), "nobody needs it any more"
    elsewhere = replace(WAIVER, resource="other-*")
    assert keys(judge(elsewhere)) == ({("VCL-013", "project"), ("STK-005", "")}, set()), "it is for another resource"


def test_a_waiver_for_what_is_not_known_yet_is_not_called_needless() -> None:
    world = good()
    unknown("project", "nodeVersion")(world)
    world.config = Config(today=TODAY, waivers=(WAIVER,))
    assert keys(world.judge()) == (set(), set()), "the update will tell"


def test_a_waiver_hides_a_critical_rule_in_production_only_where_the_setting_says_so() -> None:
    world = good()
    put("project", "gitForkProtection", False)(world)
    world.config = Config(today=TODAY, waivers=(CRITICAL,))
    assert keys(world.judge()) == ({("VCL-006", "project"), ("STK-005", "")}, set()), "not by itself"
    world.config = replace(world.config, waive_critical=True)
    assert keys(world.judge()) == (set(), {("VCL-006", "project")}), "only by the setting"
    put("alert", "environment", "staging")(world)
    world.config = replace(world.config, waive_critical=False, environment="staging")
    assert keys(world.judge()) == (set(), {("VCL-006", "project")}), "staging may"


def test_the_rule_on_waivers_cannot_be_waived() -> None:
    report = judge(replace(WAIVER, owner=""), replace(WAIVER, rule="STK-005", resource="*"))
    assert ("STK-005", "") in keys(report)[0], "an exception from the rules on exceptions would be none"


def test_every_fault_of_every_waiver_is_named_at_once() -> None:
    report = judge(Waiver("VCL-013", "project"), Waiver("VCL-010", "x", "r", "o", "2020-01-01"))
    settings = sorted(each.message.split("`")[1] for each in report.violations if each.rule.id == "STK-005")
    assert settings == ["policies.waivers[0]"] * 3 + ["policies.waivers[1]"] * 2, "three faults and two"


def test_the_rule_on_waivers_can_be_disabled() -> None:
    report = judge(replace(WAIVER, expires="2020-01-01"), levels={"STK-005": Level.DISABLED})
    assert keys(report) == ({("VCL-013", "project")}, set()), "the expired waiver still waives nothing"
