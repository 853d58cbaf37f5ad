"""The room that a run keeps on the disk: given up in time, and the run asked to end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.errors import UserError
from cli.local import room
from cli.local.room import KEPT, LOW, NEEDED, guarded, refuse_full


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Give what the disk is said to have free, to be changed."""
    told = {"bytes": NEEDED}
    monkeypatch.setattr(room, "_free", lambda _: told["bytes"])
    monkeypatch.setattr(room, "_POLL_SECONDS", 0.01)
    return told


@pytest.mark.parametrize("system", ["with-fallocate", "without"])
def test_a_run_keeps_its_room_without_a_name_and_gives_it_back(
    tmp_path: Path, free: dict[str, int], system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if system == "without":
        monkeypatch.delattr(os, "posix_fallocate")
    with guarded(tmp_path) as guard:
        assert os.fstat(guard.kept.fileno()).st_blocks * 512 >= KEPT, "it is really there"
        assert list(tmp_path.iterdir()) == [], "a killed run leaves nothing behind"
        assert not guard.ran_out(), "all is well"
    assert guard.kept.closed, "given back"


def test_without_room_nothing_is_run(tmp_path: Path, free: dict[str, int]) -> None:
    free["bytes"] = NEEDED - 1
    with pytest.raises(UserError, match=rf"{tmp_path}: 63 MB are free.*Make room there \(64 MB\)"):
        guarded(tmp_path).__enter__()
    assert list(tmp_path.iterdir()) == [], "nothing was kept"


def test_what_only_looks_needs_less_room(tmp_path: Path, free: dict[str, int]) -> None:
    free["bytes"] = LOW
    refuse_full(tmp_path)
    free["bytes"] = LOW - 1
    with pytest.raises(UserError, match="7 MB are free"):
        refuse_full(tmp_path)


def test_a_disk_that_gets_full_ends_the_run_and_frees_what_it_kept(tmp_path: Path, free: dict[str, int]) -> None:
    with guarded(tmp_path) as guard:
        guard.process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], stderr=subprocess.PIPE)
        free["bytes"] = LOW - 1
        guard.process.communicate(timeout=60)
        assert guard.process.returncode in {-signal.SIGINT, 1}, "as by Ctrl-C"
        free["bytes"] = KEPT
        assert (guard.kept.closed, guard.ran_out()) == (True, True), "what was kept is free for the state"


def test_a_disk_that_is_full_only_at_the_end_counts_too(tmp_path: Path, free: dict[str, int]) -> None:
    with guarded(tmp_path) as guard:
        guard.over.set()
        free["bytes"] = LOW - 1
        assert guard.ran_out(), "a run may fail before anybody looks"
