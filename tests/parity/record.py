"""Records what a vendor's own provider plugin makes of every case, as plain data under `recorded/`.

    python -m tests.parity.record sentry /path/to/pulumi-resource-sentry --version 0.0.9 [--note "…"]

The plugin is started as the engine does it, against the local cloud's HTTP front ends. `--version` is the version of
its sources, `--note` what else was chosen by who built it. What it asked of the front ends is recorded beside.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections import deque
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from cli.local import environment, plugins
from cli.local.cloud import Cloud
from localcloud.http import front
from localcloud.plugin.properties import Properties, encode
from localcloud.plugin.protos import provider as rpc
from localcloud.plugin.protos import services
from tests.localcloud.conftest import SEED
from tests.localcloud.harness import Plugin, served
from tests.parity.asking import answers
from tests.parity.cases import CLOUDS
from tests.parity.shapes import shapes
from tests.parity.side import Side

FOLDER: Final = Path(__file__).parent / "recorded"
SETTINGS: Final[Mapping[str, Properties]] = {
    "github": {"owner": "luma-app", "writeDelayMs": 1, "readDelayMs": 0},
    "vercel": {"team": "team_aaaaaaaaaaaaaaaaaaaaaaaa"},
}
"""The settings that the program gives each provider (`components/providers.py`), for the seeded local cloud."""


class _Engine(engine_pb2_grpc.EngineServicer):
    """The engine as a plugin sees it: a place for its log."""

    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> Empty:  # noqa: N802 - the protocol's name
        """Throw a line of the log away."""
        del request, context
        return Empty()


class Vendor:
    """A vendor's plugin as a process, started anew where it has crashed."""

    def __init__(self, binary: Path, name: str, variables: Mapping[str, str], exits: ExitStack) -> None:
        self._name = name
        self._exits = exits
        home = exits.enter_context(tempfile.TemporaryDirectory())
        plain = {"PATH": os.defpath, "HOME": home, "PULUMI_HOME": home}
        self._start = partial(
            subprocess.Popen,
            [str(binary), f"127.0.0.1:{_engine(exits)}"],
            env={**plain, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._process: subprocess.Popen[str] | None = None
        self._stub: Any = None

    def stub(self) -> Any:
        """Give a stub of the running, configured plugin."""
        if self._process is None or _ended(self._process):
            process = self._process = self._start()
            self._exits.callback(process.communicate)
            self._exits.callback(process.kill)
            assert process.stdout is not None
            channel = grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}")
            self._stub = services.ResourceProviderStub(self._exits.enter_context(channel))
            configure(self._stub, self._name)
        return self._stub


def _ended(process: subprocess.Popen[str]) -> bool:
    """Tell whether a plugin has ended; one that crashes takes a moment to write its trace."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=0.01)
    return process.returncode is not None


def _engine(exits: ExitStack) -> int:
    """Serve what a plugin wants of the engine, and give the port."""
    engine = grpc.server(exits.enter_context(ThreadPoolExecutor(4)))
    engine_pb2_grpc.add_EngineServicer_to_server(_Engine(), engine)
    port: int = engine.add_insecure_port("127.0.0.1:0")
    engine.start()
    exits.callback(engine.stop, None)
    return port


def configure(stub: Any, name: str) -> None:
    """Give a provider the program's settings; raises `grpc.RpcError` where it refuses them."""
    news = encode(SETTINGS.get(name, {}))
    urn = f"urn:pulumi:test::luma::pulumi:providers:{name}::{name}"
    checked = stub.CheckConfig(rpc.CheckRequest(urn=urn, news=news))
    assert not checked.failures, [each.reason for each in checked.failures]
    stub.Configure(
        rpc.ConfigureRequest(
            args=checked.inputs, acceptSecrets=True, sends_old_inputs=True, sends_old_inputs_to_delete=True
        )
    )


class World:
    """A seeded local cloud in this process, with its HTTP front ends and what they were asked."""

    def __init__(self, exits: ExitStack) -> None:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        seed, authority = folder / "seed.json", folder / "authority.pem"
        seed.write_text(json.dumps(SEED))
        self.plugin: Plugin = exits.enter_context(served(folder, seed))
        self._fronts = front.start(self.plugin.store)
        exits.callback(self._fronts.stop)
        authority.write_bytes(self._fronts.proxy.certificate)
        ports, http, tokens = self.plugin.ports, self._fronts.ports, self._fronts.tokens
        self.cloud = Cloud(os.getpid(), ports, http, tokens, self._fronts.proxy.url, str(authority))

    def side(self, token: str) -> Side:
        """Give the stand-in for a token."""
        return Side(lambda: self.plugin.stub(token))

    def requests(self, name: str) -> deque[tuple[str, str]]:
        """Give the requests that a cloud's front end got, to be read and forgotten."""
        front_end = self._fronts.servers.get(name)
        return front_end.requests if front_end else deque()


def record(name: str, binary: Path) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Ask a plugin everything: its answers, and the shapes of its requests by type."""
    asked: dict[str, set[str]] = {}
    with ExitStack() as exits:
        world = World(exits)
        variables = environment.cloud_variables(world.cloud) | plugins.variables(world.cloud, {name})
        requests = world.requests(name)

        def told(token: str) -> None:
            asked.setdefault(token, set()).update(shapes(requests))
            requests.clear()

        side = Side(Vendor(binary, name, variables, exits).stub)
        found = answers(name, world.side, side, told)
    return found, {token: sorted(each) for token, each in asked.items() if token}


def write(path: Path, data: object) -> None:
    """Write plain data, the same for the same answers."""
    path.write_text(json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def main() -> None:
    """Record one plugin."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity.record")
    parser.add_argument("cloud", choices=CLOUDS)
    parser.add_argument("plugin", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--note", default="")
    given = parser.parse_args()
    found, asked = record(given.cloud, given.plugin)
    source = {"plugin": f"pulumi-resource-{given.cloud}", "version": given.version, "note": given.note}
    write(FOLDER / f"{given.cloud}.json", {**source, "answers": found})
    if any(asked.values()):
        write(FOLDER / "requests" / f"{given.cloud}.json", {**source, "requests": asked})


if __name__ == "__main__":
    main()
