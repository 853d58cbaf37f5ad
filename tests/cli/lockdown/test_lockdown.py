"""`luma lockdown`: what its note keeps, how long it may be, and what visitors meet during and after it."""

import re
from collections.abc import Callable

import pytest

from cli.errors import UserError
from cli.lockdown.duration import milliseconds
from cli.lockdown.record import Before, Record, now, read
from cli.lockdown.verb import afterwards, during

HOUR = 3_600_000
OFF = Before(challenged=False)


def record(*, before: Before = OFF, ends_in: int = HOUR) -> Record:
    """Return a lockdown that began now."""
    return Record(stack="prod", who="operator", why="a test", began=now(), until=now() + ends_in, before=before)


@pytest.mark.parametrize(("text", "length"), [("1m", 60_000), ("90m", 5_400_000), ("2h", 2 * HOUR), ("7d", 168 * HOUR)])
def test_a_length_is_written_as_people_do(text: str, length: int) -> None:
    assert milliseconds(text) == length, "in milliseconds"


@pytest.mark.parametrize("text", ["", "0m", "2", "2 hours", "-1h", "8d", "1.5h", "99999d"])
def test_a_length_that_is_none_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="between a minute and seven days"):
        milliseconds(text)


def test_the_note_says_who_why_and_until_when_and_can_be_read_again() -> None:
    made = record(before=Before(challenged=True, until=now() + 5))
    assert all(part in made.body for part in ("operator", "a test", "./luma unlock --stack prod")), "for people"
    assert read(made.body, "prod") == made, "for machines, whole"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda body: "", id="emptied"),
        pytest.param(lambda body: body.replace('"challenged":false', '"challenged":"no"'), id="wrong-type"),
        pytest.param(lambda body: body.replace('"who"', '"whom"'), id="unknown-field"),
        pytest.param(lambda body: body.replace('"stack":"prod"', '"stack":"staging"'), id="another-stacks"),
        pytest.param(lambda body: re.sub(r"\}\} -->", "", body), id="torn"),
    ],
)
def test_a_note_that_was_changed_is_not_believed(change: Callable[[str], str]) -> None:
    assert read(change(record().body), "prod") is None, "what was before it is then not known"


@pytest.mark.parametrize(
    ("before", "challenged_until"),
    [
        pytest.param(OFF, "lockdown", id="off-before"),
        pytest.param(Before(challenged=True, until=1), "lockdown", id="shorter-before"),
        pytest.param(Before(challenged=True, until=None), None, id="for-ever-before"),
    ],
)
def test_a_challenge_that_was_to_last_longer_is_not_cut_short(before: Before, challenged_until: str | None) -> None:
    found = record(before=before)
    until = found.until if challenged_until == "lockdown" else None
    assert during(found) == Before(challenged=True, until=until), "the longer of both"


def test_unlock_puts_back_what_was_before_unless_that_has_ended_meanwhile() -> None:
    forever = Before(challenged=True)
    assert afterwards(record()) == OFF, "off as before"
    assert afterwards(record(before=forever)) == forever, "on as before"
    assert afterwards(record(before=Before(challenged=True, until=1))) == OFF, "that would have ended by itself"


def test_a_lockdown_whose_time_is_over_says_so() -> None:
    assert (record().expired, record(ends_in=-1).expired) == (False, True), "by the clock"
