"""Serves every cloud from one process, on ports of 127.0.0.1 told in the announce file.

One gRPC port a cloud for the engine, one HTTP port for each of the vendors' own APIs, and a proxy for plugins whose
vendor's address is fixed, with the certificate they must trust in a file beside the announce file.
"""

import contextlib
import fcntl
import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import grpc

from localcloud import seed
from localcloud.core.faults import Faults
from localcloud.core.store import Store, exclusive, open_store
from localcloud.http import front
from localcloud.http.front import Fronts
from localcloud.plugin.protos import services
from localcloud.plugin.registry import Cloud, load_all
from localcloud.plugin.servicer import Servicer

# Injected latency keeps a thread busy, and the engine sends as many requests at once as `--parallel` says.
THREADS: Final = 256
MESSAGE_BYTES: Final = 400 * 1024 * 1024  # the engine's own limit
PARENT_POLL_SECONDS: Final = 0.5
GRACE_SECONDS: Final = 2.0
AUTHORITY: Final = "authority.pem"


class Server:
    """The running local cloud; `ports` by cloud. Stop it with `stop()`."""

    def __init__(self, store: Store, clouds: dict[str, Cloud[Any]]) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="localcloud")
        self._servers: list[grpc.Server] = []
        self._faults = Faults(store)
        self.ports = {name: self._serve(cloud) for name, cloud in clouds.items()}

    def _serve(self, cloud: Cloud[Any]) -> int:
        limits = (("grpc.max_receive_message_length", MESSAGE_BYTES), ("grpc.so_reuseport", 0))
        server = grpc.server(self._threads, options=limits)
        services.add_ResourceProviderServicer_to_server(Servicer(cloud, self._faults), server)
        port: int = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self._servers.append(server)
        return port

    def stop(self) -> None:
        """Finish what is running, without its delays; refuse what is new."""
        self._faults.closing.set()
        for stopped in [server.stop(GRACE_SECONDS) for server in self._servers]:
            stopped.wait()
        self._threads.shutdown(wait=False, cancel_futures=True)


def serve(
    database: Path, announce: Path, seed_file: Path | None, parent: int | None, in_use: Path | None = None
) -> None:
    """Serve until SIGTERM, SIGINT or the parent's end; the announce file exists exactly as long.

    Where the parent is gone but somebody else holds a lock on the file `in_use`, it serves on until that one ends.

    Raises `StoreInUse`, `CorruptStore` and `SeedError` before anything is served.
    """
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with ExitStack() as stack:
        stack.enter_context(exclusive(database))
        announce.unlink(missing_ok=True)  # a server that was killed leaves its own behind
        store = stack.enter_context(open_store(database))
        clouds = load_all()
        if seed_file is not None:
            seed.apply(store, seed_file, clouds)
        server = Server(store, clouds)
        stack.callback(server.stop)
        fronts = front.start(store)
        stack.callback(fronts.stop)
        authority = announce.with_name(AUTHORITY)
        _write(authority, fronts.proxy.certificate.decode())
        stack.callback(authority.unlink, missing_ok=True)
        _announce(announce, server, fronts, authority)
        stack.callback(announce.unlink, missing_ok=True)
        _wait(ended, parent, in_use)


def _announce(path: Path, server: Server, fronts: Fronts, authority: Path) -> None:
    """Tell process, ports and the HTTP front ends' tokens."""
    proxy = {"url": fronts.proxy.url, "authority": str(authority.absolute())}
    told = {"pid": os.getpid(), "ports": server.ports, "http": fronts.ports, "tokens": fronts.tokens, "proxy": proxy}
    _write(path, json.dumps(told))


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all, for its owner alone."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(draft, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
    draft.replace(path)


def _wait(ended: threading.Event, parent: int | None, in_use: Path | None) -> None:
    """Wait for a signal, or for the parent and every other user to be gone."""
    if parent is None:
        ended.wait()
    while parent is not None and not ended.wait(PARENT_POLL_SECONDS):
        if not _alive(parent) and not (in_use and _held(in_use)):
            return


def _held(path: Path) -> bool:
    """Tell whether a process holds a lock on a file."""
    with contextlib.suppress(FileNotFoundError), path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _alive(process: int) -> bool:
    """Tell whether a process runs; a zombie, which only waits to be collected, does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
