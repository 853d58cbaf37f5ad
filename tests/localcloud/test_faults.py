"""Faults on demand: each kind, in order, as often as asked, and only where aimed."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from localcloud.core.errors import CloudError, Gone, RateLimited, ServerError, Timeout
from localcloud.core.faults import Fault, Faults, Kind
from localcloud.core.store import open_store
from localcloud.core.transaction import Transaction
from tests.localcloud.harness import Plugin
from tests.localcloud.test_store import Note, note

TOKEN = "test:index/note:Note"
TEAM = "sentry:index/sentryTeam:SentryTeam"


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    return Faults(open_store(tmp_path / "world.db"))


def outcome(faults: Faults, operation: str = "create", number: int = 1) -> str:
    """Try one operation and name how it ended."""

    def work(world: Transaction) -> Note:
        return world.add(note(number))

    try:
        faults.run("test", TOKEN, operation, work)
    except CloudError as error:
        return type(error).__name__
    return "done"


def stored(faults: Faults) -> int:
    """Count what the world holds."""
    with faults.store.transaction() as world:
        return len(world.all(Note))


def test_faults_fail_one_operation_after_the_other_in_the_order_given(faults: Faults) -> None:
    script: tuple[Kind, ...] = ("rate-limited", "server-error", "timeout", "gone")
    for kind in script:
        faults.add(Fault(kind, TOKEN, "create", times=1))
    found = [outcome(faults) for _ in range(5)]
    assert found == ["RateLimited", "ServerError", "Timeout", "Gone", "done"], "one failure an operation, then success"


def test_a_lost_answer_has_done_the_work_and_every_other_failure_has_not(faults: Faults) -> None:
    for kind in ("server-error", "timeout", "rate-limited", "gone"):
        faults.add(Fault(kind, times=1))
        outcome(faults)
    assert stored(faults) == 0, "what was refused was not done"
    faults.add(Fault("answer-lost", times=1))
    assert (outcome(faults), stored(faults)) == ("Timeout", 1), "applied, but the caller cannot know"


@pytest.mark.parametrize(
    ("target", "operation", "expected"),
    [
        (TOKEN, "create", "ServerError"),
        ("test", "*", "ServerError"),
        ("*", "*", "ServerError"),
        ("other", "*", "done"),
        (TOKEN, "update", "done"),
    ],
)
def test_a_fault_hits_exactly_what_it_is_aimed_at(faults: Faults, target: str, operation: str, expected: str) -> None:
    faults.add(Fault("server-error", target, operation))
    assert outcome(faults) == expected, f"aimed at {operation} of {target}"


def test_a_delay_comes_before_the_work_and_a_rate_limit_says_how_long_to_wait(faults: Faults) -> None:
    faults.add(Fault("latency", seconds=0.05))
    faults.add(Fault("rate-limited", seconds=7))
    began = time.monotonic()
    with pytest.raises(RateLimited) as raised:
        faults.run("test", TOKEN, "read", lambda world: world.all(Note))
    assert time.monotonic() - began >= 0.05, "the delay adds to the failure"
    assert raised.value.retry_after == 7, "the caller learns when to retry"


def test_cleared_faults_are_gone_and_unknown_ones_are_refused_by_name(faults: Faults) -> None:
    faults.add(Fault("server-error"))
    faults.clear()
    assert outcome(faults) == "done", "nothing is left"
    with pytest.raises(ValueError, match="choose one of create, read"):
        faults.add(Fault("latency", operation="creat"))


def test_errors_carry_status_code_and_the_vendors_words() -> None:
    found = {str(each) for each in (Gone("retired"), ServerError("broken"), Timeout("late", code="slow"))}
    assert found == {"410 gone: retired", "500 internal_error: broken", "504 slow: late"}, "<status> <code>: message"


def test_sixty_four_operations_wait_side_by_side(plugin: Plugin) -> None:
    delay, width = 0.2, 64
    Faults(plugin.store).add(Fault("latency", seconds=delay))
    began = time.monotonic()
    with ThreadPoolExecutor(width) as threads:
        names = [f"team-{number}" for number in range(width)]
        made = list(threads.map(lambda name: plugin.make(TEAM, {"organization": "luma", "name": name}), names))
    took = time.monotonic() - began
    assert len({each.id for each in made}) == width, "each of them was done"
    assert took < width * delay / 4, "a delay holds no lock: independent branches run in parallel"
