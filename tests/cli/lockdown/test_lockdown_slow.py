"""`luma lockdown` on a built platform: main takes no change, an update does not undo it, unlock restores all."""

import json
from typing import Any

import pytest

from tests.engine import Checkout

pytestmark = pytest.mark.slow
NAME = "Lockdown of prod: no change is deployed; see the issue labelled lockdown"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Give a checkout with prod up."""
    made = Checkout.make(tmp_path_factory.mktemp("lockdown") / "luma")
    made.up()
    return made


def seen(checkout: Checkout) -> tuple[bool, int, list[str]]:
    """Return whether visitors are challenged, the number of lockdown rulesets, and the states of the notes."""
    world = checkout.world()
    (project,) = [each["properties"] for each in world["vercel"] if each["type"] == "project"]
    locks = [each for each in world["github"] if each["type"] == "ruleset" and each["properties"]["name"] == NAME]
    notes = [each["properties"]["state"] for each in world["github"] if each["type"] == "issue"]
    return bool(project["attack_mode"]), len(locks), notes


def lock(checkout: Checkout, *words: str) -> Any:
    """Lock prod down, which must succeed, and return what was told."""
    done = checkout.luma("lockdown", "--local", "--reason", "A test", "--yes", "--json", *words)
    assert done.code == 0, done.text
    return json.loads(done.out)


def test_a_lockdown_survives_an_update_and_unlock_puts_everything_back(checkout: Checkout) -> None:
    before = checkout.things()
    told = lock(checkout, "--for", "30m")
    assert seen(checkout) == (True, 1, ["open"]), "challenged, frozen, noted"
    assert checkout.up().changes() == {}, "an update changes nothing"
    assert seen(checkout) == (True, 1, ["open"]), "and undoes nothing"
    longer = lock(checkout, "--for", "2h")
    assert longer["lockdown"]["until"] > told["lockdown"]["until"], "a second one makes it longer"
    assert (longer["note"], seen(checkout)) == (told["note"], (True, 1, ["open"])), "and is the same one"
    done = checkout.luma("unlock", "--local", "--yes")
    assert done.code == 0, done.text
    assert seen(checkout) == (False, 0, ["closed"]), "all of it is over"
    more = {kind: name for _, kind, name in checkout.things() - before}
    assert set(more) == {"issue"}, "only the closed note is left"
    again = checkout.luma("unlock", "--local", "--yes")
    assert (again.code, "there is no lockdown" in again.err) == (2, True), again.text


def test_a_lockdown_cut_short_is_finished_by_the_second_run(checkout: Checkout) -> None:
    kind = "vercel:index/attackChallengeMode:AttackChallengeMode"
    checkout.cloud("fault", "server-error", "--target", kind, "--operation", "update", "--times", "1")
    failed = checkout.luma("lockdown", "--local", "--reason", "A test", "--yes")
    assert failed.code == 1, failed.text
    assert "Run it again to go on" in failed.err, "what is done and what is not"
    assert seen(checkout)[:2] == (False, 1), "frozen, and not challenged yet"
    lock(checkout)
    assert seen(checkout)[:2] == (True, 1), "now both, and nothing twice"
    assert checkout.luma("unlock", "--local", "--yes").code == 0, "and back"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("--reason", " ", "--yes"), "Give a sentence", id="no-reason"),
        pytest.param(("--reason", "x", "--for", "2y", "--yes"), "Write it like 90m, 2h or 1d", id="no-length"),
        pytest.param(("--reason", "x"), "Add --yes", id="nobody-to-ask"),
    ],
)
def test_a_request_that_cannot_be_meant_locks_nothing(checkout: Checkout, words: tuple[str, ...], told: str) -> None:
    refused = checkout.luma("lockdown", "--local", *words)
    assert (refused.code, told in refused.err) == (2, True), refused.text
    assert seen(checkout)[:2] == (False, 0), "nothing was done"
