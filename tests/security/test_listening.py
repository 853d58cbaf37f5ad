"""A running local cloud: where it listens, and where its token is."""

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.localcloud.process import Place, serving

LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
"""127.0.0.1, alone and mapped into IPv6, and ::1, as /proc/net tells them."""
LISTENING = "0A"


@dataclass(frozen=True)
class Running:
    """A local cloud: its process and what it announced."""

    process: int
    place: Place
    told: dict[str, Any]

    @property
    def secrets(self) -> set[str]:
        """Every token that opens a door of it."""
        return {*self.told["tokens"].values(), re.split("[:@]", self.told["proxy"]["url"])[2]}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Start one under the widest umask."""
    place = Place.of(tmp_path_factory.mktemp("home"))
    before = os.umask(0)
    try:
        with serving(place) as process:
            yield Running(process.pid, place, json.loads(place.announce.read_text()))
    finally:
        os.umask(before)


def sockets(process: int) -> set[tuple[str, int]]:
    """Return address and port of every socket of a process that others can connect or send to."""
    links = (os.readlink(each) for each in Path(f"/proc/{process}/fd").iterdir() if each.is_symlink())
    mine = {found[1] for link in links if (found := re.fullmatch(r"socket:\[(\d+)\]", link))}
    open_ones = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            cells = line.split()
            if cells[9] in mine and (cells[3] == LISTENING or table.startswith("udp")):
                address, port = cells[1].split(":")
                open_ones.add((address, int(port, 16)))
    return open_ones


@pytest.mark.slow
def test_every_socket_is_on_the_loopback_and_announced(running: Running) -> None:
    found = sockets(running.process)
    assert {address for address, _ in found} <= LOOPBACK, "no other machine can reach one"
    proxy = int(running.told["proxy"]["url"].rpartition(":")[2])
    announced = {*running.told["ports"].values(), *running.told["http"].values(), proxy}
    assert {port for _, port in found} == announced, "plugins, HTTP and proxy, and no other"
    assert len(announced) == len(running.told["ports"]) + len(running.told["http"]) + 1, "each has one of its own"


@pytest.mark.slow
def test_the_token_is_in_no_process_argument_and_no_variable(running: Running) -> None:
    seen = b"".join(Path(f"/proc/{running.process}/{each}").read_bytes() for each in ("cmdline", "environ"))
    assert [each for each in running.secrets if each.encode() in seen] == [], "`ps` shows it to every user"


@pytest.mark.slow
def test_what_it_writes_is_its_owners_alone(running: Running) -> None:
    files = {each.name: stat.S_IMODE(each.stat().st_mode) for each in running.place.announce.parent.iterdir()}
    assert {"announce.json", "authority.pem", "world.db", "world.db.lock"} <= set(files), "there is something to see"
    assert set(files.values()) == {0o600}, f"under a umask of 0: {files}"


@pytest.mark.slow
def test_the_token_is_in_the_announce_file_alone(running: Running) -> None:
    folder = running.place.announce.parent
    texts = {each.name: each.read_bytes() for each in folder.iterdir() if each.name != "announce.json"}
    held = {name for name, text in texts.items() for token in running.secrets if token.encode() in text}
    assert held == set(), "the world does not know it"


@pytest.mark.slow
def test_a_server_says_nothing_of_its_token(tmp_path: Path) -> None:
    place = Place.of(tmp_path)
    with serving(place) as process:
        told = json.loads(place.announce.read_text())
        process.terminate()
        said = "".join(process.communicate(timeout=20))
    assert [token for token in told["tokens"].values() if token in said] == [], "a log is kept, and sent around"
    assert not place.announce.exists(), "and the file goes with the server"
