"""What `./luma doctor` says: one finding, its gravity and its fix."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal

Level = Literal["error", "warning", "person", "note", "ok"]
"""error: a run would fail. warning: it may, or is not safe. person: only a person can do or see to it. note: good to
know. ok: as it should be."""
LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "person", "note", "ok")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: gravity, where, what, and how to mend it."""

    level: Level
    area: str
    text: str
    fix: str = ""

    def as_object(self) -> dict[str, str]:
        """Return the finding for `json.dumps`."""
        return asdict(self)
