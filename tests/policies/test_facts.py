"""What the pack takes from this platform's own stack files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from luma_policies.config import ENGINE_POLICIES, load
from luma_policies.facts import facts
from luma_policies.registry import RULES

from cli.local.policies import policy_config
from settings.parse import parse

ROOT = Path(__file__).parents[2]


def platform(stack: str) -> dict[str, Any]:
    """Read the platform's settings of a committed stack file."""
    document: dict[str, Any] = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))
    settings: dict[str, Any] = document["config"]["luma:platform"]
    return settings


@pytest.mark.parametrize(("stack", "environment"), [("prod", "production"), ("staging", "staging")])
def test_a_committed_stack_file_gives_the_facts(stack: str, environment: str) -> None:
    found = facts(platform(stack))
    assert found["environment"] == environment, "what the stack is"
    assert found["github-plan"] == "team", "whose reviewers GitHub has"
    assert found["secret-protection"] is False, "what is left out there is not licensed"
    load(found, RULES)  # type: ignore[arg-type] # facts are JSON


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_the_command_line_passes_the_same_facts(stack: str) -> None:
    given = policy_config(parse(platform(stack), stack))
    assert set(given) == set(ENGINE_POLICIES), "every policy of the pack gets the configuration"
    for name, settings in given.items():
        assert settings == facts(platform(stack)), f"{name} gets what the pack takes from the stack file itself"


def test_a_program_without_platform_settings_gives_none() -> None:
    assert facts({}) == {}, "the defaults hold, which are production's"


def test_settings_of_another_shape_give_none() -> None:
    assert facts({"app": "shop", "plan": ["team"]}) == {}, "what is no object is passed over"
