"""`kill -9` of the whole process tree in the middle of an `up`, and the way back."""

import random
import time

import pytest

from tests.engine import Checkout, kill_tree

MOMENTS = 10
SEED = 20261123
PATIENCE_SECONDS = 120


def kill_in_the_middle_of_an_up(checkout: Checkout, size: int) -> None:
    """Start an `up` of prod and kill it, with its cloud, as soon as the local cloud holds that many things."""
    process = checkout.start("local", "up", "--yes", "--skip-preview", "--stack", "prod")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while checkout.size() < size and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert process.poll() is None, "the run must be cut off before it ends"
    kill_tree(process)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_killed_up_is_recovered_without_duplicate_or_orphan(
    empty: Checkout, prod_built: Checkout, moment: int
) -> None:
    tenth = prod_built.size() / MOMENTS
    kill_in_the_middle_of_an_up(empty, round(random.Random(SEED + moment).uniform(moment, moment + 1) * tenth))
    recovered = empty.luma("recover", "--stack", "prod", "--yes")
    assert recovered.code == 0, recovered.text
    assert not empty.state().get("pending_operations"), "nothing is left in the balance"
    empty.up()
    assert empty.things() == prod_built.things(), "the same world as an undisturbed run makes"
    assert empty.up("--expect-no-changes").changes() == {}, "and nothing is left to do"
