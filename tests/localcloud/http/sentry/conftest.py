"""Sentry's API on a world of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from localcloud.core.store import Store
from localcloud.http.sentry import SENTRY
from tests.localcloud.http.speaker import Speaker, seeded, speaking


@pytest.fixture
def store(tmp_path: Path, seed_file: Path) -> Iterator[Store]:
    """Make a world with what only a person can make."""
    with seeded(tmp_path, seed_file) as found:
        yield found


@pytest.fixture
def api(store: Store) -> Iterator[Speaker]:
    """Serve Sentry's API."""
    with speaking(SENTRY, store) as found:
        yield found
