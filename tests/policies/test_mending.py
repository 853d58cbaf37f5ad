"""Remediation: off by default; on, it sets what rules can put right and leaves everything else as it is."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import json_format
from luma_policies import kinds
from luma_policies.mending import apply
from luma_policies.registry import RULES
from pulumi.runtime import proto
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from .good import good
from .test_adapter import pack, resource_request
from .test_rules import CASES

MENDING = [rule for rule in RULES if rule.mend]
SECRET_VALUE = {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": "hunter2"}
READABLE = {"key": "API_TOKEN", "value": SECRET_VALUE, "projectId": UNKNOWN_STRING_VALUE, "sensitive": False}


def remediate(client: Any, kind: str, properties: dict[str, Any]) -> list[Any]:
    """Ask the pack what it would put right."""
    return list(client.Remediate(proto.AnalyzeRequest(**resource_request(kind, properties))).remediations)


def test_nothing_is_put_right_by_default() -> None:
    with pack() as client:
        assert remediate(client, kinds.VARIABLE, READABLE) == [], "a breach is refused, not changed"


def test_what_is_put_right_keeps_secrets_secret_and_unknowns_unknown() -> None:
    with pack({"remediate": True}) as client:
        found = remediate(client, kinds.VARIABLE, READABLE)
        assert [each.policyName for each in found] == ["luma-remediation"], "one remediation"
        changed = json_format.MessageToDict(found[0].properties)
    assert changed == {**READABLE, "sensitive": True, "visibility": "secret"}, "only what the rule sets has changed"


def test_what_is_in_order_is_left_alone() -> None:
    with pack({"remediate": True}) as client:
        assert remediate(client, kinds.PROJECT, good().items["project"].properties) == [], "nothing to put right"


def test_what_is_waived_is_left_alone() -> None:
    waiver = {"rule": "VCL-008", "resource": "thing", "reason": "r", "owner": "o", "expires": "2999-01-01"}
    properties = {**good().items["project"].properties, "directoryListing": True}
    with pack({"remediate": True, "waivers": [waiver]}) as client:
        assert remediate(client, kinds.PROJECT, properties) == [], "somebody wants it as it is"


@pytest.mark.parametrize("rule", MENDING, ids=[rule.id for rule in MENDING])
def test_what_a_rule_sets_puts_its_breaches_right(rule: Any) -> None:
    """Each firing case of the rule on one resource alone is silent after the rule's remediation."""
    mended = 0
    for case in CASES:
        names = [name for found, name in case.expected if found == rule.id]
        if case.rule != rule.id or len(names) != 1:
            continue
        world = good()
        case.change(world)
        item = world.items[names[0]]
        if item.type in rule.types:
            apply(item.properties, rule.mend)
            assert (rule.id, names[0]) not in {each.key for each in world.judge().violations}, case.label
            mended += 1
    assert mended, "the rule has a case that it can put right"


def test_a_block_that_is_missing_is_made() -> None:
    properties: dict[str, object] = {"other": 1}
    apply(properties, {"a.b.c": True})
    assert properties == {"other": 1, "a": {"b": {"c": True}}}, "the path exists afterwards"
