"""The verb `./luma rollback`: the previous production deployment promoted again, nothing built anew."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from cli.errors import FAILED, OK, UserError
from cli.local.copies import committed
from cli.local.generate import PLATFORM, platform_of
from cli.lockdown.attack import find_project
from cli.rollback.migrations import between
from cli.stackfile import read_config
from cli.target import targets
from cli.vendors import github, vercel
from cli.vendors.http import Client, client_for
from cli.vendors.listing import asking
from cli.verify.checks import Check
from cli.verify.declared import Declared
from cli.verify.verb import look, tell
from settings.platform import Platform

_WAIT_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Way:
    """A rollback: from what serves now to what served before, and the migrations between (None: not known)."""

    now: vercel.Deployment
    to: vercel.Deployment
    migrations: Sequence[str] | None

    @property
    def warning(self) -> str:
        """What a person must know before; empty where the database is the same."""
        if self.migrations is None:
            return "Whether migrations came between is not known: a deployment has no commit that GitHub can show."
        if not self.migrations:
            return ""
        return (
            f"{len(self.migrations)} migrations came between and stay: {', '.join(self.migrations)}. The older code "
            "must work with the newer tables."
        )


def rollback(stack: str, to: str, *, local: bool, yes: bool, verify: bool, as_json: bool) -> int:
    """Promote the previous production deployment, or the one that is named.

    Args:
        stack: Name of the stack.
        to: Id or address of a deployment; empty for the previous one.
        local: Whether the local cloud's stack is meant.
        yes: Do not ask.
        verify: Whether to look at the site afterwards.
        as_json: Write JSON alone.

    Returns:
        1 where Vercel does not say afterwards that it serves, or the site does not answer as declared, otherwise 0.

    Raises:
        UserError: there is nothing to go back to, or nobody to ask.
    """
    from rich.console import Console

    (target,) = targets([stack], local=local)
    platform = platform_of(stack, {PLATFORM: read_config(committed(stack)).get(PLATFORM)})
    with asking(target) as variables:
        client = client_for("vercel", variables)
        with Console(stderr=True).status("Asking Vercel and GitHub"):
            project = find_project(client, platform.vercel)
            way = _way(client, project, platform, client_for("github", variables), to)
        if not as_json:
            sys.stdout.writelines(f"{line}\n" for line in _lines(stack, way))
        _confirm(yes=yes)
        with Console(stderr=True).status(f"Promoting {way.to.url}"):
            vercel.promote(client, project, way.to.id)
            done = _serves(client, project, way.to.id)
    if not as_json:
        sys.stdout.write(_outcome(way, done=done))
    checks = (
        list(tell(look(target, Declared(platform, platform.app.domain)), as_json=as_json)) if done and verify else None
    )
    if as_json:
        sys.stdout.write(json.dumps(_content(stack, way, checks, done=done), indent=2) + "\n")
    return OK if done and all(each.good for each in checks or ()) else FAILED


def choose(now: vercel.Deployment | None, ready: Sequence[vercel.Deployment], to: str) -> vercel.Deployment:
    """Return the deployment to go back to.

    Args:
        now: What serves production.
        ready: The production deployments that are ready, newest first.
        to: Id or address of one; empty for the newest that served before what serves now.

    Raises:
        UserError: there is none, or it serves already.
    """
    if now is None:
        raise UserError("Nothing serves production, so there is nothing to go back from. See ./luma status.")
    if to in {now.id, now.url}:
        raise UserError(f"{to}: serves production already, so nothing was changed.")
    if to:
        found = next((each for each in ready if to in {each.id, each.url}), None)
    else:
        older = (each for each in ready if each.created_at < now.created_at and each.substate == "PROMOTED")
        found = next(older, None)
    if found is None:
        known = ", ".join(each.id for each in ready if each.id != now.id) or "none"
        raise UserError(
            f"{to or 'The previous deployment'}: no ready production deployment to go back to, so nothing was changed. "
            f"Name one by --to: {known}"
        )
    return found


def _way(client: Client, project: vercel.Project, platform: Platform, repository: Client, to: str) -> Way:
    address = to.removeprefix("https://").rstrip("/")
    now = vercel.current(client, project)
    found = choose(now, vercel.deployments(client, project, target="production", state="READY"), address)
    assert now is not None  # `choose` has refused it
    return Way(now, found, between(repository, github.place(platform), found.meta.sha, now.meta.sha))


def _serves(client: Client, project: vercel.Project, number: str) -> bool:
    """Wait until a deployment serves production; return whether it came to that."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        now = vercel.current(client, project)
        if now and now.id == number:
            return True
        time.sleep(_POLL_SECONDS)
    return False


def _confirm(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UserError("Nobody is there to ask, so nothing was changed. Add --yes where it is meant.")
    if input("Roll back? [y/N] ").strip().lower() not in {"y", "yes"}:
        raise UserError("Nothing was changed.", OK)


def _lines(stack: str, way: Way) -> list[str]:
    rows = [f"{stack} serves {told(way.now)}", f"  back to {told(way.to)}"]
    return [*rows, f"  Warning: {way.warning}"] if way.warning else rows


def told(deployment: vercel.Deployment) -> str:
    """Return a deployment in words: address, commit, its message's first line, and when it was made."""
    message = deployment.meta.message.split("\n")[0]
    commit = f" {deployment.meta.sha[:7]} {message}".rstrip() if deployment.meta.sha else ""
    return f"{deployment.url}{commit}, of {deployment.created:%Y-%m-%d %H:%M} UTC"


def _content(stack: str, way: Way, checks: Sequence[Check] | None, *, done: bool) -> dict[str, object]:
    return {
        "stack": stack,
        "from": way.now.id,
        "to": way.to.id,
        "migrations": list(way.migrations) if way.migrations is not None else None,
        "warning": way.warning,
        "serves": done,
        "checks": [asdict(each) for each in checks] if checks is not None else None,
    }


def _outcome(way: Way, *, done: bool) -> str:
    if not done:
        return f"Vercel has not promoted {way.to.url} within a minute. Look again: ./luma status\n"
    return (
        f"{way.to.url} serves production. Until the mistake is mended, the next deployment of the default branch "
        "brings it back: ./luma lockdown holds deployments.\n"
    )
