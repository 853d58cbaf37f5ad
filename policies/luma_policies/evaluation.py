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


def evaluate(stack: StackView, config: Config) -> Report:
    """Judge a stack by all rules, apply the waivers, and judge the waivers."""
    ledger = Ledger(config)
    report = ledger.sift(RULE_SET.check_all(stack, config))
    report.add(ledger.close(BY_ID))
    return report
