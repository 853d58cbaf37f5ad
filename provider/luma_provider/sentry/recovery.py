"""Finds what a create has made whose answer was lost, so that asking again does not make a second one.

Sentry's names are not unique, so a thing counts as ours when it has the same name, was made since the first attempt
(by the service's own clock) and no other create has claimed it.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from pydantic import AwareDatetime

from luma_provider.http import Answer, Client, Recover
from luma_provider.model import Wire

_SLACK_SECONDS: Final = 5.0
"""Dates on the wire have whole seconds, and a request takes time."""


class _Made(Wire):
    id: str
    name: str
    date_created: AwareDatetime


def recovery(client: Client, path: str, name: str) -> Recover:
    """Make the look-up for one create; `path` lists the things."""
    query: dict[str, str | int] = {"query": f'name:"{name}"', "sortBy": "-id"}

    async def recover(elapsed: float) -> Answer | None:
        answer = await client.send("GET", path, query=query)
        now = _clock(answer)
        for item in answer.data if isinstance(answer.data, list) else []:
            made = _Made.model_validate(item)
            age = (now - made.date_created).total_seconds()
            if made.name == name and age <= elapsed + _SLACK_SECONDS and f"{path}{made.id}" not in client.claimed:
                return Answer(item, answer.headers)
        return None

    return recover


def _clock(answer: Answer) -> datetime:
    """Read the service's own clock."""
    date = answer.headers.get("date")
    return parsedate_to_datetime(date) if date else datetime.now(UTC)
