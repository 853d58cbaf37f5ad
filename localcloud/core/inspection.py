"""Looks at the world from outside any cloud: `dump` it, or make it `drift` by hand."""

import json

from localcloud.core.entities import Json, redacted
from localcloud.core.store import Store
from localcloud.core.transaction import Transaction


class NotInWorld(Exception):
    """No such entity; the message lists what there is."""


class CannotDrift(Exception):
    """An edit does not fit the entity's field; the message says what would."""


def dump(store: Store) -> dict[str, list[dict[str, Json]]]:
    """Show the whole world by cloud, sorted by type and natural name.

    Each entry is `{"type", "name", "id", "properties"}`. Write-only values show as their fingerprints,
    stored secrets as `[secret]`.
    """
    world: dict[str, list[dict[str, Json]]] = {}
    with store.transaction(write=False) as transaction:
        rows = transaction.connection.execute(
            "SELECT cloud, kind, key, id, data FROM entities ORDER BY cloud, kind, key"
        ).fetchall()
    for cloud, kind, key, entity_id, data in rows:
        properties = redacted(json.loads(data))
        world.setdefault(cloud, []).append({"type": kind, "name": key, "id": entity_id, "properties": properties})
    return world


def drift(store: Store, cloud: str, kind: str, name: str, changes: dict[str, Json]) -> None:
    """Edit an entity as somebody in the vendor's console would; no changes at all delete it.

    A write-only or secret field takes its new value as plain text. Raises `NotInWorld`, and `CannotDrift`
    where a field does not exist or would change its type. Names and ids stay: those are the keys.
    """
    with store.transaction() as transaction:
        row = transaction.connection.execute(
            "SELECT seq, data FROM entities WHERE cloud = ? AND kind = ? AND key = ?", (cloud, kind, name)
        ).fetchone()
        if row is None:
            raise NotInWorld(_missing(transaction, cloud, kind, name))
        if not changes:
            transaction.connection.execute("DELETE FROM entities WHERE seq = ?", (row[0],))
            return
        data = json.loads(row[1])
        for field, value in changes.items():
            data[field] = _edited(store, data, field, value)
        transaction.connection.execute("UPDATE entities SET data = ? WHERE seq = ?", (json.dumps(data), row[0]))


def _edited(store: Store, data: dict[str, Json], field: str, value: Json) -> Json:
    """Give the new content of a field, in the form of the old one."""
    if field not in data:
        raise CannotDrift(f"there is no field {field}: the fields are {', '.join(sorted(data))}")
    old = data[field]
    if isinstance(old, dict) and set(old) == {"$fingerprint"}:
        return {"$fingerprint": store.fingerprints.of(str(value)).digest}
    if isinstance(old, dict) and set(old) == {"$secret"}:
        return {"$secret": str(value)}
    if old is not None and value is not None and _shape(old) is not _shape(value):
        raise CannotDrift(f"{field} must be {_shape(old).__name__}, not {_shape(value).__name__}")
    return value


def _shape(value: Json) -> type:
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)


def _missing(transaction: Transaction, cloud: str, kind: str, name: str) -> str:
    rows = transaction.connection.execute("SELECT kind, key FROM entities WHERE cloud = ? ORDER BY kind, key", (cloud,))
    present = ", ".join(f"{each} {key}" for each, key in rows) or "nothing"
    return f"{cloud} has no {kind} {name}: it has {present}"
