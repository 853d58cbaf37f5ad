"""What an adoption tells: a table of what is managed, ignored and undeclared, and every difference in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from cli.adopt.changes import Change
from cli.adopt.matching import Match, Plan
from cli.graph.model import CLOUDS, short_kind
from cli.report.properties import HIDDEN, PropertyDiff

if TYPE_CHECKING:
    from rich.console import RenderableType

COLUMNS: Final = ("managed", "take", "write anew", "make", "ignored", "undeclared")
"""Managed: in the state already. Take: exists, and comes into the state as it is. Write anew: its value can never be
read. Make: does not exist. Ignored: a vendor made it by itself, or a person said so.
Undeclared: no stack has it; it is left alone."""


def coverage(plan: Plan) -> dict[str, Counter[str]]:
    """Return how many things of each cloud are what; generated secrets are in no account and thus left out."""
    found: dict[str, Counter[str]] = {}
    rows = [*(("managed", each.cloud) for each in plan.managed), *map(_column, plan.matches)]
    rows += [("ignored", each.cloud) for each in plan.ignored]
    rows += [("undeclared", each.cloud) for each in plan.undeclared]
    for column, cloud in rows:
        if cloud != "random":
            found.setdefault(cloud, Counter())[column] += 1
    order = [*CLOUDS, *sorted(set(found) - set(CLOUDS))]
    return {cloud: found[cloud] for cloud in order if cloud in found}


def _column(match: Match) -> tuple[str, str]:
    if match.taken:
        return "take", match.resource.cloud
    anew = match.way in {"overwrite", "remake"} and match.thing is not None
    return ("write anew" if anew else "make"), match.resource.cloud


def table(plan: Plan) -> RenderableType:
    """Return the table for people."""
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("")
    for column in COLUMNS:
        shown.add_column(column, justify="right")
    for cloud, counts in coverage(plan).items():
        shown.add_row(CLOUDS.get(cloud, cloud), *(str(counts[column]) for column in COLUMNS))
    return shown


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield what else a person has to know of a plan."""
    if kept := [each for each in plan.made if each.thing is not None]:
        yield f"Written anew, because nobody can read what is there: {len(kept)}"
        yield from _listed(_by_kind((short_kind(each.resource.type), each.resource.name) for each in kept))
    if plan.undeclared:
        yield f"Undeclared, and left alone: {len(plan.undeclared)}"
        yield from _listed(
            f"{CLOUDS.get(each.cloud, each.cloud)}: {each.name} ({short_kind(each.type)})" for each in plan.undeclared
        )


def change_lines(found: Sequence[Change]) -> Iterator[str]:
    """Yield what differs, and what is made, in words."""
    hidden = [each for each in found if each.what == "change" and _is_value(each)]
    differing = [each for each in found if each.what == "change" and each not in hidden]
    made = [each for each in found if each.what == "make"]
    if differing:
        yield f"Differs from what is declared: {len(differing)}"
        yield from _listed(f"{each.name} ({short_kind(each.type)}): {_told(each)}" for each in differing)
    if hidden:
        yield f"Values that nobody can read, written again: {len(hidden)}"
        yield from _listed(each.name for each in hidden)
    if made:
        yield f"Would be made: {len(made)}"
        yield from _listed(_by_kind((short_kind(each.type), each.name) for each in made))


def as_object(stack: str, result: str, plan: Plan, found: Sequence[Change]) -> dict[str, Any]:
    """Return everything for machines."""
    return {
        "stack": stack,
        "result": result,
        "coverage": {cloud: {column: counts[column] for column in COLUMNS} for cloud, counts in coverage(plan).items()},
        "resources": [_resource(each) for each in plan.matches],
        "changes": [{**asdict(each), "name": each.name} for each in found],
        "ignored": [_thing(each) for each in plan.ignored],
        "undeclared": [_thing(each) for each in plan.undeclared],
    }


def _resource(match: Match) -> dict[str, Any]:
    told = _thing(match.thing) if match.thing else None
    return {"name": match.resource.name, "type": match.resource.type, "way": _column(match)[0], "exists": told}


def _thing(thing: Any) -> dict[str, str]:
    return {"cloud": thing.cloud, "type": thing.type, "name": thing.name, "id": thing.import_id}


def _is_value(change: Change) -> bool:
    """Return whether a secret value alone differs: it always does, for nobody can read the one that is there."""
    return bool(change.properties) and all(each.after == HIDDEN for each in change.properties)


def _told(change: Change) -> str:
    return "; ".join(map(_difference, change.properties)) or "changed"


def _difference(found: PropertyDiff) -> str:
    if found.before == found.after == HIDDEN:
        return f"{found.path} is another one"
    return f"{found.path} is {_value(found.before)}, declared {_value(found.after)}"


def _value(text: str | None) -> str:
    return "absent" if text is None else text or "empty"


def _by_kind(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield one line a kind with all its names, sorted."""
    found: dict[str, list[str]] = {}
    for kind, name in rows:
        found.setdefault(kind, []).append(name)
    for kind, names in sorted(found.items()):
        yield f"{kind}: {', '.join(sorted(names))}"


def _listed(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"  - {line}" for line in lines)
