"""The engine: crashes, unknowns, levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from luma_policies.config import Config
from luma_policies.engine import RuleSet
from luma_policies.rule import ANY_TYPE, Finding, Level, Rule, Severity, must_equal
from luma_policies.stack import UNKNOWN_PROPERTY
from luma_policies.view import UNKNOWN, ResourceView, StackView

CONFIG = Config(today=date(2027, 1, 15))


def _explode(view: ResourceView, _config: Config) -> Iterator[Finding]:
    yield Finding(view, "a", "is found before the crash")
    raise KeyError("hunter2")


def _explode_stack(_stack: StackView, _config: Config) -> Iterator[Finding]:
    raise RecursionError("hunter2")
    yield


RULE = Rule(
    id="STK-900",
    name="stack-thing-require-flag",
    types=("a:b:C",),
    severity=Severity.LOW,
    level=Level.ADVISORY,
    why="Because.",
    must="It must be so.",
    fix="make it so.",
    source="a test",
    check=must_equal("a.b", True),
)
THING = ResourceView("a:b:C", "thing", {"a": {"b": False}})


def test_a_rule_that_crashes_on_a_resource_is_a_mandatory_violation_that_names_it() -> None:
    found = RuleSet([replace(RULE, check=_explode)]).check_resource(THING, CONFIG).violations
    assert [violation.level for violation in found] == [Level.ADVISORY, Level.MANDATORY], "a crash always stops"
    assert found[1].key == ("STK-900", "thing"), "it names the rule and the resource"
    assert "KeyError" in found[1].message, "it says what happened"
    assert "hunter2" not in found[1].message, "it repeats nothing that may be a value"


def test_a_rule_that_crashes_on_the_stack_is_a_mandatory_violation() -> None:
    rules = RuleSet([replace(RULE, check=None, stack_check=_explode_stack)])
    found = rules.check_stack(StackView((THING,)), CONFIG).violations
    assert [(violation.key, violation.level) for violation in found] == [(("STK-900", ""), Level.MANDATORY)], (
        "a stack rule that crashes stops the change"
    )


def test_a_crash_does_not_stop_the_other_rules() -> None:
    rules = RuleSet([replace(RULE, id="STK-901", check=_explode), RULE])
    found = {violation.key for violation in rules.check_resource(THING, CONFIG).violations}
    assert found == {("STK-901", "thing"), ("STK-900", "thing")}, "every rule is heard"


def test_an_unknown_property_is_not_evaluated() -> None:
    report = RuleSet([RULE], unknown=UNKNOWN_PROPERTY).check_resource(
        ResourceView("a:b:C", "thing", {"a": UNKNOWN}), CONFIG
    )
    assert report.violations == [], "an unknown property is no breach of an ordinary rule"
    assert [(rule.id, undecided.path) for rule, undecided in report.undecided] == [("STK-900", "a.b")], "but is told"


def test_an_unknown_property_that_must_be_known_is_refused_with_a_message_of_its_own() -> None:
    rules = RuleSet([replace(RULE, must_be_known=("a",))], unknown=UNKNOWN_PROPERTY)
    report = rules.check_resource(ResourceView("a:b:C", "thing", {"a": {"b": UNKNOWN}}), CONFIG)
    assert [violation.key for violation in report.violations] == [("STK-004", "thing")], "it fails closed"
    message = report.violations[0].message
    assert "STK-900" in message, "the message names the rule that could not judge"
    assert "`a.b` is not known" in message, "and the property"


def test_a_level_of_the_configuration_goes_before_the_rules_own() -> None:
    by_rule = Config(levels={"STK-900": Level.MANDATORY, "STK": Level.DISABLED})
    by_family = Config(levels={"STK": Level.DISABLED})
    rules = RuleSet([RULE])
    found = rules.check_resource(THING, by_rule).violations
    assert [violation.level for violation in found] == [Level.MANDATORY], "the rule's level wins over its family's"
    assert rules.check_resource(THING, by_family).violations == [], "a disabled family says nothing"
    assert rules.check_resource(THING, by_family).evaluated == {}, "and is not counted as evaluated"


def test_a_rule_for_any_type_sees_every_resource() -> None:
    rules = RuleSet([replace(RULE, types=(ANY_TYPE,))])
    other = ResourceView("x:y:Z", "other", {})
    for thing in (THING, other):
        found = {violation.key for violation in rules.check_resource(thing, CONFIG).violations}
        assert found == {("STK-900", thing.name)}, "a rule for any type judges both"


def test_a_rule_that_does_not_apply_is_not_counted_as_evaluated() -> None:
    report = RuleSet([replace(RULE, where=lambda _view: False)]).check_resource(THING, CONFIG)
    assert (report.evaluated, report.violations) == ({}, []), "it judged nothing"
