"""Each rule against the good stack and its mutations: exact sets of (rule id, resource)."""

from __future__ import annotations

from functools import cache

import pytest
from luma_policies.engine import Report
from luma_policies.registry import RULES

from . import (
    cases_cloudflare,
    cases_github,
    cases_github_more,
    cases_headers,
    cases_sentry,
    cases_stack,
    cases_vercel,
    cases_vercel_edge,
    cases_workflow_jobs,
    cases_workflows,
)
from .case import Case
from .good import good
from .world import both, configured, put

CASES: tuple[Case, ...] = (
    *cases_vercel.CASES,
    *cases_vercel_edge.CASES,
    *cases_github.CASES,
    *cases_github_more.CASES,
    *cases_cloudflare.CASES,
    *cases_headers.CASES,
    *cases_sentry.CASES,
    *cases_stack.CASES,
    *cases_workflows.CASES,
    *cases_workflow_jobs.CASES,
)


@cache
def judged(case: Case) -> Report:
    """Judge the good stack after the change of a case, once for all tests."""
    world = good()
    case.change(world)
    return world.judge()


ENGINE_RULES = frozenset(["STK-004", "STK-005"])
"""Rules that the engine itself raises; their tests are in test_engine.py and test_waivers.py."""


def test_the_good_stack_breaks_no_rule() -> None:
    report = good().judge()
    assert {violation.key for violation in report.violations} == set(), "the good stack must be silent in production"
    assert report.undecided == [], "nothing in the good stack is unknown"


def test_the_good_stack_breaks_no_rule_in_staging() -> None:
    world = good()
    both(configured(environment="staging"), put("alert", "environment", "staging"))(world)
    assert {violation.key for violation in world.judge().violations} == set(), "staging must be silent, too"


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_a_change_brings_about_exactly_these_violations(case: Case) -> None:
    report = judged(case)
    assert {violation.key for violation in report.violations} == case.expected, "the exact set of rules and resources"
    undecided = {rule.id for rule, _ in report.undecided}
    assert (case.rule in undecided) == case.undecided, "an unknown property must be said to be unknown, and no other"


def test_every_rule_judges_something_in_its_cases() -> None:
    seen: set[str] = set()
    for case in CASES:
        seen |= set(judged(case).evaluated)
    assert seen - ENGINE_RULES == {rule.id for rule in RULES} - ENGINE_RULES, (
        "a rule that judges nothing proves nothing"
    )


def test_every_rule_has_a_case_that_fires() -> None:
    firing = {case.rule for case in CASES if any(rule == case.rule for rule, _ in case.expected)}
    assert firing == {rule.id for rule in RULES} - ENGINE_RULES, "each rule needs a case in which it fires"


def test_every_rule_has_a_case_in_which_it_is_silent_or_undecided() -> None:
    quiet = {case.rule for case in CASES if not any(rule == case.rule for rule, _ in case.expected)}
    calm = good().judge().evaluated
    quiet |= {rule.id for rule in RULES if rule.id in calm}
    assert quiet - ENGINE_RULES == {rule.id for rule in RULES} - ENGINE_RULES, (
        "each rule needs a fixture in which it is silent"
    )


def test_every_message_names_the_resource_the_setting_what_must_hold_and_the_fix() -> None:
    for case in CASES:
        for violation in judged(case).violations:
            assert violation.message.startswith(f"[{violation.rule.id}] "), "a message begins with the rule's id"
            assert (violation.resource is None) or (violation.resource.name in violation.message), "names the resource"
            assert "`" in violation.message, "names the setting"
            assert violation.rule.must in violation.message, "says what must hold"
            assert violation.rule.why in violation.message, "says what it would cause"
            assert f"Fix: {violation.rule.fix}" in violation.message, "says how to mend it"
