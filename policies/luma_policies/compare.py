"""Compares two reports of one stack: `python -m luma_policies.compare BASE.json OWN.json`.

A pull request is judged by the base branch's pack and waivers as well as by its own, so that it cannot weaken its own
judge. What the base's judge holds against the change and the pull request's does not comes first.

Exit code 0: the pull request's judge is as strict. 1: it lets something pass that the base's does not. 2: no reports.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .rule import Level
from .schema import Json

Object = Mapping[str, Json]
_STRENGTH = {Level.DISABLED.value: 0, Level.ADVISORY.value: 1, Level.MANDATORY.value: 2}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference in a sentence; `weaker` says that the pull request's judge is the milder one there."""

    text: str
    weaker: bool


def differences(base: Object, own: Object) -> list[Difference]:
    """Return how the second report differs from the first, what is weaker first."""
    found = [*_ended(base, own), *_violations(base, own), *_levels(base, own), *_waived(base, own)]
    return sorted(found, key=lambda difference: (not difference.weaker, difference.text))


def _ended(base: Object, own: Object) -> Iterator[Difference]:
    """Tell a run that ended before everything was judged: what its report does not hold may still be so."""
    for report, judge in ((base, "the base branch's policies"), (own, "these policies")):
        if report.get("complete") is not True:
            yield Difference(f"The run under {judge} ended before the whole stack was judged, so no one can tell", True)


def _violations(base: Object, own: Object) -> Iterator[Difference]:
    before, after = _keys(base, "violations"), _keys(own, "violations")
    for rule, resource in before - after:
        yield Difference(f"{rule} on {resource}: a violation for the base branch's policies, none for these", True)
    for rule, resource in after - before:
        yield Difference(f"{rule} on {resource}: a violation for these policies alone", False)


def _levels(base: Object, own: Object) -> Iterator[Difference]:
    before, after = _by_rule(base), _by_rule(own)
    for rule, level in before.items():
        now = after.get(rule, "missing")
        if now != level:
            weaker = _STRENGTH.get(now, 0) < _STRENGTH.get(level, 0)
            yield Difference(f"{rule}: {level} for the base branch's policies, {now} for these", weaker)
    yield from (Difference(f"{rule}: new in these policies", False) for rule in after.keys() - before.keys())


def _waived(base: Object, own: Object) -> Iterator[Difference]:
    for rule, resource in _keys(own, "waived") - _keys(base, "waived"):
        yield Difference(f"{rule} on {resource}: waived by these policies alone", True)


def _keys(report: Object, part: str) -> set[tuple[str, str]]:
    return {(str(each.get("rule")), str(each.get("resource") or "the stack")) for each in _objects(report, part)}


def _by_rule(report: Object) -> dict[str, str]:
    return {str(each.get("id")): str(each.get("level")) for each in _objects(report, "rules")}


def _objects(report: Object, part: str) -> list[Object]:
    found = report.get(part)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, Sequence) else []


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m luma_policies.compare", description=__doc__)
    parser.add_argument("base", help="report of the base branch's pack and waivers")
    parser.add_argument("own", help="report of the pull request's")
    given = parser.parse_args(arguments)
    try:
        base, own = (json.loads(Path(path).read_text(encoding="utf-8")) for path in (given.base, given.own))
    except (OSError, ValueError) as problem:
        sys.stderr.write(f"A report cannot be read ({type(problem).__name__}), so nothing was compared.\n")
        return 2
    found = differences(base, own)
    for difference in found:
        sys.stdout.write(f"{'weaker: ' if difference.weaker else ''}{difference.text}\n")
    return int(any(difference.weaker for difference in found))


if __name__ == "__main__":
    sys.exit(main())
