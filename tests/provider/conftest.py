"""A world for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.provider.world import Provider, World, running


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """Run the provider once for all worlds."""
    found = Provider()
    yield found
    found.stop()


@pytest.fixture
def world(tmp_path: Path, provider: Provider) -> Iterator[World]:
    """Run a local cloud that the provider works on."""
    with running(tmp_path, provider) as found:
        yield found
