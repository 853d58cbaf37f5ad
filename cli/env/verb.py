"""The verb `./luma env`: which variable is where, what is missing, and what is shared; never a value."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cli.env.matrix import Cell, Matrix, StackFacts, matrix
from cli.env.values import Fingerprints, Place, stored
from cli.errors import FAILED, OK, UserError
from cli.local.copies import committed
from cli.local.generate import PLATFORM, platform_of
from cli.local.home import project_name
from cli.stackfile import read_config
from cli.target import Target, targets
from settings.catalogue import CATALOGUE
from settings.places import provided_secrets

if TYPE_CHECKING:
    from rich.table import Table

_PLAIN_WIDTH: Final = 160
"""Columns of the table where there is no terminal that says how wide it is."""


def env(stacks: Sequence[str], *, local: bool, as_json: bool, fail: bool) -> int:
    """Show the matrix of some stacks, or of all.

    Returns:
        1 where `fail` is asked for and something is missing, undeclared, shared or not known; otherwise 0.

    Raises:
        UserError: a stack file cannot be used.
    """
    found, notes = read(targets(stacks, local=local))
    if as_json:
        sys.stdout.write(json.dumps({**as_object(found), "notes": notes}, indent=2) + "\n")
    else:
        _show(found, notes)
    return FAILED if fail and (notes or found.having("hole") or found.having("undeclared") or found.shared) else OK


def read(chosen: Sequence[Target]) -> tuple[Matrix, list[str]]:
    """Return the matrix of some stacks, and a note for each whose state could not be read.

    Raises:
        UserError: a stack file cannot be used.
    """
    from rich.console import Console

    fingerprints = Fingerprints()
    facts: list[StackFacts] = []
    notes: list[str] = []
    with Console(stderr=True).status("Reading settings and states") as status:
        for target in chosen:
            status.update(f"Reading the state of {target.stack}")
            facts.append(_facts(target, fingerprints, notes))
    return matrix(facts), notes


def _facts(target: Target, fingerprints: Fingerprints, notes: list[str]) -> StackFacts:
    config = read_config(committed(target.stack))
    platform = platform_of(target.stack, {PLATFORM: config.get(PLATFORM)})
    try:
        resources = target.resources(decrypted=True)
    except UserError as error:
        notes.append(f"{target.stack}: its state was not read, so only the plan is shown. {error}")
        resources = None
    state = None if resources is None else list(stored(target.stack, resources, fingerprints))
    given = {key.removeprefix(f"{project_name()}:") for key in config}
    if target.local:  # a local run is given a placeholder for each
        given |= {variable.name for variable in provided_secrets(platform)}
    return StackFacts(target.stack, platform, frozenset(given), state)


def as_object(found: Matrix) -> dict[str, object]:
    """Return the matrix for `json.dumps`."""
    return {
        "places": [_place(place) for place in found.places],
        "variables": {
            name: [_cell(found.cells[name, place]) for place in found.places if (name, place) in found.cells]
            for name in found.variables
        },
        "holes": [{"variable": cell.variable, **_place(cell.place)} for cell in found.having("hole")],
        "undeclared": [{"variable": cell.variable, **_place(cell.place)} for cell in found.having("undeclared")],
        "shared": [
            {"fingerprint": each.fingerprint, "where": [{"variable": name, **_place(at)} for name, at in each.where]}
            for each in found.shared
        ],
    }


def _place(place: Place) -> dict[str, str]:
    return {"stack": place.stack, "service": place.service, "name": place.name}


def _cell(cell: Cell) -> dict[str, object]:
    facts: dict[str, object] = {**_place(cell.place), "status": cell.status}
    if cell.fingerprint:
        facts["fingerprint"] = cell.fingerprint
    if cell.modified:
        facts |= {"modified": cell.modified, "days": days(cell.modified)}
    return facts


def days(modified: str) -> int | None:
    """Return how many whole days ago a moment in ISO 8601 was; None where it cannot be read."""
    try:
        return (datetime.now(tz=UTC) - datetime.fromisoformat(modified)).days
    except (ValueError, TypeError):
        return None


def _show(found: Matrix, notes: Sequence[str]) -> None:
    from rich.console import Console

    screen = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    if not screen.is_terminal:
        screen = Console(file=sys.stdout, highlight=False, width=_PLAIN_WIDTH)
    screen.print(_table(found))
    for title, lines in _findings(found, notes):
        screen.print(f"\n{title}:", markup=False)
        for line in lines:
            screen.print(f"  - {line}", markup=False, soft_wrap=True)
    screen.print(f"\n{_closing(found)}", markup=False, soft_wrap=True)


def _table(found: Matrix) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("variable", no_wrap=True)
    for place in found.places:
        table.add_column(f"{place.stack}\n{place.service}\n{place.name}")
    table.add_column("days", justify="right")
    for name in found.variables:
        cells = [found.cells.get((name, place)) for place in found.places]
        ages = [age for cell in cells if cell and (age := days(cell.modified)) is not None]
        table.add_row(name, *map(_mark, cells), str(max(ages)) if ages else "")
    return table


def _mark(cell: Cell | None) -> str:
    if cell is None:
        return "[dim]-[/]"
    if cell.status == "hole":
        return "[bold red]HOLE[/]"
    if cell.status == "planned":
        return "planned"
    mark = cell.fingerprint or "present"
    return f"[yellow]{mark}?[/]" if cell.status == "undeclared" else mark


def _findings(found: Matrix, notes: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each kind of finding with its lines; a kind without any is left out."""
    kinds = (
        ("Not read", list(notes)),
        ("Holes", list(_holes(found))),
        (
            "Undeclared",
            [f"{cell.variable}: in {cell.place}, but not in the catalogue" for cell in found.having("undeclared")],
        ),
        ("Shared", [each.words for each in found.shared]),
    )
    yield from (kind for kind in kinds if kind[1])


def _holes(found: Matrix) -> Iterator[str]:
    """Yield a line for each place that has nothing at all, and one for each variable that a stack misses elsewhere."""
    holes = found.having("hole")
    filled = {place for (_, place), cell in found.cells.items() if cell.status in {"present", "undeclared"}}
    asked = {place.stack for place in filled}
    empty = {cell.place for cell in holes if cell.place.stack in asked} - filled
    for place in sorted(empty, key=str):
        count = sum(1 for cell in holes if cell.place == place)
        yield f"{place}: none of its {count} variables is in the state; nothing the program made writes there"
    places: dict[tuple[str, str], list[str]] = {}
    for cell in holes:
        if cell.place not in empty:
            names = places.setdefault((cell.variable, cell.place.stack), [])
            names.append(f"{cell.place.service} {cell.place.name}")
    for (name, stack), names in places.items():
        yield f"{name}: {stack} lacks it in {', '.join(names)}; {_remedy(name, stack, written=stack in asked)}"


def _remedy(name: str, stack: str, *, written: bool) -> str:
    variable = next((each for each in CATALOGUE if each.name == name), None)
    if variable and variable.source == "secret" and not written:
        return f"nobody has given it: pulumi config set --stack {stack} --secret {name}"
    return f"pulumi up --stack {stack} writes what is declared"


def _closing(found: Matrix) -> str:
    counts = {status: len(found.having(status)) for status in ("present", "planned", "hole", "undeclared")}
    told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    return (
        f"{len(found.variables)} variables in {len(found.places)} places: {told}. Equal fingerprints are equal values, "
        "within this run alone; days is the age of the oldest value."
    )
