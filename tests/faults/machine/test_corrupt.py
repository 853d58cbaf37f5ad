"""Files that are torn, of another shape or of a later release: each is told, none is made worse, the way back works."""

import json
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.errors import UserError
from cli.local.copies import prepare
from cli.local.home import Home
from cli.recover.checkpoint import damage, restore
from localcloud.core.inspection import dump
from localcloud.core.store import open_store
from tests.engine import Checkout

Json = dict[str, Any]
TYPE = "random:index/randomBytes:RandomBytes"
STACK = "urn:pulumi:prod::luma::pulumi:pulumi:Stack::luma-prod"
SECRET = f"urn:pulumi:prod::luma::{TYPE}::secret"
RESOURCES: list[Json] = [
    {"urn": STACK, "type": "pulumi:pulumi:Stack"},
    {"urn": SECRET, "type": TYPE, "parent": STACK, "dependencies": [STACK]},
]
SEAL = "ab35920a3077459b09dd1a3f7ddc28df4e3efc81b3240013bb6906688abc684d"
MANIFEST = {"version": "v3.259.0", "magic": SEAL}
"""As Pulumi 3.259.0 writes it."""


def state(resources: object = RESOURCES, manifest: object = MANIFEST) -> bytes:
    """Return a saved state."""
    latest = {"manifest": manifest, "resources": resources}
    return json.dumps({"version": 3, "checkpoint": {"stack": "luma/prod", "latest": latest}}).encode()


def save(home: Home, name: str, content: bytes) -> Path:
    """Put a file beside the state of prod."""
    path = home.checkpoint("prod").with_name(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


DAMAGES = {
    "empty": b"",
    "torn": state()[:-20],
    "binary": b"\xff\x00\x8b" * 99,
    "another-shape": b"[]",
    "no-checkpoint": b'{"version": 3}',
    "resources-of-another-shape": state(["urn"]),
    "a-resource-without-a-type": state([{"urn": SECRET}]),
    "a-resource-without-its-parent": state(RESOURCES[1:]),
    "another-checksum": state(manifest={**MANIFEST, "magic": "0" * 64}),
    "another-versions-checksum": state(manifest={**MANIFEST, "version": "v3.1.0"}),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_state_is_told_and_its_backup_takes_its_place(home: Home, case: str) -> None:
    path = save(home, "prod.json", DAMAGES[case])
    save(home, "prod.json.bak", state())
    assert damage(home, "prod") == f"{path}: cannot be read as the state of a stack", "before anything is run"
    assert "restored it from its backup" in (restore(home, "prod") or ""), "what was done"
    assert (path.read_bytes(), damage(home, "prod")) == (state(), None), "it is whole again"


@pytest.mark.parametrize("content", [state(), state([]), b'{"version": 3, "checkpoint": {"stack": "luma/prod"}}'])
def test_a_whole_state_is_no_damage(home: Home, content: bytes) -> None:
    save(home, "prod.json", content)
    assert damage(home, "prod") is None, "with resources, and before the first"


def test_the_history_serves_where_the_backup_is_damaged_too(home: Home) -> None:
    path = save(home, "prod.json", b"{")
    save(home, "prod.json.bak", b"")
    kept = home.state / ".pulumi/history/luma/prod"
    kept.mkdir(parents=True)
    for name, content in (("prod-1", state([])), ("prod-2", state()), ("prod-3", b"{")):
        (kept / f"{name}.checkpoint.json").write_bytes(content)
    assert "restored it from the history" in (restore(home, "prod") or ""), "what was done"
    assert path.read_bytes() == state(), "the newest that is whole"


def test_what_generated_files_are_torn_is_made_anew_and_nothing_else(checkout: Path, home: Home) -> None:
    copy = prepare(home, "prod")
    whole = {path: path.read_bytes() for path in (copy.policies, copy.seed)}
    for path in (copy.policies, copy.seed, copy.record):
        path.write_bytes(path.read_bytes()[:50])
        assert prepare(home, "prod") == copy, "the next command"
        assert {each: each.read_bytes() for each in whole} == whole, f"{path.name} is as it was"
        assert json.loads(copy.record.read_text())["source"], "so is the note of what they were made from"


@pytest.mark.parametrize("content", [b"", b"config: {", b"\xff\xfe", b"- 1"])
def test_a_torn_copy_of_a_stack_file_is_left_alone_and_the_way_back_is_a_command(
    checkout: Path, home: Home, content: bytes
) -> None:
    copy = prepare(home, "prod")
    copy.stack_file.write_bytes(content)
    with pytest.raises(UserError, match=r"values of your own.*makes it anew") as told:
        prepare(home, "prod")
    assert copy.stack_file.read_bytes() == content, "somebody's values may be in it"
    subprocess.run(shlex.split(str(told.value).rpartition(": ")[2]), check=True)
    assert json.loads(prepare(home, "prod").stack_file.read_text())["config"], "it is whole again"


@pytest.fixture
def copied(tmp_path: Path, prod_built: Checkout) -> Iterator[Checkout]:
    """Give a copy of the checkout with prod up; a cloud in its background ends with the test."""
    made = Checkout.make(tmp_path / "luma", prod_built.folder)
    yield made
    made.luma("local", "stop")


def refused(checkout: Checkout, *words: str) -> str:
    """Run a command that must be refused with one message; return it."""
    run = checkout.luma(*words)
    assert (run.code, run.out) == (2, ""), f"nothing was run:\n{run.text}"
    assert "Traceback" not in run.err, "a damaged file is no mistake of the program's"
    return run.err


UP = ("local", "up", "--yes", "--skip-preview", "--stack", "prod")


@pytest.mark.slow
def test_a_state_whose_every_copy_beside_it_is_torn_comes_back_by_the_command_that_is_named(copied: Checkout) -> None:
    saved = copied.home / "state/.pulumi/stacks/luma/prod.json"
    for name, content in (("prod.json", b""), ("prod.json.bak", b"{"), ("prod.json.attrs", b"{")):
        saved.with_name(name).write_bytes(content)
    told = refused(copied, *UP)
    assert str(saved) in told, "which file"
    way = re.findall(r"\./luma (recover --stack prod)$", told, re.MULTILINE)
    assert way, f"the way back:\n{told}"
    recovered = copied.luma(*way[0].split(), "--yes")
    assert recovered.code == 0, recovered.text
    after = copied.local("preview", "--expect-no-changes")
    assert after.code == 0, f"nothing is lost:\n{after.text}"


@pytest.mark.slow
def test_a_torn_local_cloud_that_was_moved_away_is_made_again(copied: Checkout, prod_built: Checkout) -> None:
    database = copied.home / "cloud.sqlite"
    database.write_bytes(database.read_bytes()[:100_000])
    told = refused(copied, *UP)
    assert f"move {database} away to start an empty world" in told, "the way back"
    assert "./luma local up --refresh --stack STACK makes everything again" in told, "and what follows"
    database.rename(database.with_name("damaged.sqlite"))
    copied.up("--refresh")
    assert copied.things() == prod_built.things(), "the same world"


def _set_version(path: Path) -> None:
    """Make a database look as a later release would leave it: bytes 60 to 63 are SQLite's user_version."""
    content = bytearray(path.read_bytes())
    content[60:64] = (2).to_bytes(4, "big")
    path.write_bytes(content)


@pytest.mark.slow
def test_a_local_cloud_of_a_later_release_is_told_and_stays_as_it_is(copied: Checkout) -> None:
    database = copied.home / "cloud.sqlite"
    _set_version(database)
    before = database.read_bytes()
    told = refused(copied, *UP)
    assert "it has format 2 where this program has format 1" in told, "what is wrong"
    assert (str(database) in told, "put back a copy" in told) == (True, True), "where, and the way back"
    assert database.read_bytes() == before, "it is not made worse"


@pytest.mark.slow
@pytest.mark.parametrize("content", [b'{"pid": 1', b"\xff", b"{}"], ids=["torn", "binary", "another-shape"])
def test_the_lost_announcement_of_a_running_cloud_names_the_process_to_end(copied: Checkout, content: bytes) -> None:
    assert copied.luma("local", "env").code == 0, "it runs in the background"
    announce = copied.home / "announce.json"
    announce.write_bytes(content)
    told = refused(copied, "local", "preview", "--stack", "prod")
    way = re.findall(r"end that one \(kill (\d+)\)", told)
    assert way, f"the way back:\n{told}"
    os.kill(int(way[0]), signal.SIGTERM)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{way[0]}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    started = copied.luma("local", "env")
    assert started.code == 0, f"it can be started again:\n{started.text}"


@pytest.mark.slow
def test_the_announcement_of_a_process_that_is_gone_is_taken_for_none(copied: Checkout) -> None:
    assert copied.luma("local", "env").code == 0, "it runs in the background"
    announce = copied.home / "announce.json"
    told = announce.read_text()
    assert copied.luma("local", "stop").code == 0, "it is gone"
    announce.write_text(told)
    assert copied.luma("local", "stop").out == "No local cloud was running.\n", "nobody else's process is ended"
    assert copied.luma("local", "env").code == 0, "another is started"


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"\x00\xff\x00", b"config:\n  luma:platform: {app: ", b"config: 1\n"])
def test_a_torn_stack_file_is_one_message_and_stays_as_it_is(copied: Checkout, content: bytes) -> None:
    path = copied.folder / "Pulumi.prod.yaml"
    path.write_bytes(content)
    for words in (UP, ("drift", "--local", "--stack", "prod"), ("check",)):
        told = refused(copied, *words) if words != ("check",) else copied.luma(*words).text
        assert "Pulumi.prod.yaml" in told, f"which file:\n{told}"
        assert "Traceback" not in told, "a torn file is no mistake of the program's"
    assert path.read_bytes() == content, "it is a person's to put right"


def test_a_log_of_a_world_that_was_moved_away_is_not_written_into_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "world.db"
    log = path.with_name("world.db-wal")
    log.write_bytes(b"of another world")
    with open_store(path) as store:
        assert dump(store) == {}, "an empty world"
    assert log.with_name("world.db-wal.old").read_bytes() == b"of another world", "and nothing is lost"
