"""The matrix of environment variables and their places: what each place should hold, and what the state says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cli.env.values import Place, Stored
from settings.catalogue import CATALOGUE
from settings.places import applies, github_environments, vercel_targets
from settings.platform import Platform
from settings.variable import Variable

Status = Literal["planned", "present", "hole", "undeclared"]
"""planned: the catalogue wants it, and there is no state to ask. present: it is there. hole: it is not, or nobody has
given its value. undeclared: it is there, but the catalogue does not want it."""

_OF_ITS_OWN: Final = frozenset({"secret", "generated"})
"""Sources whose values no two environments may share; a wired value, such as the team's id, may well be the same."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A variable in a place."""

    variable: str
    place: Place
    status: Status
    fingerprint: str | None = None
    modified: str = ""


@dataclass(frozen=True, slots=True)
class StackFacts:
    """What is known of one stack: its settings, the secrets it was given, and its state, if there is one."""

    stack: str
    platform: Platform
    given: frozenset[str]
    state: Sequence[Stored] | None


@dataclass(frozen=True, slots=True)
class Shared:
    """One secret value in several environments or under several names. `where` is each variable and place of it."""

    fingerprint: str
    where: tuple[tuple[str, Place], ...]

    @property
    def words(self) -> str:
        """The finding, what it means, and the way out."""
        listed = ", ".join(f"{name} ({place})" for name, place in self.where)
        return (
            f"{self.fingerprint}: one value in {listed}; who reads it in one reads it in all. "
            "Give each its own: ./luma secrets import FILE --stack NAME"
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every variable in every place of some stacks."""

    places: tuple[Place, ...]
    cells: Mapping[tuple[str, Place], Cell]
    shared: tuple[Shared, ...]

    @property
    def variables(self) -> list[str]:
        """The variables that have a cell, in the catalogue's order, strangers last."""
        order = {variable.name: place for place, variable in enumerate(CATALOGUE)}
        return sorted({name for name, _ in self.cells}, key=lambda name: (order.get(name, len(order)), name))

    def having(self, status: Status) -> list[Cell]:
        """Return the cells of a status, sorted."""
        found = (cell for cell in self.cells.values() if cell.status == status)
        return sorted(found, key=lambda cell: (cell.variable, str(cell.place)))


def matrix(stacks: Sequence[StackFacts]) -> Matrix:
    """Lay what is there over what the catalogue wants."""
    cells = {(cell.variable, cell.place): cell for facts in stacks for cell in _cells(facts)}
    places = [place for facts in stacks for place in _places(facts)]
    strangers = sorted({place for _, place in cells} - set(places), key=str)
    return Matrix((*places, *strangers), cells, _shared(stacks))


def _places(facts: StackFacts) -> list[Place]:
    """Return the places a stack owns, in its own order."""
    platform = facts.platform
    return [
        *(Place(facts.stack, "vercel", target) for target in platform.vercel.targets),
        *(Place(facts.stack, "github", name) for name in platform.github.environments),
        Place(facts.stack, "trigger", platform.trigger.environment),
    ]


def _wanted(variable: Variable, facts: StackFacts) -> list[Place]:
    platform = facts.platform
    if not applies(variable, platform):
        return []
    places = [Place(facts.stack, "vercel", target) for target in vercel_targets(variable, platform)]
    places += [Place(facts.stack, "github", name) for name in github_environments(variable, platform)]
    return places + ([Place(facts.stack, "trigger", platform.trigger.environment)] if variable.trigger else [])


def _cells(facts: StackFacts) -> Iterable[Cell]:
    present = {(each.variable, each.place): each for each in facts.state or ()}
    wanted = {(variable.name, place): variable for variable in CATALOGUE for place in _wanted(variable, facts)}
    for (name, place), variable in wanted.items():
        if found := present.get((name, place)):
            yield Cell(name, place, "present", found.fingerprint, found.modified)
        elif facts.state is not None:
            yield Cell(name, place, "hole")
        else:
            ungiven = variable.source == "secret" and name not in facts.given
            yield Cell(name, place, "hole" if ungiven else "planned")
    for (name, place), found in present.items():
        if (name, place) not in wanted:
            yield Cell(name, place, "undeclared", found.fingerprint, found.modified)


def _shared(stacks: Sequence[StackFacts]) -> tuple[Shared, ...]:
    """Return the secret values that several environments, or several variables, have in common."""
    known = {variable.name: variable for variable in CATALOGUE}
    environments = {facts.stack: facts.platform.app.environment for facts in stacks}
    groups: dict[str, set[tuple[str, Place]]] = defaultdict(set)
    for each in (each for facts in stacks for each in facts.state or ()):
        if each.fingerprint:
            groups[each.fingerprint].add((each.variable, each.place))
    found = []
    for fingerprint, where in groups.items():
        rows = [known[name] for name, _ in where if name in known]
        own = any(row.kind == "secret" and row.source in _OF_ITS_OWN for row in rows)
        names = {row.value_of or row.name for row in rows} | {name for name, _ in where if name not in known}
        if own and (len(names) > 1 or len({environments[place.stack] for _, place in where}) > 1):
            found.append(Shared(fingerprint, tuple(sorted(where, key=lambda each: (each[0], str(each[1]))))))
    return tuple(sorted(found, key=lambda each: str(each.where)))
