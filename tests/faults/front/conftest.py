"""One world, and the front ends on it, for all cases of a module."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from localcloud.core.faults import Faults
from localcloud.github.service import GitHubService
from localcloud.http.front import APIS
from localcloud.http.server import HttpServer
from localcloud.plugin.registry import load_all
from localcloud.server import Server
from tests.faults.front.lives import ROWS, Life, live
from tests.faults.front.script import Step, walk
from tests.faults.front.scripts import SCRIPTS
from tests.faults.front.world import World, seeded
from tests.localcloud.conftest import SEED
from tests.localcloud.github.conftest import DRAFT
from tests.localcloud.harness import Plugin

Lives = Callable[[str], Life]
Steps = Callable[[str], list[Step]]
TOKEN = "t" * 40
ROOMS = [{"workspace": "Luma", "channels": ["alerts", "deploys"]}]
PEOPLE = ["one@luma.example", "two@luma.example"]
SENTRY = {"organization": "luma", "plan": "business", "slack": ROOMS, "members": PEOPLE}
SECTIONS = {**SEED, "sentry": SENTRY}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Make the world."""
    folder: Path = tmp_path_factory.mktemp("world")
    sections = folder / "seed.json"
    sections.write_text(json.dumps(SECTIONS))
    with seeded(folder, sections) as found:
        yield found


@pytest.fixture(scope="module")
def plugin(world: World) -> Iterator[Plugin]:
    """Serve every cloud's plugin."""
    server = Server(world.store, load_all())
    found = Plugin(server.ports, world.store)
    yield found
    found.close()
    server.stop()


@pytest.fixture(scope="module")
def lives(world: World, plugin: Plugin) -> Lives:
    """Give the undisturbed life of a type, lived once."""
    empty, known = world.store.snapshot(), dict[str, Life]()

    def found(token: str) -> Life:
        if token not in known:
            known[token] = live(world, plugin, ROWS[token], empty)
        return known[token]

    return found


@pytest.fixture(scope="module")
def servers(world: World) -> Iterator[dict[str, HttpServer]]:
    """Serve every vendor's HTTP API."""
    found = {name: HttpServer(api, Faults(world.store), token_of(name)) for name, api in APIS.items()}
    yield found
    for server in found.values():
        server.stop()


@pytest.fixture(scope="module")
def apis(servers: dict[str, HttpServer]) -> Iterator[dict[str, httpx.Client]]:
    """Give a plain client of each API."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                httpx.Client(base_url=each.url, headers={"Authorization": f"Bearer {token_of(name)}"}, verify=False)
            )
            for name, each in servers.items()
        }


def token_of(name: str) -> str:
    """Give the token of an API, as long as the vendor's own."""
    return TOKEN[: APIS[name].token_length]


@pytest.fixture(scope="module")
def steps(world: World, apis: dict[str, httpx.Client]) -> Steps:
    """Give the steps of a vendor's script, walked once, beside a repository of the platform's."""
    empty, known = world.store.snapshot(), dict[str, list[Step]]()

    def found(name: str) -> list[Step]:
        if name not in known:
            world.go_to(empty)
            if name == "vercel":
                _make_repository(world)
            known[name] = walk(world, apis[name], APIS[name], SCRIPTS[name])
        return known[name]

    return found


def _make_repository(world: World) -> None:
    with world.store.transaction() as transaction:
        service = GitHubService(transaction, "luma-app")
        service.repositories.initialise(service.repositories.create(DRAFT))
