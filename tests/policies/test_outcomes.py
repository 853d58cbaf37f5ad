"""Three outcomes of a property, rule by rule: what a case breaks is made unknown, and the block around it is removed.

What a case changes is found by comparing its stack with the good one, so that each new case proves this, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from luma_policies.registry import RULES
from luma_policies.rule import Rule
from luma_policies.view import UNKNOWN

from .case import Case
from .good import good
from .test_rules import CASES, ENGINE_RULES
from .world import World

Path = tuple[str | int, ...]

NO_PROPERTY = frozenset(
    [
        "CFT-005",
        "CFT-006",
        "GHR-004",
        "GHR-006",
        "GHR-022",
        "GHR-024",
        "GHR-025",
        "R2-008",
        "SEN-001",
        "SEN-009",
        "STK-001",
        "STK-002",
        "STK-003",
        "STK-006",
        "STK-007",
        "STK-009",
        "TRG-002",
        "TRG-004",
        "VCL-004",
        "VCL-031",
        "VCL-037",
        "WFL-003",
        "WFL-017",
    ]
)
"""Rules whose cases add or take away a whole resource, or change how it is registered: nothing there can be unknown."""

PASS_UNKNOWN = {
    "HDR-001": "it asks that a header is there, whatever its value",
    "STK-008": "a secret output is unknown to it, which is what it asks for",
}
"""Rules that a value which is not known satisfies."""

FORBIDS = frozenset(
    [
        "GHA-003",
        "GHR-003",
        "GHR-005",
        "GHR-023",
        "GHR-029",
        "GHS-002",
        "GHS-003",
        "GHS-006",
        "R2-002",
        "R2-003",
        "R2-004",
        "R2-005",
        "R2-014",
        "SEN-004",
        "SEN-011",
        "STK-008",
        "TRG-001",
        "VCL-002",
        "VCL-003",
        "VCL-005",
        "VCL-008",
        "VCL-009",
        "VCL-014",
        "VCL-017",
        "VCL-023",
        "VCL-027",
        "VCL-028",
        "VCL-036",
        "VJS-001",
    ]
)
"""Rules that name what must not be there, where a service's own default is safe: without the block nothing is wrong."""


def differences(before: Any, after: Any, at: Path = ()) -> Iterator[Path]:
    """Yield the smallest places at which two trees differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            if key in before and key in after:
                yield from differences(before[key], after[key], (*at, key))
            else:
                yield (*at, key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, (*at, index))
    elif before != after or type(before) is not type(after):
        yield at


def changed(case: Case) -> tuple[World, list[tuple[str, Path]]]:
    """Return the stack of a case, and the properties that it changes in resources which the good one has, too."""
    world, before = good(), good().items
    case.change(world)
    found = [
        (name, path)
        for name, item in world.items.items()
        if name in before
        for path in differences(before[name].properties, item.properties)
        if path
    ]
    return world, found


def hide(tree: Any, path: Path) -> None:
    """Make one property unknown."""
    for part in path[:-1]:
        tree = tree[part]
    tree[path[-1]] = UNKNOWN


FIRING = [
    case
    for case in CASES
    if any(rule == case.rule for rule, _ in case.expected) and "unknown" not in case.what and changed(case)[1]
]
"""The cases in which a rule fires because of a property."""


def test_every_rule_that_reads_a_property_has_a_case_that_breaks_one() -> None:
    assert {case.rule for case in FIRING} == {rule.id for rule in RULES} - NO_PROPERTY - ENGINE_RULES, (
        "none is left out"
    )


def test_what_breaks_a_rule_never_passes_while_it_is_unknown() -> None:
    passing: dict[str, list[str]] = {}
    for case in FIRING:
        world, places = changed(case)
        for name, path in places:
            hide(world.items[name].properties, path)
        report = world.judge()
        told = {rule.id for rule, _ in report.undecided} | {violation.rule.id for violation in report.violations}
        if not {case.rule, "STK-004"} & told:
            passing.setdefault(case.rule, []).append(case.what)
    assert set(passing) == set(PASS_UNKNOWN), f"not evaluated, refused or broken, but never passed: {passing}"


def test_a_block_that_is_missing_is_a_breach_unless_the_rule_only_forbids() -> None:
    outcomes: dict[str, set[bool]] = {}
    for case in FIRING:
        for name, top in {(name, path[0]) for name, path in changed(case)[1]}:
            world, _ = changed(case)
            world.items[name].properties.pop(str(top), None)
            outcomes.setdefault(case.rule, set()).add(bool(world.judge().violations))
    silent = {rule for rule, broken in outcomes.items() if True not in broken}
    assert silent == FORBIDS, (
        "for every other rule what is absent counts as unsafe, by itself or by a rule on the block"
    )


OF_THE_PROVIDER = "CFT-006"
"""What it must know stands in a provider, where even an unknown value means that the global key is set: a breach."""

MUST_KNOW = [rule for rule in RULES if rule.must_be_known and rule.id != OF_THE_PROVIDER]


@pytest.mark.parametrize("rule", MUST_KNOW, ids=[rule.id for rule in MUST_KNOW])
def test_what_a_rule_must_know_is_refused_while_it_is_unknown(rule: Rule) -> None:
    """In every compliant resource, whatever of those properties it has."""
    refused: set[str] = set()
    for name, item in good().items.items():
        for top in {known.split(".")[0] for known in rule.must_be_known} & set(item.properties):
            world = good()
            hide(world.items[name].properties, (top,))
            messages = [each.message for each in world.judge().violations if each.rule.id == "STK-004"]
            refused |= {name for message in messages if f"so {rule.id} (" in message}
    assert refused, "a preview that cannot show it is stopped, and the message names the rule that could not judge"
