"""One world for the engine's side and Vercel's HTTP side at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from localcloud.core.faults import Faults
from localcloud.http.server import HttpServer
from localcloud.http.vercel import VERCEL
from localcloud.plugin.properties import Properties
from tests.localcloud.harness import Made, Plugin

TEAM = "team_aaaaaaaaaaaaaaaaaaaaaaaa"
TOKEN = "t" * 24


@dataclass(frozen=True)
class Vercel:
    """Vercel's API on loopback, and the engine's view of the same world."""

    http: httpx.Client
    plugin: Plugin

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """Send one request within the team; the answer must have this status."""
        query = {} if "teamId=" in path else {"teamId": TEAM}
        url = httpx.URL(path).copy_merge_params(query)
        answer = self.http.request(method, url, json=body)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def refused(self, method: str, path: str, body: Any = None, status: int = 400) -> tuple[str, str]:
        """Send a request that must be refused; give the error's code and words."""
        error = self.ask(method, path, body, status)["error"]
        return error["code"], error["message"]

    def seen(self, made: Made) -> Properties:
        """Give what the engine sees of a resource now."""
        return self.plugin.read(made).outputs

    def imported(self, token: str, import_id: str) -> Made:
        """Give what the engine sees of something it did not make."""
        return self.plugin.import_(token, import_id)


@pytest.fixture
def vercel(plugin: Plugin) -> Iterator[Vercel]:
    """Serve Vercel's API from a new world; the test may come in by either side."""
    server = HttpServer(VERCEL, Faults(plugin.store), TOKEN)
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {TOKEN}"}, verify=False) as client:
        yield Vercel(client, plugin)
    server.stop()


@pytest.fixture
def project(vercel: Vercel) -> str:
    """Make a project and give its id."""
    number: str = vercel.ask("POST", "/v8/projects", {"name": "luma", "framework": "nextjs"})["id"]
    return number


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of the world's database."""
    return tmp_path
