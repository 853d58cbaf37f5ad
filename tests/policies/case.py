"""How a test case of a rule is written down."""

from __future__ import annotations

from dataclasses import dataclass

from .world import Change, unknown

Keys = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """One mutation of the good stack and the exact set of (rule id, resource) that it must bring about.

    `undecided` says that `rule` must be reported as not evaluated.
    """

    rule: str
    what: str
    change: Change
    expected: Keys
    undecided: bool = False

    @property
    def label(self) -> str:
        return f"{self.rule} {self.what}"


def fires(rule: str, on: str, what: str, change: Change, *also: tuple[str, str]) -> Case:
    """Expect the rule to fire on one resource ("" for the stack), together with `also` and nothing else."""
    return Case(rule, f"{on}: {what}", change, frozenset([(rule, on), *also]))


def silent(rule: str, what: str, change: Change, *others: tuple[str, str]) -> Case:
    """Expect the rule to say nothing; `others` are breaches that the same change causes elsewhere."""
    return Case(rule, what, change, frozenset(others))


def refuses_unknown(rule: str, on: str, path: str) -> Case:
    """Expect an unknown property to fail closed, under the rule for that."""
    return Case(rule, f"{path} unknown is refused", unknown(on, path), frozenset([("STK-004", on)]))


def tolerates_unknown(rule: str, on: str, path: str, *also: tuple[str, str]) -> Case:
    """Expect an unknown property to leave the rule not evaluated."""
    return Case(rule, f"{path} unknown is not evaluated", unknown(on, path), frozenset(also), undecided=True)
