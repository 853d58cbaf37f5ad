"""The policy pack's rules over one stack: over what the program would register, or over its saved state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from luma_policies.config import BadConfiguration, Config, load
from luma_policies.engine import Report
from luma_policies.evaluation import evaluate
from luma_policies.facts import facts
from luma_policies.registry import RULES
from luma_policies.state import evaluate_state

from cli.check.plan import plan
from cli.errors import UserError
from cli.local.home import project_name
from cli.target import Target
from settings.platform import Platform


def configuration(platform: Platform, config: Mapping[str, Any], file: str) -> Config:
    """Return the policies' configuration as the pack reads it from a stack file.

    Args:
        platform: The stack's settings, for the facts that the rules need.
        config: The stack file's configuration, with `<project>:policies` where the stack has settings of its own.
        file: Name of the stack file, for the message.

    Raises:
        UserError: it cannot be used; every problem is named.
    """
    key = f"{project_name()}:policies"
    given = config.get(key, {})
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, dict):
        raise UserError(f"{file}: {key} is no object, so no rule could be trusted. Write one such as {{}}.")
    try:
        return load({**facts(platform.model_dump(by_alias=True)), **given}, RULES)  # type: ignore[dict-item]  # checked
    except BadConfiguration as problem:
        raise UserError(f"{file}: {problem}") from None


def judge_plan(platform: Platform, stack: str, config: Config) -> Report:
    """Judge what the program would register for a stack, as a first preview would."""
    return evaluate(plan(platform, stack), config)


def judge_state(target: Target, config: Config) -> Report:
    """Judge what a stack's saved state holds; what is encrypted there is not evaluated.

    Raises:
        UserError: there is no state, or it cannot be read.
    """
    resources = target.resources()
    if resources is None:
        raise UserError(
            f"{target.stack}: there is no such stack yet, so no state could be judged. Leave --state out to judge its "
            f"settings, or bring it up: {target.command} up --stack {target.stack}"
        )
    return evaluate_state({"resources": cast("Any", resources)}, config)
