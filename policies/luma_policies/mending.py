"""Remediation: which properties of a resource the rules would put right, and how they are set."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import cast

from .config import Config
from .engine import Report

Settings = dict[str, bool | str]


def mends(report: Report, config: Config) -> Settings:
    """Return the properties that put right what was found, by dotted path; none unless remediation is on.

    A rule that is off finds nothing, and what is waived or cannot be judged yet is left as it is.
    """
    found: Settings = {}
    for violation in report.violations if config.remediate else ():
        found.update(violation.rule.mend)
    return found


def apply(properties: MutableMapping[str, object], settings: Mapping[str, bool | str]) -> None:
    """Set properties in place, so that everything else stays what it is: secrets stay secret, unknowns unknown."""
    for path, value in settings.items():
        *parents, last = path.split(".")
        holder = properties
        for parent in parents:
            if parent not in holder or not isinstance(holder[parent], Mapping):
                holder[parent] = {}
            holder = cast("MutableMapping[str, object]", holder[parent])
        holder[last] = value
