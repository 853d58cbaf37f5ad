"""Waivers: dated exceptions, and the violations that they are themselves when nobody owns or needs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase

from .config import Config, Waiver
from .engine import Report, Violation
from .rule import Finding, Level, Rule, Severity
from .stack import WAIVER


class Ledger:
    """Applies the waivers of one configuration to the reports of one run, and remembers which of them were needed."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._needed: set[int] = set()

    def sift(self, report: Report) -> Report:
        """Move the violations that are waived from `violations` to `waived`."""
        kept: list[Violation] = []
        for violation in report.violations:
            (report.waived if self._waives(violation) else kept).append(violation)
        report.violations = kept
        for rule, undecided in report.undecided:
            self._expect(rule.id, undecided.resource.name if undecided.resource else "")
        return report

    def close(self, rules: dict[str, Rule]) -> Report:
        """Report the waivers that are incomplete, expired, not allowed, or not needed in the run so far."""
        level = self._config.level(WAIVER)
        if level is Level.DISABLED:
            return Report()
        report = Report(evaluated={WAIVER.id: 1})
        for index, waiver in enumerate(self._config.waivers):
            for fault in self._faults(index, waiver, rules[waiver.rule]):
                finding = Finding(None, f"policies.waivers[{index}]", fault)
                report.violations.append(Violation(WAIVER, None, level, WAIVER.message(finding)))
        return report

    def _waives(self, violation: Violation) -> bool:
        return any(not [*self._invalid(waiver, violation.rule)] for waiver in self._expect(*violation.key))

    def _expect(self, rule: str, name: str) -> list[Waiver]:
        """Return the waivers for a rule and a resource; they are needed, or may be once the resource is known."""
        found = [
            (index, waiver)
            for index, waiver in enumerate(self._config.waivers)
            if waiver.rule == rule and fnmatchcase(name, waiver.resource)
        ]
        self._needed.update(index for index, _ in found)
        return [waiver for _, waiver in found]

    def _faults(self, index: int, waiver: Waiver, rule: Rule) -> Iterator[str]:
        yield from self._invalid(waiver, rule)
        if index not in self._needed:
            yield "matches no violation"

    def _invalid(self, waiver: Waiver, rule: Rule) -> Iterator[str]:
        """Say why a waiver does not count."""
        for name, text in (("owner", waiver.owner), ("reason", waiver.reason), ("expires", waiver.expires)):
            if not text.strip():
                yield f"has no {name}"
        if waiver.expires and not self._open(waiver.expires):
            yield "has expired"
        if rule is WAIVER:
            yield "waives the rule on waivers"
        if rule.severity is Severity.CRITICAL and self._config.production and not self._config.waive_critical:
            yield f"waives {rule.id}, a critical rule, which production allows with `waive-critical` only"

    def _open(self, expires: str) -> bool:
        try:
            return date.fromisoformat(expires) >= self._config.today
        except ValueError:
            return False
