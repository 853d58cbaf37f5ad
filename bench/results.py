"""The table of budgets: what was asked, what was measured, whether it is met."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

_MET: Final = {True: "yes", False: "NO", None: "-"}


@dataclass(frozen=True, slots=True)
class Row:
    """One budget: its name, the limit and the measure as they are printed, and whether it is met.

    `met` is None where nothing was asked, or nothing could be measured.
    """

    name: str
    asked: str
    measured: str
    met: bool | None


def at_most(name: str, measured: float, limit: float, unit: str) -> Row:
    """Return the row of a measure that may not exceed a limit."""
    return Row(name, f"<= {limit:g}{unit}", f"{measured:.2f}{unit}", measured <= limit)


def information(name: str, measured: str) -> Row:
    """Return the row of a measure without a limit."""
    return Row(name, "", measured, None)


def unmeasured(name: str, asked: str, reason: str) -> Row:
    """Return the row of a budget that could not be measured, with the reason in words."""
    return Row(name, asked, f"not measured: {reason}", None)


def missed(rows: Iterable[Row]) -> list[Row]:
    """Return the budgets that were measured and are not met."""
    return [row for row in rows if row.met is False]


def write(rows: Iterable[Row], path: Path) -> None:
    """Write the rows as a JSON list of objects."""
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


def text(rows: Iterable[Row]) -> str:
    """Return the rows as an aligned table."""
    cells = [("budget", "asked", "measured", "met")]
    cells += [(row.name, row.asked, row.measured, _MET[row.met]) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
