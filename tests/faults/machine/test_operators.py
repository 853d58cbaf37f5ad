"""Two operators at one stack at once: one has its turn and ends right, the other is told whose turn it is."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.engine import Checkout, Run

pytestmark = pytest.mark.slow

UP = ("local", "up", "--yes", "--skip-preview", "--stack", "prod")
PATIENCE_SECONDS = 200
TAKEN = re.compile(r"prod: locked by \S+@\S+ \(process \d+, since \d{4}-\S+\), which is working on this stack; ")
USED = re.compile(r"\S+: another \./luma command is using this local cloud; .*Wait until it is done")


def ended(process: "subprocess.Popen[str]") -> Run:
    """Wait for a command and return what came of it."""
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return Run(UP, process.returncode, out, err, ())


def test_of_two_first_ups_one_builds_the_platform_and_the_other_is_told(empty: Checkout, prod_built: Checkout) -> None:
    runs = [ended(each) for each in [empty.start(*UP), empty.start(*UP)]]
    won, lost = sorted(runs, key=lambda run: run.code)
    assert (won.code, lost.code) == (0, 2), f"one wins:\n{won.text}\n{lost.text}"
    assert TAKEN.search(lost.err), f"who holds it, since when: {lost.err}"
    assert lost.err.count("\n") == 1, f"one message:\n{lost.err}"
    assert empty.things() == prod_built.things(), "the platform is whole"
    after = empty.local("preview", "--expect-no-changes")
    assert after.code == 0, f"both started with one home, whose secrets can be read:\n{after.text}"


@dataclass(frozen=True)
class Busy:
    """A checkout in which an `up` of prod is under way, and stays so."""

    checkout: Checkout
    first: "subprocess.Popen[str]"
    pulumi: int

    def state(self) -> bytes:
        """Return the saved state, byte for byte."""
        return (self.checkout.home / "state/.pulumi/stacks/luma/prod.json").read_bytes()


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, prod_built: Checkout) -> Iterator[Busy]:
    """Give a platform whose `up` holds the lock, stopped as by Ctrl-Z; it ends after the last test."""
    made = Checkout.make(tmp_path_factory.mktemp("busy") / "luma", prod_built.folder)
    first = made.start(*UP)
    locks = made.home / "state/.pulumi/locks/organization/luma/prod"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := [each.read_text() for each in locks.glob("*.json")]) or not found[0]:
        assert first.poll() is None, "the run must still be there"
        assert time.monotonic() < deadline, "the run must take its lock"
        time.sleep(0.01)
    pulumi = int(re.findall(r'"pid":\s*(\d+)', found[0])[0])
    os.kill(pulumi, signal.SIGSTOP)
    yield Busy(made, first, pulumi)
    if first.poll() is None:
        os.kill(pulumi, signal.SIGCONT)
        first.communicate(timeout=PATIENCE_SECONDS)


REFUSED = {
    "up": (UP, TAKEN),
    "refresh": (("local", "refresh", "--yes", "--stack", "prod"), TAKEN),
    "destroy": (("local", "destroy", "--yes", "--ignore-protect", "--stack", "prod"), TAKEN),
    "recover": (("recover", "--stack", "prod", "--yes"), TAKEN),
    "rotate": (("rotate", "SESSION_SECRET", "--stack", "prod", "--local", "--yes"), TAKEN),
    "demo": (("demo",), TAKEN),
    "reset": (("local", "reset", "--yes"), USED),
    "stop": (("local", "stop"), USED),
}


@pytest.mark.parametrize("second", REFUSED)
def test_what_would_disturb_a_run_is_told_who_is_at_it(busy: Busy, second: str) -> None:
    words, told = REFUSED[second]
    world, state = busy.checkout.world(), busy.state()
    run = busy.checkout.luma(*words)
    assert run.code in {1, 2}, f"it did not do it:\n{run.text}"
    assert told.search(run.text), f"who is at it, since when, and to wait:\n{run.text}"
    assert "Traceback" not in run.text, "a person's mistake is no program's"
    assert (busy.checkout.world(), busy.state()) == (world, state), "nothing was changed"


def test_who_only_looks_is_not_held_up(busy: Busy) -> None:
    run = busy.checkout.luma("drift", "--local", "--stack", "prod")
    assert (run.code, run.out) == (0, "prod: as declared\nUndeclared: nothing\n"), run.text


def test_the_first_run_ends_right_after_all_that(busy: Busy, prod_built: Checkout) -> None:
    assert busy.first.poll() is None, "it was at it all the time"
    os.kill(busy.pulumi, signal.SIGCONT)
    run = ended(busy.first)
    assert run.code == 0, f"it was not disturbed:\n{run.text}"
    assert "125 unchanged" in run.out, "nobody changed anything meanwhile"
    assert busy.checkout.things() == prod_built.things(), "the platform is whole"
