"""The report of a run: what each rule judged and found, as JSON for machines and as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .config import Config
from .engine import Report, Violation
from .rule import Level, Rule
from .schema import Json

FRAMEWORKS: Final = ("OpenSSF Scorecard", "CIS GitHub", "SOC 2", "OWASP")
"""The frameworks that rules serve; a rule names each of its points with the framework in front."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule did in a run: how often it judged, and with what outcome.

    `status` is one of violated, waived, not evaluated, passed, not applicable, disabled; the first that holds.
    """

    rule: Rule
    level: Level
    evaluated: int
    violated: int
    waived: int
    undecided: int

    @property
    def status(self) -> str:
        """Return the outcome in one word or two."""
        if self.level is Level.DISABLED:
            return "disabled"
        if self.violated or self.waived or self.undecided:
            return "violated" if self.violated else "waived" if self.waived else "not evaluated"
        return "passed" if self.evaluated else "not applicable"


def lines(report: Report, rules: Sequence[Rule], config: Config) -> list[Line]:
    """Return one line a rule, in the order of the rules."""
    violated = Counter(violation.rule.id for violation in report.violations)
    waived = Counter(violation.rule.id for violation in report.waived)
    undecided = Counter(rule.id for rule, _ in report.undecided)
    return [
        Line(
            rule,
            config.level(rule),
            report.evaluated.get(rule.id, 0),
            violated[rule.id],
            waived[rule.id],
            undecided[rule.id],
        )
        for rule in rules
    ]


def as_json(report: Report, rules: Sequence[Rule], config: Config, *, complete: bool = True) -> Mapping[str, Json]:
    """Return the whole report as an object for `json.dumps`; it holds no property's value.

    `complete` says that the run came to its end, with the rules on the stack as a whole judged, too.
    """
    found = lines(report, rules, config)
    return {
        "environment": config.environment,
        "complete": complete,
        "rules": [_rule(line) for line in found],
        "violations": [_violation(violation) for violation in report.violations],
        "waived": [_violation(violation) for violation in report.waived],
        "not-evaluated": [
            {"rule": rule.id, "resource": undecided.resource.name if undecided.resource else "", "path": undecided.path}
            for rule, undecided in report.undecided
        ],
        "frameworks": _frameworks(found),
    }


def _rule(line: Line) -> Mapping[str, Json]:
    return {
        "id": line.rule.id,
        "name": line.rule.name,
        "severity": line.rule.severity.value,
        "level": line.level.value,
        "status": line.status,
        "evaluated": line.evaluated,
        "violated": line.violated,
        "waived": line.waived,
        "not-evaluated": line.undecided,
        "frameworks": list(line.rule.frameworks),
    }


def _violation(violation: Violation) -> Mapping[str, Json]:
    return {
        "rule": violation.rule.id,
        "resource": violation.resource.name if violation.resource else "",
        "urn": violation.resource.urn if violation.resource else "",
        "level": violation.level.value,
        "severity": violation.rule.severity.value,
        "message": violation.message,
    }


def _frameworks(found: Iterable[Line]) -> dict[str, Json]:
    """Count, for each framework's point, the rules that serve it by their outcome."""
    counted: dict[str, Counter[str]] = {}
    for line in found:
        for point in line.rule.frameworks:
            counted.setdefault(point, Counter())[line.status] += 1
    return {point: dict(sorted(counted[point].items())) for point in sorted(counted)}


def as_table(report: Report, rules: Sequence[Rule], config: Config) -> str:
    """Return the whole run: the rules of each family by their outcome, what did not simply pass, the frameworks."""
    found = lines(report, rules, config)
    parts = ["\n".join(_aligned(_families(found))), as_findings(report, rules, config), *_framework_lines(found)]
    return "\n".join(parts)


def as_findings(report: Report, rules: Sequence[Rule], config: Config) -> str:
    """Return what needs a reader's eye: a line for each rule that did not simply pass, then the totals."""
    found = lines(report, rules, config)
    shown = [line for line in found if line.status not in ("passed", "not applicable")]
    rows: list[tuple[str, ...]] = [
        ("rule", "name", "severity", "level", "status", "judged", "violated", "waived", "open")
    ]
    rows += [
        (
            line.rule.id,
            line.rule.name,
            line.rule.severity.value,
            line.level.value,
            line.status,
            *(str(count) for count in (line.evaluated, line.violated, line.waived, line.undecided)),
        )
        for line in shown
    ]
    closing = _counts(Counter(line.status for line in found))
    return "\n".join([*(_aligned(rows) if shown else []), f"{len(found)} rules: {closing}."])


_ORDER = ("violated", "waived", "not evaluated", "passed", "not applicable", "disabled")


def _families(found: Sequence[Line]) -> list[tuple[str, ...]]:
    """Return a row for each family: its rules, and how many of them had each outcome."""
    counted: dict[str, Counter[str]] = {}
    for line in found:
        counted.setdefault(line.rule.family, Counter())[line.status] += 1
    rows: list[tuple[str, ...]] = [("family", "rules", *_ORDER)]
    for family, totals in counted.items():
        rows.append((family, str(totals.total()), *(str(totals[status] or "-") for status in _ORDER)))
    return rows


def _framework_lines(found: Iterable[Line]) -> list[str]:
    """Return a line for each framework: its points, each by the worst outcome of the rules that serve it."""
    worst: dict[str, dict[str, str]] = {}
    for line in found:
        for point in line.rule.frameworks:
            points = worst.setdefault(next(name for name in FRAMEWORKS if point.startswith(name)), {})
            points[point] = min(points.get(point, line.status), line.status, key=_ORDER.index)
    return [
        f"{name}: {len(worst[name])} points: {_counts(Counter(worst[name].values()))}."
        for name in FRAMEWORKS
        if name in worst
    ]


def _counts(totals: Mapping[str, int]) -> str:
    return ", ".join(f"{totals[status]} {status}" for status in _ORDER if totals.get(status))


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
