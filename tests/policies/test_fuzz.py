"""Arbitrary property trees: no rule crashes, none hangs, and no message repeats a value."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from luma_policies.config import Config
from luma_policies.registry import RULE_SET, RULES
from luma_policies.rule import ANY_TYPE
from luma_policies.view import UNKNOWN, ResourceView, StackView

from .good import good
from .test_rules import CASES, judged
from .world import SECRET, TODAY, Item, World

CONFIG = Config(today=TODAY)
TYPES = sorted({kind for rule in RULES for kind in (*rule.types, *rule.stack_types)} - {ANY_TYPE})
CANARY = "cAnArY % \u00e9 do-not-print"


def _keys() -> list[str]:
    """Every property name in the good stack, so that the trees reach into what rules read."""
    names: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            names.update(value)
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    for item in good().items.values():
        walk(item.properties)
    return sorted(names)


TEXTS = st.sampled_from(
    [CANARY, "production", "*", "~ALL", "active", "", "NEXT_PUBLIC_SECRET", "main", "preview"]
) | st.text(max_size=30)
SCALARS = st.none() | st.booleans() | st.integers(-10, 10**6) | st.floats(allow_nan=True) | TEXTS | st.just(UNKNOWN)
KEYS = st.sampled_from(_keys()) | st.text(max_size=8)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
PROPERTIES = st.dictionaries(KEYS, TREES, max_size=8)


@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(TYPES), properties=PROPERTIES)
def test_no_rule_crashes_on_one_resource(kind: str, properties: dict[str, Any]) -> None:
    report = RULE_SET.check_resource(ResourceView(kind, "thing", properties), CONFIG)
    crashes = [violation.message for violation in report.violations if "the rule itself failed" in violation.message]
    assert crashes == [], "a rule must cope with any property tree"


@settings(max_examples=80, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
@given(resources=st.lists(st.tuples(st.sampled_from(TYPES), PROPERTIES), max_size=8))
def test_no_rule_crashes_on_a_stack(resources: list[tuple[str, dict[str, Any]]]) -> None:
    views = (ResourceView(kind, f"thing-{index}", properties) for index, (kind, properties) in enumerate(resources))
    report = RULE_SET.check_stack(StackView(tuple(views)), CONFIG)
    crashes = [violation.message for violation in report.violations if "the rule itself failed" in violation.message]
    assert crashes == [], "a rule must cope with any stack"


def _poisoned(value: Any) -> Any:
    """Copy the tree with the canary in the place of every string."""
    if isinstance(value, dict):
        return {key: _poisoned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_poisoned(item) for item in value]
    return CANARY if isinstance(value, str) else value


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_no_message_repeats_a_value(case: Any) -> None:
    secret = [violation.message for violation in judged(case).violations if SECRET in violation.message]
    assert secret == [], "the secret of the good stack is in no message"
    world = good()
    case.change(world)
    for item in world.items.values():
        item.properties = _poisoned(item.properties)
    poisoned = [violation.message for violation in world.judge().violations if CANARY in violation.message]
    assert poisoned == [], "no string of any property is in a message"


@pytest.mark.parametrize("name", sorted(good().items))
def test_no_message_repeats_a_value_wherever_it_stands(name: str) -> None:
    for replaced in _each_string_replaced(good().items[name].properties):
        world = good()
        world.items[name].properties = replaced
        for violation in world.judge().violations:
            assert CANARY not in violation.message, f"{violation.rule.id} repeats a value"


def _each_string_replaced(tree: Any) -> list[Any]:
    """One copy of the tree for each of its strings, with the canary in that string's place."""
    if isinstance(tree, str):
        return [CANARY]
    if isinstance(tree, dict):
        return [{**tree, key: changed} for key, item in tree.items() for changed in _each_string_replaced(item)]
    if isinstance(tree, list):
        return [
            [*tree[:index], changed, *tree[index + 1 :]]
            for index, item in enumerate(tree)
            for changed in _each_string_replaced(item)
        ]
    return []


@pytest.mark.parametrize("length", [20_000])
def test_no_rule_hangs_on_long_values(length: int) -> None:
    hard = [
        "a" * length,
        "_" * length,
        "-----BEGIN " * (length // 11),
        "eyJ" + "a" * length,
        "http://" * (length // 7),
        "*" * length,
    ]
    world = World({f"{kind}-{index}": Item(kind, _filled(text)) for kind in TYPES for index, text in enumerate(hard)})
    began = time.process_time()
    world.judge()
    assert time.process_time() - began < 20, "time must grow with the length, not with its square"


def _filled(text: str) -> dict[str, Any]:
    """Every property name the rules know, with the same long text."""
    return dict.fromkeys(_keys(), text)
