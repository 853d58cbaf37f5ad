"""Whether the rules that hold on the default branch are at least those that are declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from cli.errors import UserError
from cli.verify.checks import Check
from components.github_rules import branch_rules
from settings.github import GitHub

_SPELLED: Final = {"required_checks": "required_status_checks"}
"""What GitHub's API calls a property otherwise than its provider."""

Rules = Iterable[tuple[str, Mapping[str, Any]]]
"""Rules as GitHub's API lists them: type and parameters."""


def rule_checks(github: GitHub, effective: Rules | UserError) -> Iterator[Check]:
    """Yield a check for each declared rule of the default branch.

    Args:
        github: The settings.
        effective: The rules that GitHub says hold there, or why it could not be asked.
    """
    if isinstance(effective, UserError):
        yield Check("rules", github.default_branch, good=False, words=f"not known: {effective}")
        return
    found = list(effective)
    for kind, wanted in declared_rules(github).items():
        yield _check(f"{github.default_branch} {kind}", wanted, [own for name, own in found if name == kind])


def declared_rules(github: GitHub) -> dict[str, dict[str, Any]]:
    """Return the declared rules as GitHub's API spells them: parameters by type."""
    return {
        _snake(name): _wire(value) if isinstance(value, dict) else {}
        for name, value in branch_rules(github).items()
        if value
    }


def _check(subject: str, wanted: Mapping[str, Any], found: list[Mapping[str, Any]]) -> Check:
    if not found:
        return Check("rules", subject, good=False, words="no rule of this kind holds there; declared")
    if any(_holds(wanted, own) for own in found):
        return Check("rules", subject, good=True, words="as declared")
    differ = sorted({name for own in found for name, value in wanted.items() if not _same(value, own.get(name))})
    told = "; ".join(f"{name} is {found[0].get(name)}, declared {wanted[name]}" for name in differ)
    return Check("rules", subject, good=False, words=told)


def _holds(wanted: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    return all(_same(value, own.get(name)) for name, value in wanted.items())


def _same(wanted: object, own: object) -> bool:
    """Compare values; lists have no order, and GitHub tells more of an object than was declared."""
    if isinstance(wanted, list) and isinstance(own, list):
        return len(wanted) == len(own) and all(any(_same(each, other) for other in own) for each in wanted)
    if isinstance(wanted, dict) and isinstance(own, dict):
        return _holds(wanted, own)
    return wanted == own


def _wire(value: Any) -> Any:
    if isinstance(value, dict):
        return {_SPELLED.get(_snake(name), _snake(name)): _wire(each) for name, each in value.items()}
    return [_wire(each) for each in value] if isinstance(value, list) else value


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
