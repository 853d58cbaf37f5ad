"""The value of every variable of the catalogue: none missing, none made twice, none that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import pulumi

from settings.catalogue import CATALOGUE
from settings.model import GitHubEnvironment, VercelTarget
from settings.places import applies, github_environments, vercel_targets
from settings.platform import Platform
from settings.variable import Variable

Value = pulumi.Input[str]
Place = TypeVar("Place")


class IncompleteValuesError(Exception):
    """The components and the catalogue disagree: a mistake in this program, not in a stack file."""


def known(platform: Platform) -> list[Variable]:
    """Return the variables that this stack has, in the catalogue's order."""
    return [variable for variable in CATALOGUE if applies(variable, platform)]


def generated(platform: Platform) -> list[str]:
    """Return the names of the variables that this stack generates, in the catalogue's order."""
    return [variable.name for variable in known(platform) if variable.source == "generated"]


def merge(*made: Mapping[str, Value]) -> dict[str, Value]:
    """Merge what the stack file and the components give.

    Raises:
        IncompleteValuesError: a name is made twice, or is none that the catalogue expects from a component.
    """
    twice = sorted(
        {name for index, one in enumerate(made) for other in made[index + 1 :] for name in one if name in other}
    )
    expected = {variable.name for variable in CATALOGUE if variable.source != "validated" and not variable.value_of}
    strange = sorted({name for one in made for name in one} - expected)
    problems = [f"{name}: made by two components" for name in twice]
    problems += [f"{name}: made, but settings/catalogue.py expects it from no component" for name in strange]
    _refuse(problems)
    return {name: value for one in made for name, value in one.items()}


def for_vercel(
    platform: Platform, values: Mapping[str, Value]
) -> Sequence[tuple[Variable, Sequence[VercelTarget], Value]]:
    """Return each variable of the Vercel project with its targets and value.

    Raises:
        IncompleteValuesError: a variable has no value.
    """
    placed = [(variable, vercel_targets(variable, platform)) for variable in known(platform)]
    return list(_with_values([(variable, targets) for variable, targets in placed if targets], values))


def for_github(
    platform: Platform, values: Mapping[str, Value]
) -> Sequence[tuple[Variable, Sequence[GitHubEnvironment], Value]]:
    """Return each variable of the GitHub environments with its environments and value.

    Raises:
        IncompleteValuesError: a variable has no value.
    """
    placed = [(variable, github_environments(variable, platform)) for variable in known(platform)]
    return list(_with_values([(variable, names) for variable, names in placed if names], values))


def for_trigger(platform: Platform, values: Mapping[str, Value]) -> Sequence[tuple[Variable, Value]]:
    """Return each variable of the Trigger.dev environment with its value.

    Raises:
        IncompleteValuesError: a variable has no value.
    """
    placed: list[tuple[Variable, Sequence[str]]] = [(each, ()) for each in known(platform) if each.trigger]
    return [(variable, value) for variable, _, value in _with_values(placed, values)]


def _with_values(
    placed: Sequence[tuple[Variable, Sequence[Place]]], values: Mapping[str, Value]
) -> Iterator[tuple[Variable, Sequence[Place], Value]]:
    """Yield each variable with its value, which may be another variable's."""
    missing = [variable for variable, _ in placed if (variable.value_of or variable.name) not in values]
    _refuse([f"{variable.name}: its source is {variable.source}, but nothing gives it" for variable in missing])
    for variable, places in placed:
        yield variable, places, values[variable.value_of or variable.name]


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in sorted(problems))
        raise IncompleteValuesError(
            "Internal error: the variable catalogue and the components disagree, so a variable would be missing or "
            f"ambiguous. Correct settings/catalogue.py or the component:\n{listed}"
        )
