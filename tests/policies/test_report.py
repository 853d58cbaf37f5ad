"""The report of a run, as JSON and as a table."""

from __future__ import annotations

import json
from typing import Any

from luma_policies.config import Config, Waiver
from luma_policies.registry import RULES
from luma_policies.report import FRAMEWORKS, as_findings, as_json, as_table, lines
from luma_policies.rule import FAMILIES, Level

from .good import good
from .world import SECRET, TODAY, World, drop, put, unknown


def mixed() -> World:
    """One rule of each outcome: VCL-006 violated, VCL-013 waived, VCL-010 not evaluated, VCL-008 disabled."""
    world = good()
    for change in (
        put("project", "gitForkProtection", False),
        drop("project", "nodeVersion"),
        unknown("project", "protectedSourcemaps"),
    ):
        change(world)
    waiver = Waiver("VCL-013", "project", "reason", "owner", "2027-12-31")
    world.config = Config(today=TODAY, waivers=(waiver,), levels={"VCL-008": Level.DISABLED})
    return world


def test_each_rule_has_one_line_with_its_outcome() -> None:
    world = mixed()
    found = {line.rule.id: line.status for line in lines(world.judge(), RULES, world.config)}
    assert list(found) == [rule.id for rule in RULES], "every rule, in the order of the catalogue"
    assert {rule: status for rule, status in found.items() if status not in ("passed", "not applicable")} == {
        "VCL-006": "violated",
        "VCL-008": "disabled",
        "VCL-010": "not evaluated",
        "VCL-013": "waived",
    }, "exactly these did not simply pass"
    assert found["VCL-004"] == "not applicable", "nothing of its kind is in the stack"


def test_the_json_holds_rules_violations_and_frameworks_and_no_value() -> None:
    world = mixed()
    text = json.dumps(as_json(world.judge(), RULES, world.config))
    report: dict[str, Any] = json.loads(text)
    assert [(each["rule"], each["resource"]) for each in report["violations"]] == [("VCL-006", "project")], "violations"
    assert [(each["rule"], each["resource"]) for each in report["waived"]] == [("VCL-013", "project")], "waived"
    assert report["not-evaluated"] == [{"rule": "VCL-010", "resource": "project", "path": "protectedSourcemaps"}], (
        "what is open says which property"
    )
    assert len(report["rules"]) == len(RULES), "every rule"
    assert report["frameworks"]["OpenSSF Scorecard: Dangerous-Workflow"]["violated"] == 1, "frameworks are counted"
    assert SECRET not in text, "no value"


def test_the_findings_are_what_did_not_pass_and_the_totals() -> None:
    world = mixed()
    rows = as_findings(world.judge(), RULES, world.config).splitlines()
    assert [row.split()[0] for row in rows[1:-1]] == ["VCL-006", "VCL-008", "VCL-010", "VCL-013"], "a row each"
    assert rows[-1].startswith(f"{len(RULES)} rules: 1 violated, 1 waived, 1 not evaluated, "), "totals close the table"


def test_without_findings_there_are_the_totals_alone() -> None:
    world = good()
    assert len(as_findings(world.judge(), RULES, world.config).splitlines()) == 1, "nothing to show"


def test_the_table_counts_each_family_and_each_framework() -> None:
    world = mixed()
    rows = as_table(world.judge(), RULES, world.config).splitlines()
    table = {row.split()[0]: row.split()[1:] for row in rows[1 : len(FAMILIES) + 1]}
    assert list(table) == list(FAMILIES), "a row a family, in the catalogue's order"
    sizes = {family: sum(rule.family == family for rule in RULES) for family in FAMILIES}
    assert {family: int(row[0]) for family, row in table.items()} == sizes, "with the number of its rules"
    assert table["VCL"][1:4] == ["1", "1", "1"], "violated, waived and not evaluated, as in the findings"
    assert table["VCL"][-1] == "1", "and disabled"
    assert table["R2"][1:4] == ["-", "-", "-"], "where there is none, none is shown"
    for row in table.values():
        assert sum(int(count) for count in row[1:] if count != "-") == int(row[0]), "each rule has one outcome"
    names = [row.split(":")[0] for row in rows if " points: " in row]
    assert names == list(FRAMEWORKS), "each framework once"
    scorecard = next(row for row in rows if row.startswith("OpenSSF Scorecard"))
    assert " 1 violated" in scorecard, "a point is as bad as the worst of its rules"


def test_every_framework_that_a_rule_names_is_a_known_one() -> None:
    points = {point for rule in RULES for point in rule.frameworks}
    assert {point for point in points if not point.startswith(FRAMEWORKS)} == set(), "none would be left out"
