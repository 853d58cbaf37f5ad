"""The store: whole effects or none, private, never silently replaced."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from localcloud.core.entities import Entity, EntityError, Json
from localcloud.core.fingerprint import Fingerprint, Secret
from localcloud.core.inspection import CannotDrift, NotInWorld, drift, dump
from localcloud.core.store import CorruptStore, Store, StoreError, StoreInUse, exclusive, open_store
from localcloud.core.transaction import KeyTaken

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary-value-that-must-not-be-stored"


@dataclass(frozen=True, kw_only=True)
class Note(Entity):
    """A test's entity with one field of each kind."""

    CLOUD = "test"
    KIND = "note"
    folder: str
    name: str
    tags: tuple[str, ...] = ()
    size: int | None = None
    extra: Json = None
    sealed: Fingerprint | None = None
    secret: Secret | None = None

    def key(self) -> tuple[str, ...]:
        return (self.folder, self.name)

    def parent(self) -> str:
        return self.folder


def note(number: int = 1, folder: str = "a") -> Note:
    return Note(id=f"id-{folder}-{number}", folder=folder, name=f"note/{number}")


def _add_both(store: Store, first: Note, second: Note) -> None:
    with store.transaction() as world:
        world.add(first)
        world.add(second)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "world.db")


def test_an_entity_comes_back_as_it_was_stored(store: Store) -> None:
    with store.transaction() as world:
        full = replace(
            note(),
            tags=("x", "y"),
            size=3,
            extra={"deep": [1, None, {"on": True}]},
            sealed=world.fingerprints.of("value"),
            secret=Secret("readable"),
        )
        world.add(full)
    with store.transaction(write=False) as world:
        assert world.get(Note, "a", "note/1") == full, "by its key, every field equal"
        assert world.by_id(Note, "id-a-1") == full, "by its id"
        assert world.children(Note, "a") == [full], "by its parent"
        assert world.children(Note, "b") == [], "and by no other parent"


def test_what_is_under_a_name_is_found_without_its_neighbours(store: Store) -> None:
    with store.transaction() as world:
        for folder in ("a", "a-b", "a/b", "a0", "b"):
            world.add(note(1, folder))
        world.add(note(2, "a"))
        assert world.under(Note, "a") == [note(1, "a"), note(2, "a")], "whole parts only, oldest first"
        assert world.under(Note, "a", "note/1") == [], "and only what goes on"


def test_a_second_entity_of_the_same_key_or_id_is_refused_and_changes_nothing(store: Store) -> None:
    with store.transaction() as world:
        world.add(note())
    for twin in (replace(note(), id="other"), replace(note(), name="other")):
        with pytest.raises(KeyTaken):
            _add_both(store, note(2), twin)
    with store.transaction(write=False) as world:
        assert world.all(Note) == [note()], "the refused operations left nothing behind"


def test_a_record_that_does_not_fit_its_entity_is_an_error_naming_the_field(store: Store) -> None:
    with store.transaction() as world:
        world.add(note())
        world.connection.execute("UPDATE entities SET data = json_set(data, '$.tags', 'x')")
    with pytest.raises(EntityError, match=r"Note\.tags must be a list"), store.transaction() as world:
        world.get(Note, "a", "note/1")


def test_the_same_name_born_again_gets_another_id(store: Store) -> None:
    with store.transaction() as world:
        first, again, other = (world.seed(Note, "a", name) for name in ("x", "x", "y"))
    assert len({first, again, other}) == 3, "a cloud never gives an id out twice"


def test_a_write_only_value_is_nowhere_in_the_file_and_a_secret_not_in_the_dump(tmp_path: Path) -> None:
    path = tmp_path / "world.db"
    with open_store(path) as store:
        with store.transaction() as world:
            sealed = world.fingerprints.of(CANARY)
            world.add(replace(note(), sealed=sealed, secret=Secret("readable-secret")))
            assert world.fingerprints.matches(sealed, CANARY), "the value itself matches"
            assert not world.fingerprints.matches(sealed, CANARY + "x"), "another one does not"
        shown = str(dump(store))
    files = [file for file in tmp_path.iterdir() if CANARY.encode() in file.read_bytes()]
    assert files == [], "only a keyed fingerprint is stored"
    assert "readable-secret" not in shown, "the dump shows no secret"
    assert sealed.digest in shown, "but the fingerprint"
    assert CANARY not in repr(store.fingerprints) + repr(Secret(CANARY)), "no repr shows a value"


def test_the_file_is_private(store: Store) -> None:
    assert store.path.stat().st_mode & 0o777 == 0o600, "others on the machine cannot read it"


@pytest.mark.parametrize("damage", ["empty", "text", "other database", "torn"])
def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "world.db"
    _damaged(path, damage)
    before = path.read_bytes()
    with pytest.raises(CorruptStore, match="was not changed"):
        open_store(path)
    assert path.read_bytes() == before, "not one byte changed"
    assert {file.name for file in tmp_path.iterdir()} <= {"world.db", "world.db-wal", "world.db-shm"}


def _damaged(path: Path, damage: str) -> None:
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "text":
        path.write_text("not a database at all\n" * 400)
    elif damage == "other database":
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE things (name TEXT)")
        connection.close()
    else:
        with open_store(path) as store, store.transaction() as world:
            for number in range(200):
                world.add(note(number))
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2] + b"\xff" * 4096 + whole[len(whole) // 2 + 4096 :])


def test_a_full_disk_refuses_the_operation_and_loses_nothing_else(store: Store) -> None:
    with store.transaction() as world:
        world.add(note())
        (pages,) = world.connection.execute("PRAGMA page_count").fetchone()
    with store.transaction() as world:
        world.connection.execute(f"PRAGMA max_page_count = {pages}")
    full = pytest.raises(StoreError, match="cannot be used: database or disk is full")
    with full, store.transaction() as world:
        for number in range(2, 2000):
            world.add(note(number))
    with store.transaction() as world:
        assert world.all(Note) == [note()], "the refused operation left nothing, and the next one works"


def test_a_store_that_must_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        open_store(tmp_path / "absent.db", create=False)
    assert list(tmp_path.iterdir()) == [], "nothing was made"


def test_a_second_server_on_the_same_file_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    path = tmp_path / "world.db"
    with exclusive(path), pytest.raises(StoreInUse, match="in use"), exclusive(path):
        pytest.fail("two servers hold the same store")
    with exclusive(path):
        pass


def test_a_snapshot_brings_the_world_back_and_a_reset_empties_it(store: Store) -> None:
    with store.transaction() as world:
        world.add(note())
    snapshot = store.snapshot()
    store.reset()
    assert dump(store) == {}, "a reset leaves nothing"
    store.restore(snapshot)
    with store.transaction() as world:
        assert world.all(Note) == [note()], "the snapshot holds the world"


def test_many_threads_lose_nothing(store: Store) -> None:
    def add(number: int) -> None:
        with store.transaction() as world:
            world.add(note(number))

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(add, range(400)))
    with store.transaction(write=False) as world:
        assert {each.name for each in world.all(Note)} == {f"note/{n}" for n in range(400)}, "each add is there once"


KILLED = """
import sys
from pathlib import Path
from localcloud.core.store import open_store
from tests.localcloud.test_store import note
store = open_store(Path(sys.argv[1]))
for number in range(100000):
    with store.transaction() as world:
        world.add(note(number, "first"))
        world.add(note(number, "second"))
    print(number, flush=True)
"""


def test_a_kill_leaves_whole_operations_and_every_answered_one(tmp_path: Path) -> None:
    path = tmp_path / "world.db"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None, "the process tells what it has done"
    answered = [int(process.stdout.readline()) for _ in range(50)][-1]
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with open_store(path) as store, store.transaction() as world:
        first, second = ({each.name for each in world.children(Note, n)} for n in ("first", "second"))
    assert first == second, "no operation is half done"
    assert len(first) > answered, "what was answered is there"


def test_drift_edits_one_field_in_its_own_form_and_refuses_what_does_not_fit(store: Store) -> None:
    with store.transaction() as world:
        world.add(replace(note(), size=1, sealed=world.fingerprints.of("old")))
    drift(store, "test", "note", "a/note%2F1", {"size": 2, "sealed": "new"})
    with store.transaction() as world:
        found = world.get(Note, "a", "note/1")
    assert found == replace(note(), size=2, sealed=store.fingerprints.of("new")), "edited, the value sealed"
    with pytest.raises(CannotDrift, match=r"size must be int, not str; or Note.size must be null"):
        drift(store, "test", "note", "a/note%2F1", {"size": "two"})
    with pytest.raises(CannotDrift, match="no field sise"):
        drift(store, "test", "note", "a/note%2F1", {"sise": 2})
    with pytest.raises(NotInWorld, match="it has note a/note%2F1"):
        drift(store, "test", "note", "a/2", {})
    drift(store, "test", "note", "a/note%2F1", {})
    assert dump(store) == {}, "a drift without changes deletes"
