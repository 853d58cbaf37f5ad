"""What one operation can do with the world: typed access to entities, ids, time and fingerprints."""

import json
import sqlite3
from typing import TypeVar

from localcloud.core.clock import Clock
from localcloud.core.entities import Entity, from_json, to_json
from localcloud.core.fingerprint import Fingerprinter

E = TypeVar("E", bound=Entity)


class KeyTaken(Exception):
    """An entity of the same kind has this key or id already; services answer it with the vendor's conflict."""


class Transaction:
    """One operation on the world. Services receive it and nothing else; it reaches every cloud."""

    def __init__(self, connection: sqlite3.Connection, fingerprints: Fingerprinter, clock: Clock) -> None:
        self._connection = connection
        self.fingerprints = fingerprints
        self.clock = clock

    def get(self, kind: type[E], *key: str) -> E | None:
        """Find an entity by its natural key."""
        return self._one(kind, "key = ?", _spell(key))

    def by_id(self, kind: type[E], entity_id: str) -> E | None:
        """Find an entity by its vendor id."""
        return self._one(kind, "id = ?", entity_id)

    def children(self, kind: type[E], parent: str) -> list[E]:
        """List the entities whose `parent()` is `parent`, oldest first."""
        return self._many(kind, "AND parent = ?", parent)

    def under(self, kind: type[E], *parts: str) -> list[E]:
        """List the entities whose key starts with `parts` and goes on, oldest first; the rest is not read."""
        prefix = _spell(parts)
        return self._many(kind, "AND key > ? || '/' AND key < ? || '0'", prefix, prefix)

    def all(self, kind: type[E]) -> list[E]:
        """List every entity of a kind, oldest first."""
        return self._many(kind, "")

    def add(self, entity: E) -> E:
        """Store a new entity and return it; raises `KeyTaken` where its key or id is in use."""
        row = (entity.CLOUD, entity.KIND, _spell(entity.key()), entity.id, entity.parent(), _dump(entity))
        try:
            self._connection.execute(
                "INSERT INTO entities (cloud, kind, key, id, parent, data) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        except sqlite3.IntegrityError as error:
            raise KeyTaken(f"{entity.CLOUD} {entity.KIND} {'/'.join(entity.key())}") from error
        return entity

    def put(self, entity: E) -> E:
        """Store an entity again under its id (its key may change) and return it.

        Raises `KeyTaken` where another entity has the new key, `KeyError` where the id is not stored.
        """
        row = (_spell(entity.key()), entity.parent(), _dump(entity), entity.CLOUD, entity.KIND, entity.id)
        try:
            done = self._connection.execute(
                "UPDATE entities SET key = ?, parent = ?, data = ? WHERE cloud = ? AND kind = ? AND id = ?", row
            )
        except sqlite3.IntegrityError as error:
            raise KeyTaken(f"{entity.CLOUD} {entity.KIND} {'/'.join(entity.key())}") from error
        if done.rowcount != 1:
            raise KeyError(f"{entity.CLOUD} {entity.KIND} {entity.id} is not stored")
        return entity

    def remove(self, entity: Entity) -> None:
        """Delete an entity; deleting one that is gone changes nothing."""
        self._connection.execute(
            "DELETE FROM entities WHERE cloud = ? AND kind = ? AND id = ?",
            (entity.CLOUD, entity.KIND, entity.id),
        )

    def seed(self, kind: type[Entity], *key: str) -> str:
        """Give the seed for a new entity's ids (see `ids`): differs each time the same key is born again."""
        row = (kind.CLOUD, kind.KIND, _spell(key))
        count = self._connection.execute(
            "INSERT INTO lives VALUES (?, ?, ?, 1) "
            "ON CONFLICT (cloud, kind, key) DO UPDATE SET count = count + 1 RETURNING count",
            row,
        ).fetchone()[0]
        return "|".join((*row, str(count)))

    def clear(self) -> None:
        """Delete everything but the fingerprint key."""
        for table in ("entities", "lives", "faults"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand one line above

    @property
    def connection(self) -> sqlite3.Connection:
        """The open connection, for the core's own modules (faults, inspection); services have no use for it."""
        return self._connection

    def _one(self, kind: type[E], condition: str, value: str) -> E | None:
        found = self._connection.execute(
            f"SELECT data FROM entities WHERE cloud = ? AND kind = ? AND {condition}",  # noqa: S608 - constants
            (kind.CLOUD, kind.KIND, value),
        ).fetchone()
        return from_json(kind, json.loads(found[0])) if found else None

    def _many(self, kind: type[E], condition: str, *values: str) -> list[E]:
        rows = self._connection.execute(
            "SELECT data FROM entities WHERE cloud = ? AND kind = ? "  # noqa: S608 - constants
            f"{condition} ORDER BY seq",
            (kind.CLOUD, kind.KIND, *values),
        )
        return [from_json(kind, json.loads(data)) for (data,) in rows]


def _spell(key: tuple[str, ...]) -> str:
    """Join a key into one text; `/` inside a part is escaped so that two keys never look alike."""
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in key)


def _dump(entity: Entity) -> str:
    return json.dumps(to_json(entity), separators=(",", ":"))
