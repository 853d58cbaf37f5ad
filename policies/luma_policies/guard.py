"""The critical rules as a check of single resources, for a program that guards itself when no pack is given.

A bare `pulumi up` without `--policy-pack` runs no policy. A program can still call `refusals` from a resource transform
before each resource is registered: it judges by the same rules what the program states, and leaves alone what is not
known there (outputs of other resources), which only the pack sees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from .config import Config
from .engine import RuleSet
from .registry import RULES
from .rule import Severity
from .view import UNKNOWN, ResourceView, Value
from .waivers import Ledger

CRITICAL: Final = RuleSet([rule for rule in RULES if rule.severity is Severity.CRITICAL and rule.check])
"""The critical rules that need one resource's inputs alone."""


def refusals(
    kind: str, name: str, properties: Mapping[str, object], config: Config, *, protect: bool = False
) -> list[str]:
    """Return a message for each critical rule that a resource's inputs break; none when it may be registered.

    Args:
        kind: The resource's type token.
        name: Its name.
        properties: Its inputs by their wire names; whatever is no JSON value counts as not known.
        config: The configuration.
        protect: Whether the resource is protected.
    """
    view = ResourceView(kind, name, {key: stated(value) for key, value in properties.items()}, protect=protect)
    report = Ledger(config).sift(CRITICAL.check_resource(view, config))
    return [violation.message for violation in report.violations]


def stated(value: object) -> Value:
    """Return an input as rules read it; an output, an asset or anything else that is no JSON value is unknown."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): stated(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [stated(item) for item in value]
    return UNKNOWN
