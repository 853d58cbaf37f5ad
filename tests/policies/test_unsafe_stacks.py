"""Unsafe stacks in the real engine: a foreign program under the pack, the exact set of rules and resources for each.

Each stack is the good one, as far as the local cloud serves its types, with one thing wrong.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from luma_policies.registry import RULES

from .case import Case
from .foreign import PACKAGES, ROOT, Foreign, local_cloud
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


def test_a_pull_request_cannot_weaken_its_own_judge_unseen(foreign: Foreign, tmp_path: Path) -> None:
    """The commands of docs/policy-pack.md: the base branch's settings, a preview under each, and the comparison."""
    foreign.pulumi("config", "set", "--stack", "prod", "policies", '{"regions": ["iad1"]}')
    base_settings = tmp_path / "base-settings.json"
    written = ran("luma_policies.packconfig", str(foreign.folder / "Pulumi.prod.yaml"))
    assert written.returncode == 0, written.stderr
    base_settings.write_text(written.stdout)
    weaker = {
        "levels": {"GHR": "disabled", "VCL-006": "advisory"},
        "waivers": [{"rule": "VCL-011", "resource": "*", "reason": "r", "owner": "o", "expires": "2999-12-31"}],
    }
    foreign.pulumi("config", "set", "--stack", "prod", "policies", json.dumps(weaker))
    world = good()
    for rule in ("VCL-006", "VCL-011"):
        first_case(rule).change(world)
    try:
        own = foreign.preview(served(world), report=tmp_path / "own.json")
        base = foreign.preview(served(world), "--policy-pack-config", str(base_settings), report=tmp_path / "base.json")
    finally:
        foreign.pulumi("config", "rm", "--stack", "prod", "policies")
    assert own.code == 0, f"the pull request's own judge lets it pass:\n{own.text}"
    assert base.code != 0, "the base branch's does not"
    assert base.keys() - ALWAYS == {("VCL-006", "project"), ("VCL-011", "project")}, "by its own levels and waivers"
    compared = ran("luma_policies.compare", str(tmp_path / "base.json"), str(tmp_path / "own.json"))
    lines = compared.stdout.splitlines()
    assert compared.returncode == 1, "which fails the check"
    assert [line for line in lines if not line.startswith("weaker: ")] == [], "whatever is milder is said to be"
    assert "weaker: VCL-011 on project: waived by these policies alone" in lines, "the waiver"
    assert "weaker: VCL-006: mandatory for the base branch's policies, advisory for these" in lines, "the level"
    off = {rule.id for rule in RULES if rule.family == "GHR"}
    assert off == {line.split()[1][:-1] for line in lines if line.endswith(", disabled for these")}, "all that was off"


IDIOMATIC = """
import pulumi
import pulumi_github as github
import pulumiverse_vercel as vercel

repository = github.Repository("site", name="site", description="A shop", visibility="public")
project = vercel.Project("web", name="web", framework="nextjs", git_fork_protection=False)
vercel.ProjectEnvironmentVariable(
    "key", project_id=project.id, key="STRIPE_SECRET_KEY", value="sk", targets=["production"], sensitive=False
)
pulumi.export("project", project.id)
"""
"""What somebody writes who follows the vendors' own examples: default providers, and what is left out is left out."""


def test_a_program_written_by_the_vendors_examples_is_judged_by_the_pack_alone(foreign: Foreign) -> None:
    main = foreign.folder / "__main__.py"
    before = main.read_text()
    main.write_text(IDIOMATIC)
    try:
        preview = foreign.previewed()
    finally:
        main.write_text(before)
    assert preview.code != 0, "it is not safe"
    found = {
        name: {rule for level, rule, on in preview.violations if (level, on) == ("mandatory", name)}
        for name in ("site", "web", "key")
    }
    assert found == {
        "site": {"GHA-001", "GHA-004", "GHR-001", "GHR-002", "GHR-004", "GHR-008", "GHR-010", "STK-003"},
        "web": {"HDR-001", "STK-001", "VCL-006", "VCL-007", "VCL-010", "VCL-011", "VCL-013", "VCL-016"},
        "key": {"STK-003", "VCL-001"},
    }, f"exactly these:\n{preview.text}"


def ran(module: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the pack."""
    return subprocess.run(
        [sys.executable, "-m", module, *words], cwd=ROOT / "policies", capture_output=True, text=True, check=False
    )
