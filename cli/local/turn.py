"""Of two commands that would write one stack's state at once, one has its turn and the other is told whose it is.

Pulumi's own lock is a file that is written and then looked for: two runs that start together may both give up, and a
killed one leaves it behind. Ours is the kernel's, which ends with its process.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Final

from cli.errors import UserError
from cli.local.home import Home
from cli.recover.checkpoint import locks

NAMING_SECONDS: Final = 2.0
"""How long one that was refused waits for the name of one that has just begun."""


@contextlib.contextmanager
def turn(home: Home, stack: str) -> Iterator[None]:
    """Be the only command that writes a stack's state.

    Raises:
        UserError: another one is at it.
    """
    with open(home.folder / f"turn.{stack}.lock", "a+", opener=_private) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(_wait(stack, _holder(lock) or "another ./luma command")) from None
        lock.truncate(0)
        lock.write(_me())
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)


def refuse_locked(home: Home, stack: str) -> None:
    """Refuse a stack that Pulumi itself has locked.

    Raises:
        UserError: a run is at it, or was killed at it.
    """
    found = locks(home, stack)
    if held := next((each for each in found if each.runs), None):
        raise UserError(_wait(stack, held.holder))
    if found:
        raise UserError(
            f"{stack}: locked by {found[0].holder}, a run that is gone; it may have left things behind that the state "
            f"does not know. Nothing was run. Release the lock and put that right: ./luma recover --stack {stack}"
        )


def _holder(lock: IO[str]) -> str:
    """Return who has the lock; one that has only just taken it gets the time to say so."""
    deadline = time.monotonic() + NAMING_SECONDS
    while True:
        lock.seek(0)
        if (name := lock.read()) or time.monotonic() > deadline:
            return name
        time.sleep(0.01)


def _wait(stack: str, holder: str) -> str:
    return (
        f"{stack}: locked by {holder}, which is working on this stack; a second run at once would lose what one of "
        "them makes. Nothing was run. Wait until it is done, or end it by Ctrl-C there, and run this again."
    )


def _me() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return f"{user}@{socket.gethostname()} (process {os.getpid()}, since {since})"


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
