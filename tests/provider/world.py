"""A local cloud with plugin and HTTP front ends, and the provider luma attached to it over real gRPC."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from localcloud import seed
from localcloud.core.faults import Fault, Faults
from localcloud.core.store import Store, open_store
from localcloud.http import front
from localcloud.plugin.properties import SecretValue, Value, encode
from localcloud.plugin.protos import provider as rpc
from localcloud.plugin.registry import load_all
from localcloud.server import Server
from tests.localcloud.harness import Plugin

ROOT = Path(__file__).parents[2]
QUICK = Path(__file__).with_name("quick.py")
SERVICES = ("github", "sentry", "trigger")
PROJECT = "proj_aaaaaaaaaaaaaaaaaaaa"
SEED = {
    "github": {"organization": "luma-app", "plan": "enterprise", "secret-protection": True, "apps": []},
    "sentry": {
        "organization": "luma",
        "plan": "business",
        "slack": [{"workspace": "Luma", "channels": [*(f"room-{n}" for n in range(250)), "alerts", "deploys"]}],
        "members": ["admin@luma.example"],
    },
    "trigger": {"project": PROJECT, "environments": ["dev", "staging", "prod"]},
}


@dataclass(frozen=True)
class World:
    """The running world: `engine` speaks gRPC to every provider, ours included, `store` holds the clouds."""

    store: Store
    fronts: front.Fronts
    engine: Plugin

    def fault(self, kind: str, target: str, operation: str, *, seconds: float = 0.0, times: int = 1) -> None:
        """Let an operation misbehave so many times."""
        Faults(self.store).add(Fault(kind, target, operation, seconds, times))  # type: ignore[arg-type]  # checked by add

    def requests(self, cloud: str) -> list[tuple[str, str]]:
        """List method and path of what a front end was asked."""
        return list(self.fronts.servers[cloud].requests)


class Provider:
    """The provider in a process of its own, as the engine runs it."""

    def __init__(self, attempts: int = 8) -> None:
        command = [sys.executable, str(QUICK), "127.0.0.1:0", str(attempts)]
        environment = {"PYTHONPATH": f"{ROOT / 'provider'}", "PATH": ""}
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.communicate(timeout=10)


@contextmanager
def running(folder: Path, provider: Provider) -> Iterator[World]:
    """Run a new world in `folder`, and let a provider work on it."""
    sections = folder / "seed.json"
    sections.write_text(json.dumps(SEED))
    with open_store(folder / "world.db") as store:
        clouds = load_all()
        seed.apply(store, sections, clouds)
        server, fronts = Server(store, clouds), front.start(store)
        engine = Plugin({**server.ports, "luma": provider.port}, store)
        engine.stub("luma:").Configure(rpc.ConfigureRequest(args=encode(settings(fronts)), acceptSecrets=True))
        try:
            yield World(store, fronts, engine)
        finally:
            engine.close()
            fronts.stop()
            server.stop()


def settings(fronts: front.Fronts) -> dict[str, Value]:
    """Spell the provider's settings for front ends."""
    urls = {f"{name}Url": fronts.servers[name].url for name in SERVICES}
    return {**urls, **{f"{name}Token": SecretValue(fronts.tokens[name]) for name in SERVICES}}
