"""`serve` as a process: one server a database, found by its announce file, on loopback alone, ended cleanly."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit

import grpc
import pytest

from localcloud.core.inspection import dump
from localcloud.core.store import open_store
from localcloud.plugin.properties import Properties, encode
from localcloud.plugin.protos import provider as rpc
from localcloud.plugin.protos import services
from localcloud.plugin.registry import NAMES
from tests.localcloud.harness import urn
from tests.localcloud.process import PATIENCE_SECONDS, Place, command, end, refused, serving, start

TEAM = "sentry:index/sentryTeam:SentryTeam"
BYSTANDER = "import sys; sys.stdin.read()"
LISTENING = "0A"
WRITES = 2000


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.of(tmp_path)


def team_inputs(name: str) -> Properties:
    return {"organization": "luma", "name": name, "slug": name}


def test_the_announce_file_tells_process_and_ports_to_its_owner_alone(place: Place) -> None:
    with serving(place) as process:
        told = json.loads(place.announce.read_text())
        assert told["pid"] == process.pid, "a reader can tell whether the server still runs"
        assert set(told["ports"]) == set(NAMES), "each cloud has a port"
        assert stat.S_IMODE(place.announce.stat().st_mode) == 0o600, "the token in it is its owner's"
        assert list(place.announce.parent.glob("announce*")) == [place.announce], "no draft stays behind"


def test_the_certificate_to_trust_is_its_owners_and_there_as_long_as_the_server(place: Place) -> None:
    with serving(place) as process:
        authority = Path(json.loads(place.announce.read_text())["proxy"]["authority"])
        assert stat.S_IMODE(authority.stat().st_mode) == 0o600, "nobody else may read or replace it"
        assert "PRIVATE KEY" not in authority.read_text(), "the key that signs is nowhere"
        end(process, signal.SIGTERM)
    assert not authority.exists(), "it ends with the server"


def test_the_first_reader_of_the_announce_file_finds_the_whole_of_it(place: Place) -> None:
    text = ""
    with start(place) as process:
        while not text and process.poll() is None:
            with suppress(FileNotFoundError):
                text = place.announce.read_text()
        process.kill()
    assert json.loads(text)["pid"] == process.pid, "the file appears whole or not at all"


def test_every_port_listens_on_loopback_alone(place: Place) -> None:
    with serving(place) as process:
        announced = json.loads(place.announce.read_text())
        proxy = urlsplit(announced["proxy"]["url"]).port
        promised = {*announced["ports"].values(), *announced["http"].values(), proxy}
        assert _listening(process.pid) == {("127.0.0.1", port) for port in promised}, "and no port beyond those told"


def _listening(process: int) -> set[tuple[str, int]]:
    """List the addresses that a process listens on, from the kernel's own tables."""
    targets = {os.readlink(each) for each in Path(f"/proc/{process}/fd").iterdir()}
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    rows = [row.split() for table in tables for row in table]
    own = [row[1].split(":") for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in targets]
    return {(_spelled(address), int(port, 16)) for address, port in own}


def _spelled(address: str) -> str:
    """Spell an address of the kernel's table, which holds words of four bytes, the last byte first."""
    words = [bytes.fromhex(address[start : start + 8])[::-1] for start in range(0, len(address), 8)]
    found = ip_address(b"".join(words))
    return str(found.ipv4_mapped or found) if isinstance(found, IPv6Address) else str(found)


def test_a_second_server_on_the_same_database_gets_one_error_and_the_first_goes_on(place: Place) -> None:
    second = replace(place, announce=place.announce.with_name("second.json"))
    with serving(place) as first:
        complaint = refused(second)
        assert complaint == (
            f"{place.database} is in use by another local cloud, process {first.pid}: end that one (kill {first.pid}), "
            "or choose another --database"
        ), "the error names the file and the cure"
        assert not second.announce.exists(), "the second announces nothing"
        assert first.poll() is None, "the first still runs"
        assert set(place.ports()) == set(NAMES), "its announcement is untouched"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_with_nothing_left_but_the_database(place: Place, number: signal.Signals) -> None:
    with serving(place) as process:
        assert end(process, number) == (0, ""), "an end that was asked for is no error"
    assert {each.name for each in place.database.parent.iterdir()} == {"world.db", "world.db.lock"}, (
        "no announcement of a server that is gone, and no write-ahead log"
    )


def test_a_long_delay_does_not_keep_the_server_from_ending(place: Place, seed_file: Path) -> None:
    with serving(place, "--seed", str(seed_file)) as process:
        command("fault", "--database", str(place.database), "latency", "--seconds", "600")
        with grpc.insecure_channel(f"127.0.0.1:{place.ports()['sentry']}") as channel:
            stub = services.ResourceProviderStub(channel)
            waiting = stub.Create.future(rpc.CreateRequest(urn=urn(TEAM), properties=encode(team_inputs("web"))))
            time.sleep(1)  # the server has the request by now
            assert end(process, signal.SIGTERM) == (0, ""), "it does not wait ten minutes"
            assert waiting.exception() is None, "what was under way is finished first, without its delay"


def test_the_server_ends_when_its_parent_is_gone(place: Place) -> None:
    parent = subprocess.Popen([sys.executable, "-c", BYSTANDER], stdin=subprocess.PIPE)
    with parent, serving(place, "--parent-pid", str(parent.pid)) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.5)  # it runs as long as the parent does
        parent.kill()
        assert process.wait(PATIENCE_SECONDS) == 0, "a server without a user ends by itself"
    assert not place.announce.exists(), "and takes its announcement along"


@pytest.mark.parametrize("damage", ["empty", "text", "torn"])
def test_a_corrupt_database_gets_one_error_and_stays_as_it_is(place: Place, damage: str) -> None:
    content = {"empty": b"", "text": b"not a database\n" * 500, "torn": _torn(place)}[damage]
    place.database.write_bytes(content)
    complaint = refused(place)
    assert str(place.database) in complaint, "the error names the file"
    assert "put back a copy; the file was not changed" in complaint, "and the way back"
    assert place.database.read_bytes() == content, "a damaged world is never made worse"
    assert not place.announce.exists(), "nothing is served"


def _torn(place: Place) -> bytes:
    """Give a store's file whose second half is lost."""
    open_store(place.database).close()
    return place.database.read_bytes()[: place.database.stat().st_size // 2]


def test_the_announcement_of_a_killed_server_does_not_outlive_the_next_start(place: Place) -> None:
    place.announce.write_text('{"pid": 1, "ports": {}}')
    refused(place, "--seed", str(place.database.with_name("none.json")))
    assert not place.announce.exists(), "nobody attaches to a server that is gone"


def test_a_seed_that_cannot_be_used_gets_one_error_naming_it(place: Place) -> None:
    seed = place.database.with_name("seed.json")
    seed.write_text('{"sentry": {"organization": "luma"}}')
    assert refused(place, "--seed", str(seed)) == f"{seed}: in sentry, plan is absent", "file, section and field"
    assert refused(place, "--seed", str(place.database.parent / "none.json")).endswith(
        "none.json cannot be read: No such file or directory"
    ), "a missing file is not an empty one"


@pytest.mark.parametrize("option", ["database", "announce"])
def test_a_place_that_cannot_be_written_gets_one_error_naming_it(place: Place, option: str) -> None:
    blocked = place.database.with_name("file")
    blocked.write_text("a file where a folder is wanted")
    complaint = refused(replace(place, **{option: blocked / "inside"}))
    assert str(blocked) in complaint, "the error names the place"


def test_a_kill_in_the_middle_of_many_writes_loses_nothing_that_was_answered(place: Place, seed_file: Path) -> None:
    with serving(place, "--seed", str(seed_file)) as process:
        answered = _write_until_killed(place.ports()["sentry"], process)
    assert 100 <= len(answered) < WRITES, "the kill came in the middle"
    with serving(place, "--seed", str(seed_file)) as process:
        assert end(process, signal.SIGTERM) == (0, ""), "the next start needs no help"
    with open_store(place.database) as store:
        stored = {each["name"] for each in dump(store)["sentry"] if each["type"] == "team"}
    assert {f"luma/{name}" for name in answered} <= stored, "every answered write is there"
    with sqlite3.connect(place.database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), "the file is whole"


def _write_until_killed(port: int, process: subprocess.Popen[str]) -> list[str]:
    """Make teams on eight threads, kill the server after a hundred, and name those it answered."""
    answered: list[str] = []
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel, ThreadPoolExecutor(8) as threads:
        stub = services.ResourceProviderStub(channel)

        def write(name: str) -> None:
            with suppress(grpc.RpcError):
                stub.Create(rpc.CreateRequest(urn=urn(TEAM), properties=encode(team_inputs(name))))
                answered.append(name)
            if len(answered) >= 100:
                process.kill()

        list(threads.map(write, [f"team-{number}" for number in range(WRITES)]))
    return answered
