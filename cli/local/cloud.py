"""The local cloud's process: found when it runs, started when it does not, and ended by who started it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cli.errors import UserError
from cli.files import PRIVATE, write_private
from cli.local.home import ROOT, Home
from cli.local.room import refuse_full
from cli.processes import alive

_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.02
_USERS: Final = "users.lock"
"""Every command that uses the local cloud holds a shared lock on this file."""
_MADE_ANEW: Final = ". In an empty world, ./luma local up --refresh --stack STACK makes everything again"


@dataclass(frozen=True, slots=True)
class Cloud:
    """A running local cloud: its process id, its port for each provider, and its HTTP APIs' ports and tokens by cloud.

    `proxy` is the address, with credentials, of the way to APIs whose address is fixed; `authority` is the file of the
    certificate to trust there.
    """

    pid: int
    ports: Mapping[str, int]
    http: Mapping[str, int] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str = field(default="", repr=False)
    authority: str = ""


@contextlib.contextmanager
def running(home: Home, seed: Path) -> Iterator[Cloud]:
    """Give a local cloud for the length of a command.

    One that runs already is used. Otherwise one is started, and ended once no other command of this home uses it.

    Raises:
        UserError: it cannot start; the message is its own.
    """
    with _user(home) as lock:
        owned = _start_once(home, seed, os.getpid())
        try:
            yield found(home) or _lost()
        finally:
            if owned:
                fcntl.flock(lock, fcntl.LOCK_EX)
                end(owned.pid, owned)


def start_in_background(home: Home, seed: Path) -> Cloud:
    """Return a local cloud that outlives this command: it ends by `stop`, or with the terminal's session."""
    with _user(home):
        _start_once(home, seed, _session_leader())
        return found(home) or _lost()


def stop(home: Home) -> bool:
    """End the local cloud that runs in the background. Return whether there was one.

    Raises:
        UserError: another command is using it.
    """
    with alone(home):
        cloud = found(home)
        if cloud:
            end(cloud.pid)
        return cloud is not None


@contextlib.contextmanager
def alone(home: Home) -> Iterator[None]:
    """Hold the home for one command alone.

    Raises:
        UserError: another command is using it.
    """
    with _lock_file(home, _USERS) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UserError(
                f"{home.folder}: another ./luma command is using this local cloud; ending it now would cut that one "
                "off. Wait until it is done, or end it by Ctrl-C."
            ) from None
        yield


def found(home: Home) -> Cloud | None:
    """Return the local cloud that runs, if one does."""
    try:
        announced = json.loads(home.announce.read_text())
        ports, http = ({str(name): int(port) for name, port in announced[each].items()} for each in ("ports", "http"))
        tokens, proxy = {str(name): str(token) for name, token in announced["tokens"].items()}, announced["proxy"]
        cloud = Cloud(int(announced["pid"]), ports, http, tokens, str(proxy["url"]), str(proxy["authority"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return cloud if _listens(cloud) else None


def _start_once(home: Home, seed: Path, parent: int | None) -> subprocess.Popen[bytes] | None:
    """Start a local cloud unless one runs; return it if it is ours to end."""
    with _lock_file(home, "start.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if running := found(home):
            _seed_anew(home, seed, running.pid)
            return None
        home.announce.unlink(missing_ok=True)
        process = _start(home, seed, parent)
        _note_seed(home, seed, process.pid)
        return process


def _seed_anew(home: Home, seed: Path, process: int) -> None:
    """Give a running local cloud what a person would have made meanwhile: settings change, and each stack has its own.

    Raises:
        UserError: the seed cannot be used; the message is the local cloud's own.
    """
    noted = _read_note(home)
    if not seed.exists() or (noted[:1] == [str(process)] and _digest(seed) in noted):
        return
    command = [sys.executable, "-m", "localcloud", "seed", "--database", str(home.database), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"The running local cloud cannot be given what the settings ask for. {done.stderr.strip()}")
    _note_seed(home, seed, process)


def _note_seed(home: Home, seed: Path, process: int) -> None:
    """Note that a local cloud holds what a seed asks for."""
    noted = _read_note(home)
    before = noted if noted[:1] == [str(process)] else [str(process)]
    write_private(_note(home), "\n".join([*before, *([_digest(seed)] if seed.exists() else [])]))


def _read_note(home: Home) -> list[str]:
    """Return the process that was noted last, and the digests of its seeds."""
    return _note(home).read_text(errors="replace").splitlines() if _note(home).exists() else []


def _note(home: Home) -> Path:
    return home.folder / "seeded"


def _digest(seed: Path) -> str:
    return hashlib.sha256(seed.read_bytes()).hexdigest()


def _start(home: Home, seed: Path, parent: int | None) -> subprocess.Popen[bytes]:
    refuse_full(home.folder)
    command = [sys.executable, "-m", "localcloud", "serve", "--database", str(home.database)]
    command += ["--announce", str(home.announce)]
    command += ["--seed", str(seed)] if seed.exists() else []
    command += ["--parent-pid", str(parent), "--in-use", str(home.folder / _USERS)] if parent else []
    log = home.folder / "cloud.log"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    write_private(log, "")
    with log.open("wb") as output:
        # A session of its own: Ctrl-C in the terminal must reach Pulumi, which still needs its providers to cancel.
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, umask=PRIVATE,
        )  # fmt: skip
    deadline = time.monotonic() + _START_SECONDS
    while not found(home):
        if process.poll() is not None:
            told = _text(log, process.returncode)
            raise UserError(f"The local cloud did not start. {told}{_MADE_ANEW if 'empty world' in told else ''}")
        if time.monotonic() > deadline:
            end(process.pid, process)
            raise UserError(f"The local cloud did not answer within {_START_SECONDS:.0f} s. Look into {log}.")
        time.sleep(_POLL_SECONDS)
    return process


def end(pid: int, process: subprocess.Popen[bytes] | None = None) -> None:
    """End a local cloud and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    if process:
        process.wait(_STOP_SECONDS)
        return
    deadline = time.monotonic() + _STOP_SECONDS
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)


def _session_leader() -> int | None:
    """Return the process of the terminal's shell, which the background cloud should not outlive."""
    leader = os.getsid(0)
    return leader if leader > 1 and leader != os.getpid() and alive(leader) else None


def _listens(cloud: Cloud) -> bool:
    if not alive(cloud.pid):
        return False
    try:
        with socket.create_connection(("127.0.0.1", min(cloud.ports.values())), timeout=1):
            return True
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def _user(home: Home) -> Iterator[int]:
    """Be counted among the commands that use the local cloud."""
    with _lock_file(home, _USERS) as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield lock


@contextlib.contextmanager
def _lock_file(home: Home, name: str) -> Iterator[int]:
    handle = os.open(home.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _text(log: Path, code: int) -> str:
    lines = log.read_text(errors="replace").strip()
    return lines or f"It ended with {code} and said nothing; look into {log}."


def _lost() -> Cloud:
    raise UserError("The local cloud ended as soon as it had started. Run the command again.")
