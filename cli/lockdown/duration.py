"""Lengths of time as people type them."""

from __future__ import annotations

import re
from typing import Final

from cli.errors import UserError

_UNITS: Final = {"m": 60, "h": 3600, "d": 86400}
_SHORTEST: Final = 60
_LONGEST: Final = 7 * 86400


def milliseconds(text: str) -> int:
    """Read a length such as 90m, 2h or 1d.

    Raises:
        UserError: it is none, or none that a lockdown can have.
    """
    found = re.fullmatch(r"(\d{1,5})([mhd])", text.strip())
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not _SHORTEST <= seconds <= _LONGEST:
        raise UserError(
            f"--for {text}: no length between a minute and seven days, so nothing was locked. "
            "Write it like 90m, 2h or 1d; a lockdown can be made longer by another one."
        )
    return seconds * 1000
