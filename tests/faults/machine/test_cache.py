"""The toolchain's cache folder is full or read-only: an installed CLI is used all the same, a built one cannot be."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.engine import ROOT
from tests.faults.machine.place import BOUND, Disk, read_only, small_disk
from tests.toolchain.fakes import script

pytestmark = pytest.mark.slow


def toolchain(cache: Path, path: Path, prefix: Sequence[str] = BOUND) -> "subprocess.CompletedProcess[str]":
    """Ask which Pulumi CLI is used, with a cache folder and a PATH of a test's own."""
    variables = {**os.environ, "XDG_CACHE_HOME": str(cache), "PATH": f"{path}:/usr/bin:/bin", "LUMA_TOOLCHAIN": "auto"}
    command = [*prefix, str(ROOT / ".venv" / "bin" / "python"), "-m", "toolchain"]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Give an empty cache folder."""
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


def test_a_read_only_cache_keeps_nobody_from_an_installed_cli(tmp_path: Path, cache: Path) -> None:
    script(tmp_path / "bin" / "pulumi", "echo v3.260.1")
    script(tmp_path / "bin" / "pulumi-language-python", "exit 0")
    with read_only(cache):
        done = toolchain(cache, tmp_path / "bin")
    assert (done.returncode, "3.260.1, official" in done.stdout) == (0, True), done.stdout + done.stderr
    assert list(cache.iterdir()) == [], "only its version is not remembered"


def test_a_read_only_cache_is_named_where_a_cli_must_be_built(tmp_path: Path, cache: Path) -> None:
    script(tmp_path / "bin" / "go", "echo go1.99.0")
    with read_only(cache):
        done = toolchain(cache, tmp_path / "bin")
    assert done.returncode == 1, "there is nothing to run"
    assert f"one cannot be built in {cache}/luma-platform/toolchain: Permission denied" in done.stderr, done.stderr
    assert "set XDG_CACHE_HOME to another folder" in done.stderr, "the way out"
    assert "Traceback" not in done.stderr, "a read-only folder is no mistake of the program's"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Give a disk without room."""
    with small_disk(tmp_path / "disk", 1) as made:
        made.fill()
        yield made


def test_a_full_cache_keeps_nobody_from_an_installed_cli(tmp_path: Path, disk: Disk) -> None:
    script(tmp_path / "bin" / "pulumi", "echo v3.260.1")
    script(tmp_path / "bin" / "pulumi-language-python", "exit 0")
    for _ in range(2):
        done = toolchain(disk.folder, tmp_path / "bin", (*disk.enter, f"--wd={ROOT}"))
        assert (done.returncode, "3.260.1, official" in done.stdout) == (0, True), done.stdout + done.stderr
    notes = [each.read_bytes() for each in disk.inside.rglob("version-*")]
    assert notes == [], "half a note would be read as a CLI without a version"


def test_a_full_cache_is_told_where_a_cli_must_be_built_and_holds_no_half_of_one(tmp_path: Path, disk: Disk) -> None:
    go = 'if [ "$1" = env ]; then echo go1.99.0; exit; fi\n'
    go += 'while [ "$1" != -o ]; do shift; done; head -c 9999 /dev/zero > "$2pulumi"\n'
    script(tmp_path / "bin" / "go", go)
    done = toolchain(disk.folder, tmp_path / "bin", (*disk.enter, f"--wd={ROOT}"))
    assert done.returncode == 1, "there is nothing to run"
    assert "No space left on device" in done.stderr, f"why:\n{done.stderr}"
    assert "4 GB of disk are free" in done.stderr, f"and what it takes:\n{done.stderr}"
    assert "Traceback" not in done.stderr, "a full disk is no mistake of the program's"
    assert not [each for each in disk.inside.rglob("pulumi") if each.is_file()], "a build is whole or not there"
