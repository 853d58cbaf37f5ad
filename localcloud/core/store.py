"""One SQLite file holds the whole world of all clouds.

Every operation is one transaction: a process killed in the middle leaves the whole effect or none. One
connection serves all threads of the server behind a lock (an operation takes well under a millisecond), and
SQLite's own locking keeps the command line's `dump`, `fault` and `drift` safe beside a running server.
The file is private (mode 0600) and overwrites what it deletes. A damaged file is refused, never replaced.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from localcloud.core import schema
from localcloud.core.clock import Clock
from localcloud.core.fingerprint import Fingerprinter
from localcloud.core.transaction import Transaction

BUSY_SECONDS: Final = 10.0
NO_WAL: Final = b"\x01\x01"  # bytes 18 and 19 of the file format; a copy in memory cannot have a write-ahead log


class StoreError(Exception):
    """The store cannot be used; the message says why and what to do."""


class CorruptStore(StoreError):
    """The file is not a whole store of this version. It was not changed."""


class StoreInUse(StoreError):
    """Another server works on this file."""


class Store:
    """An open store. Use `open_store`; close it with `close()` or as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self._connection = connection
        self._lock = threading.RLock()
        self.fingerprints = Fingerprinter(schema.key(connection))

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Transaction]:
        """Run one operation: committed whole when the block ends, rolled back whole when it raises.

        Raises `StoreError` where the file cannot be read or written (a full disk, a lock that another process
        holds for too long).
        """
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                yield Transaction(self._connection, self.fingerprints, self.clock)
                self._connection.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                raise StoreError(f"{self.path} cannot be used: {error}; nothing of this operation was kept") from error
            finally:
                if self._connection.in_transaction:  # SQLite itself rolls back when a disk is full
                    self._connection.execute("ROLLBACK")

    def snapshot(self) -> bytes:
        """Copy the whole world, for `restore`."""
        with self._lock:
            return self._connection.serialize()

    def restore(self, snapshot: bytes) -> None:
        """Put the world back as it was at `snapshot`."""
        with self._lock, sqlite3.connect(":memory:") as source:
            source.deserialize(snapshot[:18] + NO_WAL + snapshot[20:])
            source.backup(self._connection)
            self.fingerprints = Fingerprinter(schema.key(self._connection))

    def reset(self) -> None:
        """Empty the world; the fingerprint key stays."""
        with self.transaction() as transaction:
            transaction.clear()

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(path: Path, *, clock: Clock | None = None, create: bool = True) -> Store:
    """Open the world at `path`, making an empty one where no file is.

    Raises `CorruptStore` for a damaged or foreign file, which stays as it is, and `StoreError` where there is
    no file and `create` is false.
    """
    if path.exists():
        _refuse_read_only(path)
        _refuse_damage(path)
    elif create:
        _create(path)
    else:
        raise StoreError(f"{path} does not exist: start `python -m localcloud serve` first")
    return Store(_connect(path), path, clock or Clock())


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the server's lock on a store, raising `StoreInUse` where another server holds it.

    The kernel frees the lock with the process, so a killed server leaves none behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_name(path.name + ".lock"), "a+", opener=_private) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read() or "unknown"
            raise StoreInUse(
                f"{path} is in use by another local cloud, process {holder}: end that one (kill {holder}), "
                "or choose another --database"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _create(path: Path) -> None:
    """Make an empty world beside `path` and move it there, so that no half-made file is ever seen.

    The log of a file that was moved away is moved aside: SQLite would write it into the new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    for leftover in path.parent.glob(draft.name + "*"):
        leftover.unlink()
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(draft, isolation_level=None)
    try:
        schema.create(connection)
    finally:
        connection.close()
    for log in (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm")):
        if log.exists():
            log.replace(log.with_name(f"{log.name}.old"))
    draft.replace(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _refuse_read_only(path: Path) -> None:
    """Raise `StoreError` for a file that may only be read, before SQLite leaves a log that is read-only beside it."""
    if not os.access(path, os.W_OK):
        raise StoreError(f"{path} is read-only for you: let its owner change that, or choose another --database")


def _refuse_damage(path: Path) -> None:
    """Raise `CorruptStore` unless the file is a whole store; looks through a read-only connection."""
    advice = f"move {path} away to start an empty world, or put back a copy; the file was not changed"
    if path.stat().st_size == 0:
        raise CorruptStore(f"{path} is empty, which no store ever is: {advice}")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        try:
            problem = schema.problem(connection)
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        problem = str(error)
    if problem:
        raise CorruptStore(f"{path} is not a whole store of the local cloud ({problem}): {advice}")
