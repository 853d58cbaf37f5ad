"""Places that cannot be written: what only reads works, what needs more says where else to go, nothing is changed."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.engine import ROOT, Checkout
from tests.faults.machine.place import BOUND, read_only
from tests.toolchain.fakes import script

pytestmark = pytest.mark.slow

UP = ("local", "up", "--yes", "--skip-preview", "--stack", "prod")


def bound(checkout: Checkout, home: Path | None = None) -> Checkout:
    """Let the modes of files count for a checkout's commands, with another home where one is given."""
    checkout.prefix = (*BOUND, *(("env", f"LUMA_LOCAL_HOME={home}") if home else ()))
    checkout.home = home or checkout.home
    return checkout


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder but for Python's own."""
    files = (each for each in folder.rglob("*") if each.is_file() and ".venv" not in each.parts)
    return {str(each.relative_to(folder)): each.read_bytes() for each in files if each.suffix != ".pyc"}


def refused(checkout: Checkout, *words: str) -> str:
    """Run a command that must be refused with one message; return it."""
    run = checkout.luma(*words)
    assert run.code == 2, f"nothing was run:\n{run.text}"
    assert run.err.startswith("error: "), f"a message and no traceback:\n{run.err}"
    assert run.err.count("\n") == 1, f"one message:\n{run.err}"
    return run.err


def test_a_read_only_checkout_runs_with_a_home_elsewhere(empty: Checkout, tmp_path: Path, prod_built: Checkout) -> None:
    bound(empty, tmp_path / "home")
    before = content(empty.folder)
    with read_only(empty.folder):
        empty.up()
        assert empty.things() == prod_built.things(), "the platform is whole"
    assert content(empty.folder) == before, "nothing of the checkout was changed"


def test_a_read_only_checkout_says_where_else_the_home_can_be(empty: Checkout) -> None:
    bound(empty)
    with read_only(empty.folder):
        for words in (UP, ("local", "env"), ("local", "dump"), ("demo",)):
            told = refused(empty, *words)
            assert f"{empty.home}: the local cloud's home cannot be there" in told, "which folder"
            assert "Set LUMA_LOCAL_HOME to a folder that you may write into" in told, "and the way out"
        assert empty.luma("stacks").code == 0, "what needs no home works"
        assert empty.luma("check").code == 0, "so do the checks"


@pytest.mark.parametrize("part", [".", "state/.pulumi/stacks/luma"], ids=["whole", "state"])
def test_a_read_only_home_is_told_before_anything_is_run(prod: Checkout, part: str) -> None:
    bound(prod)
    before = content(prod.home)
    with read_only(prod.home / part):
        for words in (UP, ("local", "destroy", "--yes", "--ignore-protect", "--stack", "prod"), ("local", "env")):
            told = refused(prod, *words)
            assert f"{(prod.home / part).resolve()}: the local cloud's home cannot be there" in told, "which folder"
        refused(prod, "recover", "--stack", "prod", "--yes")
        refused(prod, "local", "reset", "--yes")
    assert content(prod.home) == before, "nothing was changed"


def test_a_file_of_the_home_that_cannot_be_written_is_named(prod: Checkout) -> None:
    bound(prod)
    with read_only(prod.home / "cloud.sqlite"):
        told = refused(prod, *UP)
    assert f"{prod.home / 'cloud.sqlite'} is read-only for you: let its owner change that" in told, "which, and why"
    after = prod.local("preview", "--expect-no-changes")
    assert after.code == 0, f"with that it is as good as before:\n{after.text}"


def toolchain(cache: Path, path: Path) -> "subprocess.CompletedProcess[str]":
    """Ask which Pulumi CLI is used, with a cache folder and a PATH of a test's own."""
    variables = {**os.environ, "XDG_CACHE_HOME": str(cache), "PATH": f"{path}:/usr/bin:/bin", "LUMA_TOOLCHAIN": "auto"}
    command = [*BOUND, str(ROOT / ".venv" / "bin" / "python"), "-m", "toolchain"]
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
