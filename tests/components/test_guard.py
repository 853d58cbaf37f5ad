"""Without a policy pack the program itself refuses what a critical rule refuses, before it is registered."""

from collections.abc import Mapping

import pulumi
import pytest

from components.guard import guard
from components.resources.vercel import Project
from tests.components import stacks
from tests.components.recorder import Recorder, record

WAIVER = {"rule": "VCL-006", "resource": "web", "owner": "ops", "reason": "a test", "expires": "2999-01-01"}


def register(policies: Mapping[str, object], *, fork_protection: bool) -> Recorder:
    """Register one project under the guard of prod."""

    def program() -> None:
        guard(stacks.changed("prod", {}), policies)
        Project("web", name="web", git_fork_protection=fork_protection)

    return record(program, stacks.recorder(), "prod")


def test_what_a_critical_rule_refuses_is_refused_by_its_name() -> None:
    with pytest.raises(pulumi.RunError, match=r"VCL-006.*web.*Fix:") as caught:
        register({}, fork_protection=False)
    assert caught.value.__cause__ is None, "Pulumi shows a RunError's message alone"


def test_what_is_safe_is_registered() -> None:
    assert list(register({}, fork_protection=True).by_name) == ["web"], "the guard refuses nothing else"


def test_a_valid_waiver_lets_it_pass() -> None:
    waived = {"waivers": [WAIVER], "waive-critical": True}
    assert list(register(waived, fork_protection=False).by_name) == ["web"], "whoever answers for it decided so"


def test_a_waiver_alone_never_hides_a_critical_rule_in_production() -> None:
    with pytest.raises(pulumi.RunError, match="VCL-006"):
        register({"waivers": [WAIVER]}, fork_protection=False)
