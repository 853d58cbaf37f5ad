"""GitHub's API on a world of its own, with the repository `luma-app/web`."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.public import PublicKey, SealedBox

from localcloud.core.store import Store
from localcloud.http.github import GITHUB
from tests.localcloud.http.speaker import Speaker, seeded, speaking

ROOT = "/api/v3/repos/luma-app/web"


@pytest.fixture
def store(tmp_path: Path, seed_file: Path) -> Iterator[Store]:
    """Make a world with what only a person can make."""
    with seeded(tmp_path, seed_file) as found:
        yield found


@pytest.fixture
def api(store: Store) -> Iterator[Speaker]:
    """Serve GitHub's API."""
    with speaking(GITHUB, store) as found:
        yield found


@pytest.fixture
def repository(api: Speaker) -> None:
    """Make the repository, with its first commit."""
    api.good("POST", "/orgs/luma-app/repos", {"name": "web", "private": True, "auto_init": True})


def sealed(api: Speaker, place: str, value: str) -> dict[str, str]:
    """Encrypt a value for the public key of a place (`{ROOT}/actions`), as every client of GitHub must."""
    key = api.good("GET", f"{place}/secrets/public-key")
    box = SealedBox(PublicKey(base64.b64decode(key["key"])))
    return {"encrypted_value": base64.b64encode(box.encrypt(value.encode())).decode(), "key_id": key["key_id"]}


def write(api: Speaker, path: str, text: str, branch: str = "main") -> None:
    """Commit a new file."""
    body = {"message": f"Add {path}", "content": base64.b64encode(text.encode()).decode(), "branch": branch}
    api.good("PUT", f"{ROOT}/contents/{path}", body)
