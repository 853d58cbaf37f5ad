"""A vendor of the local cloud for the CLI's clients: production's accounts, and nothing in them yet."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.local.generate import plain_config, platform_of
from cli.local.seed import seed
from cli.vendors.http import Client
from cli.vendors.retry import Patience
from localcloud.core.store import Store
from localcloud.http.api import Api
from settings.platform import Platform
from tests.localcloud.http.speaker import TOKEN, Speaker, seeded, speaking

QUICK = Patience(attempts=2, base=0.001, cap=0.001, longest=2.0)


@dataclass(frozen=True)
class Local:
    """A client under test, a speaker that makes what it is to find, the settings, and what the cloud stores."""

    client: Client
    api: Speaker
    platform: Platform
    store: Store

    def stranger(self) -> Client:
        """Make a client whose token nobody knows."""
        return Client(self.client.cloud, self.client.address, "another-token", patience=QUICK)


@contextmanager
def serving(cloud: str, api: Api, folder: Path) -> Iterator[Local]:
    """Serve one vendor from a new world with production's accounts."""
    platform = platform_of("prod", plain_config("prod"))
    sections = folder / "seed.json"
    sections.write_text(json.dumps(seed(platform)))
    with seeded(folder, sections) as store, speaking(api, store) as speaker:
        client = Client(cloud, str(speaker.http.base_url), TOKEN, patience=QUICK)
        yield Local(client, speaker, platform, store)
        client.close()
