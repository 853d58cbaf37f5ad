"""One served world for many cases: each starts from a snapshot, and what it left is compared entity by entity.

Time stands still and what is drawn by lot is drawn from a seed, so that two runs of one operation leave the same world
to the last character: "nothing was done" and "done exactly once" are equalities.
"""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localcloud import seed
from localcloud.core.clock import Clock
from localcloud.core.faults import Fault, Faults, Kind
from localcloud.core.store import Store, open_store
from localcloud.plugin.registry import load_all

NOW = datetime(2026, 11, 23, 20, 39, tzinfo=UTC)
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class World:
    """The world of every case of a module."""

    store: Store
    lot: random.Random = field(default_factory=random.Random)

    def entities(self) -> Rows:
        """Read every entity there is, with all its data, in the order of their names."""
        with self.store.transaction(write=False) as transaction:
            found = transaction.connection.execute(
                "SELECT cloud, kind, key, id, parent, data FROM entities ORDER BY cloud, kind, key"
            )
            return list(found)

    def go_to(self, snapshot: bytes) -> None:
        """Put the world back, without any fault, and the lot with it; each moment has a lot of its own."""
        self.store.restore(snapshot)
        self.lot.seed(snapshot)

    def fault(self, kind: Kind, target: str, operation: str, *, times: int | None = None, seconds: float = 0) -> None:
        """Let something go wrong from now on."""
        Faults(self.store).add(Fault(kind, target, operation, seconds, times))

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        Faults(self.store).clear()


@contextmanager
def seeded(folder: Path, sections: Path) -> Iterator[World]:
    """Make a world in `folder`, with what only a person can make from the file `sections`."""
    world = World(open_store(folder / "world.db", clock=Clock(lambda: NOW)))
    with pytest.MonkeyPatch.context() as patch, world.store:
        patch.setattr(secrets, "token_bytes", lambda size=32: world.lot.randbytes(size))
        patch.setattr(secrets, "choice", world.lot.choice)
        patch.setattr(secrets, "SystemRandom", lambda: world.lot)
        _hurry(world.store)
        seed.apply(world.store, sections, load_all())
        yield world


def _hurry(store: Store) -> None:
    """Wait for no disk: nobody needs this world after a power cut."""
    with store.transaction(write=False) as transaction:
        connection = transaction.connection
    connection.execute("PRAGMA synchronous = OFF")
