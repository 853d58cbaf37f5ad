"""A served local cloud for each test module."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.localcloud.harness import Plugin, served

SEED = {
    "github": {
        "organization": "luma-app",
        "plan": "enterprise",
        "secret-protection": True,
        "apps": ["vercel", "sentry"],
    },
    "vercel": {"team": "team_aaaaaaaaaaaaaaaaaaaaaaaa", "plan": "enterprise"},
    "cloudflare": {
        "account": "a" * 32,
        "zones": [{"id": "b" * 32, "name": "luma.example"}],
        "plan": "enterprise",
    },
    "sentry": {"organization": "luma", "plan": "business"},
    "trigger": {"project": "proj_aaaaaaaaaaaaaaaaaaaa", "environments": ["dev", "staging", "prod"]},
}


@pytest.fixture
def seed_file(tmp_path: Path) -> Path:
    """Write the preconditions, as `cli/` does."""
    path = tmp_path / "seed.json"
    path.write_text(json.dumps(SEED))
    return path


@pytest.fixture
def plugin(tmp_path: Path, seed_file: Path) -> Iterator[Plugin]:
    """Serve every cloud from a new world."""
    with served(tmp_path, seed_file) as found:
        yield found
