"""The store's tables, their creation and the check that a file holds them undamaged."""

import secrets
import sqlite3
from typing import Final

APPLICATION: Final = 0x4C756D61
VERSION: Final = 1

_TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE entities (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    cloud TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    id TEXT NOT NULL, parent TEXT NOT NULL, data TEXT NOT NULL,
    UNIQUE (cloud, kind, key), UNIQUE (cloud, kind, id)
);
CREATE INDEX entities_by_parent ON entities (cloud, kind, parent);
CREATE TABLE lives (
    cloud TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (cloud, kind, key)
) WITHOUT ROWID;
CREATE TABLE faults (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    target TEXT NOT NULL, operation TEXT NOT NULL, kind TEXT NOT NULL,
    seconds REAL NOT NULL, remaining INTEGER
);
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty world and its fingerprint key."""
    connection.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; {_TABLES}")
    connection.execute("INSERT INTO meta VALUES ('key', ?)", (secrets.token_bytes(32),))


def key(connection: sqlite3.Connection) -> bytes:
    """Read the world's fingerprint key."""
    found: bytes = connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()[0]
    return found


def problem(connection: sqlite3.Connection) -> str:
    """Say what is wrong with a file, empty where nothing is; may raise `sqlite3.DatabaseError` instead."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION:
        return "another program made it"
    if version != VERSION:
        return f"it has format {version} where this program has format {VERSION}"
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        return str(found)
    return "" if connection.execute("SELECT 1 FROM meta WHERE name = 'key'").fetchone() else "it has no key"
