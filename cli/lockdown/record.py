"""The audit note of a lockdown: an issue in the app's repository that says who, when, why and until when.

The team sees it where it works, GitHub keeps who wrote and changed it and when, and it outlives the machine that began
the lockdown. What was there before stands in it too, in a comment that only machines read: `unlock` puts exactly that
back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from cli.vendors import github
from cli.vendors.http import Client

LABEL: Final = "lockdown"
_BLOCK: Final = re.compile(r"<!-- luma-lockdown (\{.*?\}) -->", re.S)
_FORMAT: Final = "%Y-%m-%d %H:%M UTC"


class Before(BaseModel):
    """What was there before: whether visitors were challenged, and until when in milliseconds (None: no end)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    challenged: bool
    until: int | None = None


class Record(BaseModel):
    """A lockdown of one stack; moments are milliseconds."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    stack: str
    who: str
    why: str
    began: int
    until: int
    before: Before

    @property
    def expired(self) -> bool:
        """Whether its time is over: visitors are no longer challenged, deployments are frozen until `unlock`."""
        return self.until <= now()

    @property
    def title(self) -> str:
        """The issue's title."""
        return f"Lockdown of {self.stack} until {spelled(self.until)}"

    @property
    def body(self) -> str:
        """The issue's text."""
        return (
            f"**{self.who}** locked `{self.stack}` down on {spelled(self.began)}: {self.why}\n\n"
            f"- Every visitor is challenged (Vercel's attack mode) until {spelled(self.until)}; then that ends by "
            "itself.\n"
            "- The default branch takes no change, so nothing new is deployed, until somebody unlocks. What is on it "
            "already can be deployed again, and rolled back.\n\n"
            f"End it: `./luma unlock --stack {self.stack}` puts back what was there before.\n\n"
            f"<!-- luma-lockdown {self.model_dump_json()} -->\n"
        )


@dataclass(frozen=True, slots=True)
class Note:
    """The open issue of a stack's lockdown; `record` is None where its machine-readable part cannot be read."""

    number: int
    url: str
    record: Record | None


def now() -> int:
    """Return this moment in milliseconds."""
    return int(datetime.now(UTC).timestamp() * 1000)


def spelled(moment: int) -> str:
    """Spell milliseconds for people."""
    return datetime.fromtimestamp(moment / 1000, UTC).strftime(_FORMAT)


def find(client: Client, where: github.Place, stack: str) -> Note | None:
    """Find the note of a stack's lockdown, or None.

    Raises:
        VendorError: GitHub does not say.
    """
    for issue in github.open_issues(client, where, LABEL):
        if issue.title.startswith(f"Lockdown of {stack} "):
            return Note(issue.number, issue.html_url, read(issue.body, stack))
    return None


def write(client: Client, where: github.Place, record: Record, known: Note | None) -> Note:
    """Open the note, or bring it up to date.

    Raises:
        VendorError: GitHub refused.
    """
    if known is None:
        made = github.create_issue(client, where, title=record.title, body=record.body, labels=[LABEL])
        return Note(made.number, made.html_url, record)
    if known.record != record:
        github.update_issue(client, where, known.number, title=record.title, body=record.body)
    return replace(known, record=record)


def close(client: Client, where: github.Place, note: Note, who: str) -> None:
    """Say who ended the lockdown, and close the note.

    Raises:
        VendorError: GitHub refused.
    """
    if note.record:
        ended = f"{note.record.body}\n**{who}** ended it on {spelled(now())}.\n"
        github.update_issue(client, where, note.number, title=note.record.title, body=ended)
    github.close_issue(client, where, note.number)


def read(body: str, stack: str) -> Record | None:
    """Read the record of a stack out of a note; None where it is not there whole."""
    found = _BLOCK.search(body)
    try:
        record = Record.model_validate_json(found[1]) if found else None
    except ValidationError:
        return None
    return record if record and record.stack == stack else None
