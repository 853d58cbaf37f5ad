"""The front ends of the local cloud on a seeded world."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from localcloud.core.store import Store
from localcloud.http import front
from localcloud.http.front import Fronts
from tests.localcloud.conftest import SEED
from tests.localcloud.http.speaker import seeded


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Make a world with what only a person can make."""
    folder = tmp_path_factory.mktemp("world")
    sections: Path = folder / "seed.json"
    sections.write_text(json.dumps(SEED))
    with seeded(folder, sections) as found:
        yield found


@pytest.fixture(scope="module")
def fronts(world: Store) -> Iterator[Fronts]:
    """Serve every API of it, and the proxy."""
    running = front.start(world)
    yield running
    running.stop()
