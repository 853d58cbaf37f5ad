"""Whose turn it is, and what a lock says that Pulumi itself has left."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cli.errors import UserError
from cli.local import turn as turns
from cli.local.home import Home
from cli.local.turn import refuse_locked, turn

SINCE = "2026-01-02T03:04:05Z"


def lock(home: Home, process: int, host: str = socket.gethostname()) -> Path:
    """Leave a lock file as Pulumi writes it."""
    path = home.state / ".pulumi/locks/organization/luma/prod/1.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"pid": process, "username": "me", "hostname": host, "timestamp": SINCE}))
    return path


def gone() -> int:
    """Give the id of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_turn_is_taken_once_and_free_again_afterwards(home: Home) -> None:
    with turn(home, "prod"), pytest.raises(UserError, match=rf"prod: locked by \S+ \(process {os.getpid()}, since "):
        turn(home, "prod").__enter__()
    assert (home.folder / "turn.prod.lock").read_text() == "", "the lock is free and nobody's, although its file stays"
    with turn(home, "prod"):
        pass


def test_one_that_has_just_taken_its_turn_gets_the_time_to_say_who_it_is(home: Home) -> None:
    path = home.folder / "turn.prod.lock"
    with path.open("a") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        late = threading.Timer(0.2, path.write_text, ["me@here (process 1, since now)"])
        late.start()
        with pytest.raises(UserError, match=r"prod: locked by me@here \(process 1, since now\), which"):
            turn(home, "prod").__enter__()
        late.join()


def test_one_that_never_says_who_it_is_is_not_waited_for_long(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "NAMING_SECONDS", 0.0)
    with (home.folder / "turn.prod.lock").open("a") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        with pytest.raises(UserError, match=r"prod: locked by another \./luma command, which"):
            turn(home, "prod").__enter__()


def test_stacks_take_their_turns_beside_each_other(home: Home) -> None:
    with turn(home, "prod"), turn(home, "staging"):
        assert len(list(home.folder.glob("turn.*.lock"))) == 2, "each has its own"


def test_a_turn_ends_with_its_process(home: Home) -> None:
    script = "import sys, time; from cli.local.home import open_home; from cli.local.turn import turn\n"
    script += "with turn(open_home(), 'prod'): print('mine', flush=True); time.sleep(600)"
    variables = {**os.environ, "LUMA_LOCAL_HOME": str(home.folder)}
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=variables, text=True)
    assert process.stdout is not None, "it is asked for"
    assert process.stdout.readline() == "mine\n", "it has its turn"
    with pytest.raises(UserError, match=rf"process {process.pid}, since "):
        turn(home, "prod").__enter__()
    process.kill()
    process.communicate()
    with turn(home, "prod"):
        assert process.returncode < 0, "a killed one leaves nothing behind"


@pytest.mark.parametrize("host", [socket.gethostname(), "another-machine"])
def test_a_lock_of_pulumis_own_says_who_is_at_it(home: Home, host: str) -> None:
    path = lock(home, os.getpid() if host == socket.gethostname() else gone(), host)
    with pytest.raises(UserError, match=rf"me@{host} \(process \d+, since {SINCE}\).* Wait until it is done"):
        refuse_locked(home, "prod")
    assert path.exists(), "it is the other's"


def test_a_lock_of_a_run_that_is_gone_says_the_way_back(home: Home) -> None:
    lock(home, gone())
    with pytest.raises(UserError, match=r"a run that is gone.*: \./luma recover --stack prod$"):
        refuse_locked(home, "prod")


def test_a_torn_lock_is_of_a_run_that_is_gone(home: Home) -> None:
    lock(home, os.getpid()).write_text("")
    with pytest.raises(UserError, match=r"somebody whose lock cannot be read, a run that is gone"):
        refuse_locked(home, "prod")


def test_a_stack_without_a_lock_is_free(home: Home) -> None:
    refuse_locked(home, "prod")
    assert not (home.state / ".pulumi/locks").exists(), "looking makes nothing"
