"""The bucket for the state: made once, private, its history kept, and mended when somebody loosened it."""

from pathlib import Path
from typing import Any

import pytest

from tests.engine import Checkout

pytestmark = pytest.mark.slow

ACCOUNT = "4f9a1c7e2b6d8035a1e4c9f7b3d26058"
DAYS_30 = 30 * 86_400


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Give a checkout whose local Cloudflare holds the bucket."""
    checkout = Checkout.make(tmp_path_factory.mktemp("state") / "luma")
    done = checkout.luma("state", "bootstrap", "--local")
    assert done.code == 0, done.text
    assert done.out.splitlines()[:2] == [
        "made the bucket luma-pulumi-state",
        "locked history and backups for 30 days against deletion",
    ], "it says what it did"
    address = f"s3://luma-pulumi-state?endpoint=https://{ACCOUNT}.r2.cloudflarestorage.com&region=auto"
    assert f"pulumi login '{address}&s3ForcePathStyle=true'" in done.out, "and how to use it"
    return checkout


def things(checkout: Checkout, kind: str) -> list[dict[str, Any]]:
    return [each["properties"] for each in checkout.world()["cloudflare"] if each["type"] == kind]


def test_every_state_that_there_was_is_locked_against_deletion(made: Checkout) -> None:
    assert [each["name"] for each in things(made, "bucket")] == ["luma-pulumi-state"], "one bucket"
    (locks,) = things(made, "bucket-rules")
    held = {rule["prefix"]: rule["condition"]["maxAgeSeconds"] for rule in locks["rules"] if rule["enabled"]}
    assert held == {".pulumi/history/": DAYS_30, ".pulumi/backups/": DAYS_30}, "and the state itself can be written"


def test_a_second_run_changes_nothing(made: Checkout) -> None:
    before = made.world()
    done = made.luma("state", "bootstrap", "--local")
    assert (done.code, done.out.splitlines()[0]) == (0, "luma-pulumi-state is as it should be"), done.text
    assert made.world() == before, "it can be run at any time"


def test_a_stack_that_is_unknown_is_one_message(made: Checkout, tmp_path: Path) -> None:
    done = made.luma("state", "bootstrap", "--local", "--stack", "moon")
    assert (done.code, "Traceback" in done.text) == (2, False), done.text
