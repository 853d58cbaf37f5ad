"""A saved state after a killed run."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cli.errors import UserError
from cli.local.home import Home
from cli.local.run import create_stack, refuse_unusable_state
from cli.recover.checkpoint import restore, stale_locks

GOOD = json.dumps({"version": 3, "checkpoint": {"latest": {"resources": []}}})


def saved(home: Home, text: str | None, backup: str | None) -> Path:
    """Put a state and its backup into the file backend."""
    path = home.checkpoint("prod")
    path.parent.mkdir(parents=True, exist_ok=True)
    for target, content in ((path, text), (path.with_name("prod.json.bak"), backup)):
        if content is not None:
            target.write_text(content)
    return path


def lock(home: Home, process: int, host: str) -> Path:
    """Leave a lock file as Pulumi writes it."""
    path = home.state / ".pulumi/locks/organization/luma/prod/1.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"pid": process, "username": "me", "hostname": host}))
    return path


def dead_process() -> int:
    """Give the id of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize("torn", [None, "", GOOD[:20], "[]", '{"version": 3}'])
def test_a_torn_state_is_restored_from_its_backup(home: Home, torn: str | None) -> None:
    path = saved(home, torn, GOOD)
    assert restore(home, "prod") is not None, "what was done is told"
    assert path.read_text() == GOOD, "nothing is lost but the last step"


def test_a_whole_state_is_left_alone(home: Home) -> None:
    newer = GOOD.replace("[]", '[{"urn": "u", "type": "t"}]')
    path = saved(home, newer, GOOD)
    assert restore(home, "prod") is None, "there is nothing to do"
    assert path.read_text() == newer, "the backup is older"


def test_what_the_backend_left_half_written_beside_a_state_is_dropped(home: Home) -> None:
    path = saved(home, GOOD, GOOD)
    side = {name: path.with_name(f"prod.json{name}") for name in (".attrs", ".bak.attrs", ".18ea.tmp")}
    for name, content in ((".attrs", ""), (".bak.attrs", "{}"), (".18ea.tmp", GOOD[:9])):
        side[name].write_text(content)
    assert restore(home, "prod") == "prod.json.attrs was torn; Pulumi does without it", "what was done is told"
    assert [name for name, file in side.items() if file.exists()] == [".bak.attrs"], "only what is whole stays"
    assert path.read_text() == GOOD, "the state itself is whole"


def test_a_state_without_a_readable_backup_is_refused_and_left_alone(home: Home) -> None:
    path = saved(home, "{", "{")
    with pytest.raises(UserError, match="neither can its backup"):
        restore(home, "prod")
    assert path.read_text() == "{", "a person may still save something"


def test_a_stack_that_never_was_is_no_torn_one(home: Home) -> None:
    assert restore(home, "prod") is None, "there is nothing to restore"


def test_a_missing_state_with_a_backup_is_never_taken_for_a_new_stack(home: Home) -> None:
    saved(home, None, GOOD)
    with pytest.raises(UserError, match="luma recover --stack prod"):
        create_stack(home, "prod")


def test_the_lock_of_a_process_that_is_gone_is_stale(home: Home) -> None:
    path = lock(home, dead_process(), socket.gethostname())
    assert stale_locks(home, "prod") == [path], "it may be released"


@pytest.mark.parametrize("host", [socket.gethostname(), "another-machine"])
def test_the_lock_of_a_running_or_remote_process_is_respected(home: Home, host: str) -> None:
    lock(home, os.getpid() if host == socket.gethostname() else dead_process(), host)
    with pytest.raises(UserError, match="is working on this stack"):
        stale_locks(home, "prod")


def test_a_state_made_elsewhere_is_refused(home: Home) -> None:
    foreign = {"checkpoint": {"latest": {"secrets_providers": {"state": {"salt": "v1:Zm9yZWlnbg==:v1:a:b"}}}}}
    saved(home, json.dumps(foreign), None)
    with pytest.raises(UserError, match="may hold the ids of real accounts"):
        refuse_unusable_state(home, "prod")


def test_a_state_made_here_is_accepted(home: Home) -> None:
    ours = {"checkpoint": {"latest": {"secrets_providers": {"state": {"salt": home.salt_line}}}}}
    saved(home, json.dumps(ours), None)
    refuse_unusable_state(home, "prod")
    assert home.checkpoint("prod").exists(), "it was only looked at"
