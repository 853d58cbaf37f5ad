"""Platforms that are up, built once for all workers and copied for each test that changes one."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine import Checkout


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test here as slow: each runs the real engine."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give the folder that all workers of this session share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


def once(folder: Path, build: Callable[[Path], Checkout]) -> Checkout:
    """Build a checkout once, whichever worker comes first."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder.with_suffix(".done")
        if done.exists():
            return Checkout(folder)
        made = build(folder)
        done.touch()
        return made


@pytest.fixture(scope="session")
def prod_built(shared: Path) -> Checkout:
    """Give a checkout with prod up, made from nothing; tests only read it."""

    def build(folder: Path) -> Checkout:
        made = Checkout.make(folder)
        made.up()
        return made

    return once(shared / "prod", build)


@pytest.fixture(scope="session")
def both_built(shared: Path, prod_built: Checkout) -> Checkout:
    """Give a checkout with both stacks up side by side; tests only read it."""

    def build(folder: Path) -> Checkout:
        made = Checkout.make(folder, prod_built.folder)
        made.up(stack="staging")
        return made

    return once(shared / "both", build)


@pytest.fixture
def empty(tmp_path: Path) -> Checkout:
    """Give a checkout with an empty local cloud."""
    return Checkout.make(tmp_path / "luma")


@pytest.fixture
def prod(tmp_path: Path, prod_built: Checkout) -> Checkout:
    """Give a copy of the checkout with prod up."""
    return Checkout.make(tmp_path / "luma", prod_built.folder)


@pytest.fixture
def both(tmp_path: Path, both_built: Checkout) -> Checkout:
    """Give a copy of the checkout with both stacks up."""
    return Checkout.make(tmp_path / "luma", both_built.folder)
