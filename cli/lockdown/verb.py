"""The verbs `./luma lockdown` and `./luma unlock`."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from cli.errors import FAILED, OK, UserError
from cli.local.copies import committed
from cli.local.generate import PLATFORM, platform_of
from cli.lockdown import attack, freeze
from cli.lockdown.duration import milliseconds
from cli.lockdown.record import Before, Note, Record, close, find, now, spelled, write
from cli.stackfile import read_config
from cli.target import targets
from cli.vendors.github import Place as Repository
from cli.vendors.github import place as repository
from cli.vendors.github import token
from cli.vendors.http import Client, VendorError, client_for
from cli.vendors.listing import asking
from settings.platform import Platform


@dataclass(frozen=True, slots=True)
class Place:
    """A stack's project at Vercel and repository at GitHub, and the clients to ask."""

    stack: str
    platform: Platform
    vercel: Client
    github: Client

    @property
    def repository(self) -> Repository:
        """The app's repository."""
        return repository(self.platform)

    @property
    def who(self) -> str:
        """Whose token this is."""
        return token(self.github).login


def lockdown(stack: str, length: str, reason: str, *, local: bool, yes: bool, as_json: bool) -> int:
    """Challenge every visitor and freeze deployments for a time; a lockdown that was cut short is finished.

    Args:
        stack: Name of the stack.
        length: How long, such as 2h.
        reason: Why, for the note.
        local: Whether the local cloud's stack is meant.
        yes: Do not ask.
        as_json: Write JSON alone.

    Returns:
        1 where the vendors do not say afterwards that it holds, otherwise 0.

    Raises:
        UserError: nothing was locked, or a step failed; the message says which are done.
    """
    span = milliseconds(length)
    if not reason.strip():
        raise UserError("--reason: empty, so nobody could tell later why. Give a sentence.")
    _confirm(f"Challenge every visitor of {stack} and freeze deployments for {length}?", yes=yes)
    done: list[str] = []
    with _place(stack, local=local) as place, _telling(stack, done):
        note = find(place.github, place.repository, stack)
        _refuse_unreadable(note)
        record = _record(place, note, reason.strip(), now() + span)
        note = write(place.github, place.repository, record, note)
        done.append(f"note: {note.url}")
        put = freeze.put(place.github, place.repository, stack)
        branch = place.platform.github.default_branch
        done.append(f"frozen: {branch} takes no change{'' if put else ' (as before)'}")
        attack.set_to(place.vercel, place.platform.vercel, during(record))
        done.append(f"challenged: every visitor, until {spelled(record.until)}")
        holds = _holds(place, record)
    _write(stack, done, record, note, as_json=as_json)
    return OK if holds else FAILED


def unlock(stack: str, *, local: bool, yes: bool, expired: bool, as_json: bool) -> int:
    """End a lockdown: put back exactly what was there before.

    Args:
        stack: Name of the stack.
        local: Whether the local cloud's stack is meant.
        yes: Do not ask.
        expired: Only where the time is over, for schedules.
        as_json: Write JSON alone.

    Raises:
        UserError: there is no lockdown, its note cannot be read, or a step failed.
    """
    done: list[str] = []
    with _place(stack, local=local) as place, _telling(stack, done):
        note = find(place.github, place.repository, stack)
        _refuse_unreadable(note)
        record = note.record if note else None
        if expired and (record is None or not record.expired):
            return OK
        if note is None or record is None:
            return _without_note(place, as_json=as_json)
        _confirm(f"End the lockdown of {stack} ({record.why})?", yes=yes)
        attack.set_to(place.vercel, place.platform.vercel, afterwards(record))
        done.append(f"visitors: {'challenged as before' if afterwards(record).challenged else 'no longer challenged'}")
        freeze.lift(place.github, place.repository, stack)
        done.append(f"deployments: {place.platform.github.default_branch} takes changes again")
        close(place.github, place.repository, note, place.who)
        done.append(f"note closed: {note.url}")
    _write(stack, done, record, note, as_json=as_json)
    return OK


def during(record: Record) -> Before:
    """Return what visitors meet in a lockdown: a challenge that was to last longer anyway is not cut short."""
    before = record.before
    longer = before.challenged and (before.until is None or before.until > record.until)
    return before if longer else Before(challenged=True, until=record.until)


def afterwards(record: Record) -> Before:
    """Return what visitors meet after a lockdown: what they met before, unless that has ended meanwhile."""
    before = record.before
    over = before.until is not None and before.until <= now()
    return Before(challenged=False) if over else before


def _record(place: Place, note: Note | None, why: str, until: int) -> Record:
    """Return the record of a new lockdown, or of one that goes on: what was there before it stays what it was."""
    if note and note.record:
        return note.record.model_copy(update={"until": max(until, note.record.until), "why": why})
    before = attack.read(place.vercel, place.platform.vercel)
    return Record(stack=place.stack, who=place.who, why=why, began=now(), until=until, before=before)


def _holds(place: Place, record: Record) -> bool:
    """Return whether the vendors themselves say that the lockdown holds."""
    met = attack.read(place.vercel, place.platform.vercel)
    return met == during(record) and freeze.is_on(place.github, place.repository, place.stack)


def _without_note(place: Place, *, as_json: bool) -> int:
    """Lift a freeze whose note somebody closed by hand; what visitors met before is not known then."""
    if not freeze.lift(place.github, place.repository, place.stack):
        raise UserError(f"{place.stack}: there is no lockdown, so nothing was changed. See ./luma status.")
    challenged = attack.read(place.vercel, place.platform.vercel).challenged
    told = "visitors are challenged still, because what was before is not known: end it in Vercel's Firewall page"
    done = ["deployments: no longer frozen; its note had been closed by hand", *([told] if challenged else [])]
    _write(place.stack, done, None, None, as_json=as_json)
    return FAILED if challenged else OK


def _refuse_unreadable(note: Note | None) -> None:
    if note and note.record is None:
        raise UserError(
            f"{note.url}: the lockdown's note was changed so that what was there before cannot be read; nothing was "
            "done. Restore its text (GitHub keeps every edit), or close it and run `./luma unlock`."
        )


@contextlib.contextmanager
def _place(stack: str, *, local: bool) -> Iterator[Place]:
    """Give a stack's place, with progress shown while it is used."""
    from rich.console import Console

    (target,) = targets([stack], local=local)
    platform = platform_of(stack, {PLATFORM: read_config(committed(stack)).get(PLATFORM)})
    with Console(stderr=True).status(f"Asking GitHub and Vercel about {stack}"), asking(target) as variables:
        yield Place(stack, platform, client_for("vercel", variables), client_for("github", variables))


@contextlib.contextmanager
def _telling(stack: str, done: list[str]) -> Iterator[None]:
    """Say what was done before a vendor refused: running the command again goes on from there."""
    try:
        yield
    except VendorError as error:
        told = "; ".join(done) or "nothing"
        raise UserError(
            f"{stack}: not all of it is done. Done: {told}. Run it again to go on.\n{error}", FAILED
        ) from None


def _confirm(question: str, *, yes: bool) -> None:
    """Ask, unless told not to.

    Raises:
        UserError: nobody is there to ask, or the answer is no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UserError(f"{question} Nobody is there to ask, so nothing was changed. Add --yes where it is meant.")
    if input(f"{question} [y/N] ").strip().lower() not in {"y", "yes"}:
        raise UserError("Nothing was changed.", OK)


def _write(stack: str, done: list[str], record: Record | None, note: Note | None, *, as_json: bool) -> None:
    if as_json:
        content = {
            "stack": stack,
            "done": done,
            "note": note.url if note else None,
            "lockdown": record.model_dump() if record else None,
        }
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
        return
    sys.stdout.writelines(f"{stack}: {line}\n" for line in done)
