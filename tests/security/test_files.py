"""Nobody but its owner reads what a local run writes, whatever the umask and whoever made the folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.files import write_private
from tests.engine import Checkout
from tests.platform.conftest import prod, prod_built, shared

__all__ = ["prod", "prod_built", "shared"]


@pytest.fixture
def open_handed() -> Iterator[None]:
    """Let every file that a process makes be everybody's, unless it says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """Return what is open to others in a folder, itself included, by path."""
    found = {str(path): path.lstat().st_mode for path in [folder, *folder.rglob("*")] if not path.is_symlink()}
    return {path: stat.filemode(mode) for path, mode in found.items() if mode & 0o077}


def test_a_private_file_is_private_under_any_umask(tmp_path: Path, open_handed: None) -> None:
    path = tmp_path / "secret"
    path.write_text("old")
    write_private(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600), "also where it was open before"


@pytest.mark.slow
def test_everything_under_the_home_is_its_owners(prod: Checkout, open_handed: None) -> None:
    assert modes(prod.home) == {}, "state, logs and settings of the first run"
    prod.home.chmod(0o777)
    prod.up()
    assert modes(prod.home) == {}, "a run closes the folder, and its files are its owner's alone"
    names = {path.name for path in prod.home.rglob("*")}
    assert {"cloud.sqlite", "generated.prod.json", "Pulumi.prod.yaml", "prod.json"} <= names, (
        "there was something to see"
    )
