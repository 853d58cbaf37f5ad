"""The verb `./luma check`: the stack files, and what the rules say of them, before Pulumi starts."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cli.errors import FAILED, MISTAKE, OK, UserError
from cli.local.copies import committed
from cli.target import Target, targets

if TYPE_CHECKING:
    from luma_policies.config import Config
    from luma_policies.engine import Report


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about one stack. `problem` says why nothing more is known; the rest is empty then."""

    stack: str
    problem: str = ""
    secrets: int = 0
    missing: tuple[str, ...] = ()
    judged: tuple[Report, Config] | None = None

    @property
    def file(self) -> str:
        """Name of the stack file."""
        return committed(self.stack).name

    @property
    def code(self) -> int:
        """The exit code that this stack asks for."""
        if self.judged is None:
            return MISTAKE
        return FAILED if any(each.level == "mandatory" for each in self.judged[0].violations) else OK


def check(stacks: Sequence[str], *, state: bool = False, local: bool = False, as_json: bool = False) -> int:
    """Check stack files and tell the result of each; all of them when none is named.

    Args:
        stacks: Names of stacks.
        state: Whether the rules judge the saved state rather than what the program would register.
        local: Whether that is the local cloud's state.
        as_json: Whether the result is written for machines.

    Returns:
        The exit code: 2 when a stack file cannot be used, else 1 when a mandatory rule is broken.

    Raises:
        UserError: there is no such stack file, or no such state.
    """
    if local and not state:
        raise UserError("--local chooses whose saved state is judged, and none was asked for. Add --state.")
    found = [_check_one(each, state=state) for each in targets(stacks, local=local)]
    if as_json:
        sys.stdout.write(json.dumps({"stacks": [_object(each) for each in found]}, indent=2) + "\n")
    else:
        sys.stdout.write("".join(map(_text, found)))
    return max((each.code for each in found), default=OK)


def _check_one(target: Target, *, state: bool) -> Checked:
    from cli.local.generate import PLATFORM, platform_of
    from cli.local.home import project_name
    from cli.stackfile import read_config
    from settings.places import provided_secrets

    stack = target.stack
    try:
        config = read_config(committed(stack))
        platform = platform_of(stack, {PLATFORM: config.get(PLATFORM)})
        from cli.check.rules import configuration, judge_plan, judge_state

        policies = configuration(platform, config, committed(stack).name)
    except UserError as error:
        return Checked(stack, problem=str(error))
    report = judge_state(target, policies) if state else judge_plan(platform, stack, policies)
    needed = [variable.name for variable in provided_secrets(platform)]
    missing = tuple(each for each in needed if f"{project_name()}:{each}" not in config)
    return Checked(stack, secrets=len(needed), missing=missing, judged=(report, policies))


def _text(found: Checked) -> str:
    """Return what a person reads."""
    from luma_policies.registry import RULES
    from luma_policies.report import as_findings

    if found.judged is None:
        return f"{found.problem}\n"
    secrets = f"{len(found.missing)} of {found.secrets} secrets are not set yet"
    lines = [f"{found.file}: the settings are good; {secrets if found.missing else 'every secret is set'}"]
    lines += [f"  pulumi config set --stack {found.stack} --secret {each}" for each in found.missing]
    report, config = found.judged
    lines.append(f"{found.file}: {'the policies hold' if found.code == OK else 'the policies refuse this'}")
    lines += [f"  {each.level}: {each.message}" for each in report.violations]
    lines += [f"  {line}" for line in as_findings(report, RULES, config).splitlines()]
    return "\n".join(lines) + "\n"


def _object(found: Checked) -> Mapping[str, Any]:
    """Return what a machine reads; the report is the pack's own."""
    if found.judged is None:
        return {"stack": found.stack, "usable": False, "problem": found.problem}
    from luma_policies.registry import RULES
    from luma_policies.report import as_json

    report = as_json(found.judged[0], RULES, found.judged[1])
    return {"stack": found.stack, "usable": True, "missing-secrets": list(found.missing), "policies": report}
