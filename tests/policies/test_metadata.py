"""What every rule says of itself: ids, names by one grammar, sentences."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from luma_policies.registry import RULES
from luma_policies.rule import ANY_TYPE, CLOUDS, FAMILIES, VERBS, Rule, Severity

from .test_rules import CASES

EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def test_ids_and_names_are_unique() -> None:
    assert [id_ for id_, count in Counter(rule.id for rule in RULES).items() if count > 1] == [], "ids are unique"
    assert [name for name, count in Counter(rule.name for rule in RULES).items() if count > 1] == [], "so are names"


def test_case_labels_are_unique() -> None:
    assert [label for label, count in Counter(case.label for case in CASES).items() if count > 1] == [], (
        "two cases of one name would hide each other"
    )


@EACH_RULE
def test_a_name_is_cloud_resource_verb_subject(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+){3,}", rule.name), "a name is lower-case words joined by dashes"
    cloud, *words = rule.name.split("-")
    verbs = [index for index, word in enumerate(words) if word in VERBS]
    assert cloud in CLOUDS, "a name begins with its cloud"
    assert FAMILIES[rule.family] == cloud, "the family of the id belongs to that cloud"
    assert len(verbs) == 1, "exactly one verb of the closed list"
    assert 0 < verbs[0] < len(words) - 1, "a resource stands before the verb and a subject after it"


@EACH_RULE
def test_the_id_is_family_and_number(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z0-9]+-\d{3}", rule.id), "an id is a family and three digits"


@EACH_RULE
def test_its_texts_are_whole_sentences(rule: Rule) -> None:
    assert " must " in f" {rule.must} ", "what must hold says so"
    for text in (rule.must, rule.why, rule.fix):
        assert text.endswith("."), "a text is a sentence with a full stop"
    assert rule.must[0].isupper(), "what must hold is a sentence of its own"
    assert rule.why[0].isupper(), "so is the consequence"
    assert rule.fix[0].islower(), "the fix follows the word Fix:"
    assert rule.source, "where the rule comes from is named"


@EACH_RULE
def test_it_judges_known_kinds_of_resource(rule: Rule) -> None:
    for kind in rule.types:
        assert kind == ANY_TYPE or re.fullmatch(r"[a-z]+:[\w/]+:\w+", kind), "a type is a Pulumi token"
    assert rule.types, "a rule says what it judges"


def test_a_critical_rule_fails_closed_on_what_it_must_know() -> None:
    loose = {rule.id for rule in RULES if rule.severity is Severity.CRITICAL and not rule.must_be_known}
    assert loose == {"SEN-011", "TRG-003"}, (
        "a critical rule names what must be known in a preview, but for those that judge what another resource makes"
    )
