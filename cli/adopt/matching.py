"""Which existing thing each declared resource is, and what speaks against taking it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cli.adopt.declared import Declared
from cli.adopt.identity import UNKNOWN, Way, has_id, is_same, owners_of, row_of, stands_in_the_way
from cli.drift.undeclared import is_ignored, undeclared
from cli.errors import UserError
from cli.graph.model import short_kind
from cli.vendors.existing import Existing

NONE: Final = "none"
"""What a person gives for an id when a resource is to be made although something like it exists."""


@dataclass(frozen=True, slots=True)
class Match:
    """A resource, the existing thing that it is (None: it has to be made), and how that is taken."""

    resource: Declared
    thing: Existing | None
    way: Way

    @property
    def taken(self) -> bool:
        """Whether something that exists is taken into the state."""
        return self.thing is not None and self.way in {"import", "prove"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What adoption would do: `matches` of the resources that the state has not, and what nobody declares.

    `managed`: resources that the state has already. `ignored`: what nobody has to declare. `undeclared`: the rest.
    """

    matches: Sequence[Match]
    managed: Sequence[Declared]
    ignored: Sequence[Existing]
    undeclared: Sequence[Existing]

    @property
    def taken(self) -> list[Match]:
        """The resources that exist and are taken into the state."""
        return [each for each in self.matches if each.taken]

    @property
    def made(self) -> list[Match]:
        """The resources that the update makes, or writes anew."""
        return [each for each in self.matches if not each.taken]


def plan(
    resources: Sequence[Declared],
    existing: Sequence[Existing],
    *,
    states: Iterable[Mapping[str, Any]] = (),
    chosen: Mapping[str, str] | None = None,
    ignore: Sequence[str] = (),
) -> Plan:
    """Match what is declared with what exists.

    Args:
        resources: What the stack declares.
        existing: What is in the accounts.
        states: The resources of the other stacks' states: their things are declared.
        chosen: Import ids by resource name that a person gave, or `none`.
        ignore: What a person says that nobody has to declare, as CLOUD:NAME.

    Raises:
        UserError: with every reason why a resource cannot be taken.
    """
    chosen = chosen or {}
    matcher = _Matcher(existing, chosen)
    managed = [each for each in resources if each.managed]
    taken = [thing for each in managed for thing in existing if matcher.is_of(each, thing)]
    matcher.free = [each for each in existing if each not in taken]
    matches = [matcher.match(each) for each in resources if not each.managed]
    _refuse([*_strangers(chosen, resources), *matcher.problems, *_twice(matches)])
    rest = [each for each in matcher.free if each not in [match.thing for match in matches if match.taken]]
    others = undeclared(rest, states)
    return Plan(
        matches,
        managed,
        [each for each in others if is_ignored(each, ignore)],
        [each for each in others if not is_ignored(each, ignore) and not _overwritten(each, matches)],
    )


class _Matcher:
    """Finds the thing of one resource after another, and notes what speaks against it."""

    def __init__(self, existing: Sequence[Existing], chosen: Mapping[str, str]) -> None:
        self.free: Sequence[Existing] = existing
        self.problems: list[str] = []
        self._chosen = chosen

    def is_of(self, resource: Declared, thing: Existing) -> bool:
        """Return whether a thing is a resource that the state has: by its id, or by name where no id tells."""
        if thing.type != resource.type:
            return False
        by_name = not thing.import_id and is_same(resource.type, resource.inputs, thing)
        return has_id(thing, resource.id) or by_name

    def match(self, resource: Declared) -> Match:
        """Return what a resource is."""
        row = row_of(resource.type, resource.inputs)
        if row is None:
            return Match(resource, None, "remake")
        found = self._candidates(resource)
        if row.way in {"overwrite", "remake"}:
            return Match(resource, found[0] if found else None, row.way)
        if len(found) > 1:
            self.problems.append(_ambiguous(resource, found))
        if not found:
            self.problems += [_in_the_way(resource, each) for each in self._blockers(resource)]
            return Match(resource, None, row.way)
        self.problems += _objections(resource, found[0])
        return Match(resource, found[0], row.way)

    def _candidates(self, resource: Declared) -> list[Existing]:
        if (given := self._chosen.get(resource.name)) == NONE:
            return []
        found = [each for each in self.free if is_same(resource.type, resource.inputs, each)]
        if given:
            return [each for each in self.free if each.type == resource.type and each.import_id == given] or [
                Existing(resource.cloud, resource.type, given, given, by_itself=False)
            ]
        exact = [each for each in found if _is_exact(resource, each)]
        return exact if len(exact) == 1 else found

    def _blockers(self, resource: Declared) -> list[Existing]:
        return [each for each in self.free if stands_in_the_way(resource.type, resource.inputs, each)]


def _is_exact(resource: Declared, thing: Existing) -> bool:
    return all(resource.inputs.get(key) in (value, UNKNOWN) for key, value in thing.inputs.items())


def _overwritten(thing: Existing, matches: Sequence[Match]) -> bool:
    """Return whether the update writes a thing again; a token that is made anew is another one."""
    return any(match.thing == thing and match.way == "overwrite" for match in matches)


def _ambiguous(resource: Declared, found: Sequence[Existing]) -> str:
    ids = "\n".join(f"    --id {resource.name}={each.import_id}   # {each.name}" for each in found)
    return (
        f"{resource.name}: {len(found)} things could be this {short_kind(resource.type)}, and taking the wrong one "
        f"would put another under management. Say which:\n{ids}\n    --id {resource.name}={NONE}   # neither: make it"
    )


def _in_the_way(resource: Declared, thing: Existing) -> str:
    return (
        f"{resource.name}: {thing.name} stands where this record has to be, so making it would be refused. Remove that "
        "record by hand when the site can do without it, and run this again."
    )


def _objections(resource: Declared, thing: Existing) -> list[str]:
    """Return why a thing cannot be taken without taking it from somebody, or losing it."""
    found = [
        f"{resource.name}: {thing.name} is somebody else's ({key} {theirs}, declared {ours}), so adopting would take "
        "it away from there. Free it by hand, or declare what is there."
        for key, theirs, ours in owners_of(resource.type, resource.inputs, thing)
    ]
    if resource.inputs.get("sensitive") is True and thing.inputs.get("sensitive") is False:
        found.append(
            f"{resource.name}: {thing.name} can be read in Vercel and is declared sensitive, which only another "
            "variable in its place can be. Make it so by hand: "
            f"vercel env update {resource.inputs.get('key')} --sensitive"
        )
    return found


def _twice(matches: Sequence[Match]) -> list[str]:
    """Return the things that two resources would be."""
    users: dict[str, list[Match]] = {}
    for match in matches:
        if match.taken and match.thing:
            users.setdefault(f"{match.thing.type} {match.thing.import_id or match.thing.name}", []).append(match)
    return [
        f"{', '.join(sorted(each.resource.name for each in found))}: one thing exists for all of them "
        f"({found[0].thing.name if found[0].thing else ''}), and only one can have it. Split it by hand, such as a "
        "variable into one a target, and run this again."
        for found in users.values()
        if len(found) > 1
    ]


def _strangers(chosen: Mapping[str, str], resources: Sequence[Declared]) -> list[str]:
    names = {each.name for each in resources if not each.managed}
    return [
        f"--id {name}: the stack declares nothing of this name that it does not manage already. Leave it out."
        for name in chosen
        if name not in names
    ]


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        listed = "\n".join(f"  - {each}" for each in sorted(set(problems)))
        raise UserError(f"Nothing was changed: {len(set(problems))} things cannot be adopted as they are.\n{listed}")
