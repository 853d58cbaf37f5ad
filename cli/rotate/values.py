"""New values of provided secrets: taken from a hidden prompt or standard input, checked, never shown."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cli.env.values import Fingerprints
from cli.errors import UserError
from cli.rotate.plan import Plan
from cli.secrets.shapes import problems
from settings.variable import Variable


def ask(variable: Variable, plans: Sequence[Plan], fingerprints: Fingerprints) -> dict[str, str]:
    """Return the new value for each stack that must be given one, by stack.

    Raises:
        UserError: there are too few or too many values, or one cannot be the new one; none is repeated.
    """
    given = [each for each in plans if each.way == "provided"]
    if not given:
        return {}
    stacks = [each.target.stack for each in given]
    typed = _typed(variable.name, stacks) if sys.stdin.isatty() else _piped(variable.name, stacks)
    values = dict(zip(stacks, typed, strict=True))
    if wrong := sorted(_problems(variable, given, values, fingerprints)):
        listed = "\n".join(f"  - {each}" for each in wrong)
        raise UserError(f"{variable.name}: nothing was rotated. To put right:\n{listed}")
    return values


def _typed(name: str, stacks: Iterable[str]) -> list[str]:
    return [getpass.getpass(f"New {name} for {stack} (not shown): ").strip() for stack in stacks]


def _piped(name: str, stacks: Sequence[str]) -> list[str]:
    lines = sys.stdin.read().splitlines()
    if len(lines) != len(stacks):
        raise UserError(
            f"{name}: {len(lines)} lines on standard input where {len(stacks)} are needed, one new value a line for "
            f"{', '.join(stacks)} in this order; nothing was rotated. Give them, or name one stack by --stack."
        )
    return lines


def _problems(
    variable: Variable, plans: Iterable[Plan], values: Mapping[str, str], fingerprints: Fingerprints
) -> Iterator[str]:
    """Yield what is wrong with the new values: their shape, or that they are not new, or not of their own."""
    for plan in plans:
        stack, value = plan.target.stack, values[plan.target.stack]
        for problem in problems(variable, value, plan.platform.app.environment):
            yield f"{stack}: {problem}"
        if {each.fingerprint for each in plan.touched} == {fingerprints.of(value)}:
            yield f"{stack}: that is the present value, so nothing would change. Give the new one."
        if any(other != stack and each == value for other, each in values.items()):
            yield f"{stack}: another stack is given the same value; who reads it in one reads it in all. Make two."
