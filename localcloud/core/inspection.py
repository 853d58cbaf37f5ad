"""Looks at the world from outside any cloud: `dump` it, or make it `drift` by hand."""

import json
from collections.abc import Iterable

from localcloud.core.entities import Entity, EntityError, Json, entity_class, from_json, redacted
from localcloud.core.store import Store
from localcloud.core.transaction import KeyTaken, Transaction


class NotInWorld(Exception):
    """No such entity; the message lists what there is."""


class CannotDrift(Exception):
    """An edit does not fit the entity; the message says why."""


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
    """Edit an entity as somebody in the vendor's console would.

    No changes at all delete it, with what belongs to it. A write-only or secret field takes its new value as plain
    text; `settings.enabled` is a field within a field. The module that defines the entity must be loaded. Raises
    `NotInWorld`, and `CannotDrift` where a field does not exist, is the id, does not take such a value, or where the
    new name is taken.
    """
    with store.transaction() as transaction:
        row = transaction.connection.execute(
            "SELECT id, data FROM entities WHERE cloud = ? AND kind = ? AND key = ?", (cloud, kind, name)
        ).fetchone()
        if row is None:
            raise NotInWorld(_missing(transaction, cloud, kind, name))
        if not changes:
            _remove(transaction, cloud, kind, row[0])
            return
        data = json.loads(row[1])
        for field, value in changes.items():
            data = _edited_within(store, data, field, value)
        _put(transaction, entity_class(cloud, kind), data, changes)


def _remove(transaction: Transaction, cloud: str, kind: str, entity_id: str) -> None:
    """Delete an entity with all whose parent it is, by id, however deep."""
    transaction.connection.execute(
        "WITH RECURSIVE gone(id) AS (SELECT ? UNION "
        "SELECT entities.id FROM entities JOIN gone ON entities.parent = gone.id WHERE cloud = ?) "
        "DELETE FROM entities WHERE cloud = ? AND (parent IN gone OR (kind = ? AND id = ?))",
        (entity_id, cloud, cloud, kind, entity_id),
    )


def _put(transaction: Transaction, kind: type[Entity], data: dict[str, Json], changes: Iterable[str]) -> None:
    if "id" in changes:
        raise CannotDrift("id cannot change: a vendor never gives a thing another id")
    try:
        transaction.put(from_json(kind, data))
    except EntityError as error:
        raise CannotDrift(str(error)) from error
    except KeyTaken as error:
        raise CannotDrift(f"{error} exists already") from error


def _edited_within(store: Store, data: dict[str, Json], field: str, value: Json) -> dict[str, Json]:
    """Repeat a record with one field changed; a dotted field (`settings.enabled`) is inside an object."""
    name, _, rest = field.partition(".")
    inner = data.get(name)
    if rest and isinstance(inner, dict):
        return {**data, name: _edited_within(store, inner, rest, value)}
    return {**data, field: _edited(store, inner, value)}


def _edited(store: Store, old: Json, value: Json) -> Json:
    """Give the new content of a field, in the form of the old one."""
    text = value if isinstance(value, str) else json.dumps(value)
    if isinstance(old, dict) and set(old) == {"$fingerprint"}:
        return {"$fingerprint": store.fingerprints.of(text).digest}
    if isinstance(old, dict) and set(old) == {"$secret"}:
        return {"$secret": text}
    return value


def _missing(transaction: Transaction, cloud: str, kind: str, name: str) -> str:
    rows = transaction.connection.execute("SELECT kind, key FROM entities WHERE cloud = ? ORDER BY kind, key", (cloud,))
    present = ", ".join(f"{each} {key}" for each, key in rows) or "nothing"
    return f"{cloud} has no {kind} {name}: it has {present}"
