"""Speaks a vendor's API over real HTTP to a server on the store that the plugin front ends work on."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from localcloud import seed
from localcloud.core.faults import Faults
from localcloud.core.store import Store, open_store
from localcloud.http.api import Api
from localcloud.http.server import HttpServer
from localcloud.plugin.properties import Value, reveal
from localcloud.plugin.registry import load_all
from tests.localcloud.harness import Made, Plugin

TOKEN = "the-local-token"


@dataclass(frozen=True)
class Speaker:
    """A client of one API."""

    http: httpx.Client

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Send a request; `bytes` go as a file, all else as JSON."""
        if isinstance(body, bytes):
            kind = {"Content-Type": "application/octet-stream", **(headers or {})}
            return self.http.request(method, path, content=body, headers=kind)
        return self.http.request(method, path, json=body, headers=headers)

    def good(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """Send a request that must succeed, and give its JSON."""
        answer = self.ask(method, path, body, headers)
        assert answer.is_success, f"{method} {path} succeeds, and not: {answer.text}"
        return answer.json() if answer.content else None


@contextmanager
def seeded(folder: Path, sections: Path) -> Iterator[Store]:
    """Make a new world in `folder`, seeded from the file `sections`."""
    with open_store(folder / "world.db") as store:
        seed.apply(store, sections, load_all())
        yield store


@contextmanager
def speaking(api: Api, store: Store) -> Iterator[Speaker]:
    """Serve one API on a store."""
    server = HttpServer(api, Faults(store), TOKEN)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=server.url, headers=headers, verify=False) as client:  # loading certificates is slow
        yield Speaker(client)
    server.stop()


def seen(plugin: Plugin, made: Made, names: Iterable[str]) -> dict[str, Value]:
    """Refresh a resource by the plugin, and give some of its outputs."""
    read = plugin.read(made)
    return {name: reveal(read.outputs.get(name)) for name in names}
