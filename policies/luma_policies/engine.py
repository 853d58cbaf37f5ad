"""Runs rules over resources and stacks and gathers the outcome; knows nothing of where either comes from.

A rule that raises is itself a violation that stops the change: it never counts as a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .config import Config
from .rule import ANY_TYPE, Level, Outcome, Rule, Undecided
from .view import ResourceView, StackView, UnknownProperty, without_indexes


@dataclass(frozen=True, slots=True)
class Violation:
    """A breach as it is reported: the rule it is counted under, its level now, and the whole message."""

    rule: Rule
    resource: ResourceView | None
    level: Level
    message: str

    @property
    def key(self) -> tuple[str, str]:
        """Rule id and resource name ("" for the stack): what tests and waivers compare."""
        return self.rule.id, self.resource.name if self.resource else ""


@dataclass(slots=True)
class Report:
    """What a run found. `evaluated` counts the resources (the stack counts as one) that each rule judged."""

    violations: list[Violation] = field(default_factory=list)
    waived: list[Violation] = field(default_factory=list)
    undecided: list[tuple[Rule, Undecided]] = field(default_factory=list)
    evaluated: dict[str, int] = field(default_factory=dict)

    def add(self, other: Report) -> None:
        """Take the findings of another report over into this one."""
        self.violations += other.violations
        self.waived += other.waived
        self.undecided += other.undecided
        for rule, count in other.evaluated.items():
            self.evaluated[rule] = self.evaluated.get(rule, 0) + count


class RuleSet:
    """Rules, found by resource type.

    `unknown` is the rule under which a critical property that is unknown is reported; without it none is.
    """

    def __init__(self, rules: Sequence[Rule], *, unknown: Rule | None = None) -> None:
        self.rules = tuple(rules)
        self._unknown = unknown
        self._by_type: dict[str, list[Rule]] = {}
        for rule in rules:
            for kind in rule.types if rule.check else ():
                self._by_type.setdefault(kind, []).append(rule)

    def for_type(self, kind: str) -> Iterator[Rule]:
        """Return the rules that judge a single resource of this type."""
        yield from self._by_type.get(kind, ())
        yield from self._by_type.get(ANY_TYPE, ())

    def check_resource(self, resource: ResourceView, config: Config) -> Report:
        """Judge one resource by its inputs."""
        report = Report()
        for rule in self.for_type(resource.type):
            if config.level(rule) is not Level.DISABLED:
                self._judge(report, rule, config, resource, _of_resource(rule, resource, config))
        return report

    def check_stack(self, stack: StackView, config: Config) -> Report:
        """Judge the stack as a whole by its outputs."""
        report = Report()
        for rule in self.rules:
            if rule.stack_check and config.level(rule) is not Level.DISABLED:
                self._judge(report, rule, config, None, _of_stack(rule, stack, config))
        return report

    def _judge(
        self,
        report: Report,
        rule: Rule,
        config: Config,
        subject: ResourceView | None,
        outcomes: Iterable[Outcome | None],
    ) -> None:
        """Gather one rule's outcomes; None stands for "judged" and an empty iterable for "does not apply"."""
        judged = False
        try:
            for outcome in outcomes:
                judged = True
                if isinstance(outcome, Undecided):
                    self._leave_undecided(report, rule, config, outcome)
                elif outcome:
                    violation = Violation(rule, outcome.resource, config.level(rule), rule.message(outcome))
                    report.violations.append(violation)
        except Exception as error:  # any defect of a rule must stop the change
            report.violations.append(_crash(rule, subject, error))
        if judged:
            report.evaluated[rule.id] = report.evaluated.get(rule.id, 0) + 1

    def _leave_undecided(self, report: Report, rule: Rule, config: Config, outcome: Undecided) -> None:
        path = without_indexes(outcome.path)
        unknown = self._unknown
        if unknown and rule.needs(path) and config.level(unknown) is not Level.DISABLED:
            subject = outcome.resource.name if outcome.resource else "this stack"
            report.violations.append(
                Violation(
                    unknown,
                    outcome.resource,
                    config.level(unknown),
                    f"[{unknown.id}] {subject}: `{outcome.path}` is not known in this preview, so {rule.id} "
                    f"({rule.name}) cannot judge it. {unknown.must} {unknown.why} Fix: {unknown.fix} "
                    f"({unknown.severity} severity, {unknown.name})",
                )
            )
        else:
            report.undecided.append((rule, outcome))


def _of_resource(rule: Rule, resource: ResourceView, config: Config) -> Iterator[Outcome | None]:
    try:
        if rule.check and rule.where(resource):
            yield None
            yield from rule.check(resource, config)
    except UnknownProperty as unknown:
        yield Undecided(resource, unknown.path)


def _of_stack(rule: Rule, stack: StackView, config: Config) -> Iterator[Outcome | None]:
    try:
        types = rule.stack_types or rule.types
        if rule.stack_check and (ANY_TYPE in types or stack.of(*types)):
            yield None
            yield from rule.stack_check(stack, config)
    except UnknownProperty as unknown:
        yield Undecided(None, unknown.path)


def _crash(rule: Rule, subject: ResourceView | None, error: Exception) -> Violation:
    """Return a rule's own failure as a violation; the exception's text is left out, because it may hold a value."""
    where = subject.name if subject else "this stack"
    message = (
        f"[{rule.id}] {where}: the rule itself failed with {type(error).__name__}, so what it guards is not known. "
        f"{rule.must} Fix: report the defect in {rule.name}, and waive the rule until it is mended."
    )
    return Violation(rule, subject, Level.MANDATORY, message)
