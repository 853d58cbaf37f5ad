"""The parts of a stack's status, each asked of one cloud and readable by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from cli.drift.verb import compared
from cli.errors import UserError
from cli.lockdown import freeze
from cli.lockdown.attack import find_project
from cli.lockdown.record import find, spelled
from cli.rollback.verb import told
from cli.target import Target
from cli.vendors import cloudflare, github, sentry, vercel
from cli.vendors.http import client_for
from settings.platform import Platform

State = Literal["good", "bad", "unknown"]
_BACKUP: Final = timedelta(hours=26)
"""A nightly backup is late after a day and some hours for GitHub's scheduler."""


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the status."""

    part: str
    state: State
    words: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: the stack, its settings, and the variables that lead to its vendors."""

    target: Target
    platform: Platform
    variables: Mapping[str, str]


def urls(subject: Subject) -> Line:
    """Tell the stack's addresses."""
    platform = subject.platform
    return Line("addresses", "good", f"{platform.app.url}, https://{platform.r2.images.host}")


def deployment(subject: Subject) -> Line:
    """Tell what serves production, and the newest deployment where that is another."""
    client, settings = client_for("vercel", subject.variables), subject.platform.vercel
    project = find_project(client, settings)
    now = vercel.current(client, project)
    newest = next(iter(vercel.deployments(client, project, target="production", most=1)), None)
    serves = f"{told(now)} ({age(now.created)})" if now else "nothing serves production yet"
    other = f"; the newest is {newest.state}: {told(newest)}" if newest and (not now or newest.id != now.id) else ""
    paused = "; the project is paused" if project.paused else ""
    good = now is not None and not paused and (newest is None or newest.state != "ERROR")
    return Line("deployment", "good" if good else "bad", f"{serves}{other}{paused}")


def alerts(subject: Subject) -> Line:
    """Tell how many issues are open in Sentry."""
    settings = subject.platform.sentry
    count = sentry.open_issues(client_for("sentry", subject.variables), settings.organization, settings.project)
    return Line("alerts", "bad" if count else "good", f"{count} unresolved issues in Sentry")


def backup(subject: Subject) -> Line:
    """Tell how old the newest dump in the backup bucket is."""
    platform = subject.platform
    if platform.r2.backups is None:
        return Line("backup", "good", "this stack takes none")
    client = client_for("cloudflare", subject.variables)
    found = cloudflare.latest_object(client, cloudflare.place(platform), platform.r2.backups.name)
    if found is None:
        return Line("backup", "bad", f"none is in {platform.r2.backups.name} yet: run the workflow `backup` by hand")
    late = datetime.now(UTC) - found.last_modified > _BACKUP
    words = f"{found.key}, {age(found.last_modified)}"
    return Line("backup", "bad" if late else "good", f"{words}: a night was missed" if late else words)


def lockdown(subject: Subject) -> Line:
    """Tell whether a lockdown holds, or its time is over and nobody has unlocked."""
    client, where = client_for("github", subject.variables), github.place(subject.platform)
    stack = subject.target.stack
    note, frozen = find(client, where, stack), freeze.is_on(client, where, stack)
    if note is None:
        words = "no note, but deployments are frozen: ./luma unlock" if frozen else "none"
        return Line("lockdown", "bad" if frozen else "good", words)
    if note.record is None:
        return Line("lockdown", "bad", f"its note cannot be read: {note.url}")
    by = f"{note.record.who}: {note.record.why} ({note.url})"
    if note.record.expired:
        return Line(
            "lockdown", "bad", f"over since {spelled(note.record.until)}, deployments frozen: ./luma unlock; {by}"
        )
    half = "" if frozen else "; deployments are NOT frozen: run ./luma lockdown again"
    return Line("lockdown", "bad", f"until {spelled(note.record.until)} by {by}{half}")


def drift(subject: Subject) -> Line:
    """Compare the stack with what is there, as `luma drift` does."""
    found = compared(subject.target.recorded("refresh", "--preview-only"))
    if not found:
        return Line("drift", "good", "as declared")
    clouds = ", ".join(sorted({each.cloud for each in found}))
    return Line("drift", "bad", f"{len(found)} changed or missing at {clouds}: ./luma drift tells them")


def asked(part: str, ask: Callable[[Subject], Line], subject: Subject) -> Line:
    """Ask for a part; a cloud that does not answer is its line, and not the end."""
    try:
        return ask(subject)
    except UserError as error:
        return Line(part, "unknown", " ".join(str(error).split()))


def age(moment: datetime) -> str:
    """Spell how long ago a moment was."""
    minutes = max(0, int((datetime.now(UTC) - moment).total_seconds() // 60))
    hours, days = minutes // 60, minutes // 1440
    return f"{days} days ago" if days > 1 else f"{hours} hours ago" if hours > 1 else f"{minutes} minutes ago"
