"""Finds what a create has made whose answer was lost, so that asking again does not make a second one.

Sentry's names are not unique, so a thing counts as ours when it has the same name, was made since the first attempt
(by the service's own clock) and no other create of this process has claimed it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from pydantic import AwareDatetime

from luma_provider.http import Answer, Client, Recover
from luma_provider.model import Wire

_SLACK_SECONDS: Final = 5.0
"""Dates on the wire have whole seconds, and a request takes time."""
_claimed: Final[set[str]] = set()


class _Made(Wire):
    id: str
    name: str
    date_created: AwareDatetime


def claim(thing: str) -> None:
    """Note that a create of this process has this id, so that no other takes it for its own."""
    _claimed.add(thing)


def recovery(client: Client, path: str, name: str, query: dict[str, str | int], key: Callable[[str], str]) -> Recover:
    """Make the look-up for one create: `path` lists the things, `key` spells an id for `claim`."""

    async def recover(elapsed: float) -> Answer | None:
        answer = await client.send("GET", path, query=query)
        now = _clock(answer)
        for item in answer.data if isinstance(answer.data, list) else []:
            made = _Made.model_validate(item)
            age = (now - made.date_created).total_seconds()
            if made.name == name and age <= elapsed + _SLACK_SECONDS and key(made.id) not in _claimed:
                return Answer(item, answer.headers)
        return None

    return recover


def _clock(answer: Answer) -> datetime:
    """Read the service's own clock."""
    date = answer.headers.get("date")
    return parsedate_to_datetime(date) if date else datetime.now(UTC)
