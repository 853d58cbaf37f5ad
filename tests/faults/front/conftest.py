"""One world, and the front ends on it, for all cases of a module."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from localcloud.plugin.registry import load_all
from localcloud.server import Server
from tests.faults.front.lives import ROWS, Life, live
from tests.faults.front.world import World, seeded
from tests.localcloud.conftest import SEED
from tests.localcloud.harness import Plugin

Lives = Callable[[str], Life]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Make the world."""
    folder: Path = tmp_path_factory.mktemp("world")
    sections = folder / "seed.json"
    sections.write_text(json.dumps(SEED))
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
