"""What the cases start from: checkouts that are up, shared with the tests of the platform."""

from pathlib import Path

import pytest

from tests.engine import Checkout
from tests.faults.engine.scene import Worlds
from tests.platform.conftest import both_built, once, prod_built, shared

__all__ = ["both_built", "prod_built", "shared"]


@pytest.fixture(scope="session")
def worlds(shared: Path, prod_built: Checkout, both_built: Checkout) -> Worlds:
    """Give the undisturbed worlds; nobody changes them."""
    empty = once(shared / "empty", Worlds.nothing)
    changed = once(shared / "changed", lambda folder: Worlds.change(folder, prod_built))
    return Worlds(empty, prod_built, both_built, changed)
