"""The time as the clouds see it; tests pass a fixed one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """A source of the time, always in UTC: `Clock()` is real, `Clock(lambda: moment)` is fixed."""

    read: Callable[[], datetime] = _now

    def timestamp(self) -> str:
        """Tell the time as the vendors write it, to the second: `2026-11-23T20:39:00Z`."""
        return self.read().strftime("%Y-%m-%dT%H:%M:%SZ")

    def milliseconds(self) -> int:
        """Tell the time in milliseconds since 1970, as Vercel does."""
        return int(self.read().timestamp() * 1000)
