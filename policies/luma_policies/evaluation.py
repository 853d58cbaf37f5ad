"""Runs the whole pack over a stack that is at hand as a whole: tests, saved state, plain descriptions."""

from __future__ import annotations

from typing import Final

from .config import Config
from .engine import Report
from .registry import RULE_SET, RULES
from .rule import Rule
from .view import StackView
from .waivers import Ledger

BY_ID: Final[dict[str, Rule]] = {rule.id: rule for rule in RULES}
"""Every rule by its id."""


def evaluate(inputs: StackView, config: Config, outputs: StackView | None = None) -> Report:
    """Judge a stack by all rules, apply the waivers, and judge the waivers.

    Args:
        inputs: The resources with their inputs, each of which is judged alone.
        config: The configuration.
        outputs: The same resources with their outputs, judged as a whole; the inputs again where there are none.
    """
    ledger = Ledger(config)
    report = Report()
    for resource in inputs.resources:
        report.add(RULE_SET.check_resource(resource, config))
    report.add(RULE_SET.check_stack(outputs or inputs, config))
    ledger.sift(report)
    report.add(ledger.close(BY_ID))
    return report
