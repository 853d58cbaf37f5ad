"""Unsafe stacks in the real engine: a foreign program under the pack, the exact set of rules and resources for each.

Each stack is the good one, as far as the local cloud serves its types, with one thing wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .case import Case
from .foreign import PACKAGES, Foreign, local_cloud
from .good import good
from .test_rules import CASES
from .world import World

pytestmark = pytest.mark.slow

UNSERVED = frozenset(
    [
        "BulkRedirects",
        "FirewallBypass",
        "AttackChallengeMode",
        "ShareableLink",
        "LogDrain",
        "Webhook",
        "TeamConfig",
        "ProjectRollingRelease",
        "RepositoryDeployKey",
        "RepositoryWebhook",
        "RepositoryCollaborator",
        "RepositoryCollaborators",
        "DependabotSecret",
        "R2BucketEventNotification",
    ]
)
"""Types of the good stack that the local cloud does not serve."""

ALWAYS = frozenset([("CRN-003", "vercel-json"), ("SEN-012", "sentry-project")])
"""Advice on the monitors that are missing here: our own provider, which makes them, is no part of a foreign program."""

CORPUS = [
    "VCL-001",
    "VCL-002",
    "VCL-003",
    "VCL-006",
    "VCL-007",
    "VCL-011",
    "VCL-014",
    "VCL-016",
    "VCL-019",
    "VCL-020",
    "VCL-021",
    "VCL-027",
    "VCL-032",
    "HDR-001",
    "HDR-002",
    "CRN-001",
    "GHR-001",
    "GHR-002",
    "GHR-010",
    "GHR-011",
    "GHR-012",
    "GHR-013",
    "GHR-014",
    "GHR-019",
    "GHR-021",
    "GHR-023",
    "GHR-026",
    "GHA-001",
    "GHA-002",
    "GHA-004",
    "GHE-002",
    "GHE-004",
    "GHS-001",
    "GHS-003",
    "GHS-004",
    "WFL-001",
    "WFL-002",
    "WFL-004",
    "WFL-006",
    "WFL-018",
    "R2-001",
    "R2-002",
    "R2-004",
    "R2-006",
    "R2-007",
    "CFT-001",
    "SEN-009",
    "STK-001",
    "STK-002",
]
"""The rules whose first case is run."""


def served(world: World) -> World:
    """Leave out what the local cloud has no provider for."""
    packages = {item: world.items[item].type.split(":") for item in world.items}
    world.items = {
        name: item
        for name, item in world.items.items()
        if packages[name][0] in PACKAGES and packages[name][-1] not in UNSERVED
    }
    return world


def first_case(rule: str) -> Case:
    """Return the first case in which a rule fires."""
    return next(case for case in CASES if any(fired == rule == case.rule for fired, _ in case.expected))


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foreign]:
    folder = tmp_path_factory.mktemp("foreign")
    with local_cloud(folder) as ports:
        yield Foreign(folder, ports)


def test_a_foreign_program_in_order_passes_with_the_pack_alone(foreign: Foreign) -> None:
    preview = foreign.preview(served(good()))
    assert preview.code == 0, f"nothing stops it:\n{preview.text}"
    assert preview.keys() == ALWAYS, "nothing but the advice on monitors"
    assert {level for level, _, _ in preview.violations} == {"advisory"}, "which stops nothing"


@pytest.mark.parametrize("rule", CORPUS)
def test_an_unsafe_stack_is_stopped_by_exactly_its_rules(foreign: Foreign, rule: str) -> None:
    world = good()
    first_case(rule).change(world)
    preview = foreign.preview(served(world))
    assert preview.keys() == first_case(rule).expected | ALWAYS, f"the exact set:\n{preview.text}"
    assert preview.code != 0, "a mandatory rule stops the preview"


def test_a_waiver_lets_a_breach_pass_through_the_engine(foreign: Foreign) -> None:
    world = good()
    first_case("VCL-011").change(world)
    waiver = '{"rule":"VCL-011","resource":"project","reason":"a move","owner":"ops","expires":"2999-12-31"}'
    foreign.pulumi("config", "set", "--stack", "prod", "policies", f'{{"waivers":[{waiver}]}}')
    try:
        preview = foreign.preview(served(world))
        assert preview.keys() == ALWAYS, "the breach is waived"
        foreign.pulumi("config", "set", "--stack", "prod", "policies", '{"waivers":[{"rule":"X"}]}')
        refused = foreign.preview(served(world))
    finally:
        foreign.pulumi("config", "rm", "--stack", "prod", "policies")
    assert refused.code != 0, "a bad configuration is refused before any rule runs"
    assert "policies.waivers[0].resource: is missing" in refused.text, "and every problem is named"
    assert "Traceback" not in refused.text, "without a traceback"


def test_a_breach_is_put_right_where_remediation_is_on(foreign: Foreign) -> None:
    world = good()
    first_case("VCL-006").change(world)
    foreign.pulumi("config", "set", "--stack", "prod", "policies", '{"remediate": true}')
    try:
        preview = foreign.preview(served(world), "--diff")
    finally:
        foreign.pulumi("config", "rm", "--stack", "prod", "policies")
    assert preview.keys() == ALWAYS, "the breach is gone"
    assert "luma-remediation" in preview.text, "what was put right is shown"
    assert "gitForkProtection" in preview.text, "property by property"
