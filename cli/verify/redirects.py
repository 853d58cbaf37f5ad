"""Whether every way to the site ends where it should: http, www, and the declared redirects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin

from cli.verify.checks import Check
from cli.verify.declared import Declared
from cli.verify.wire import Wire

_MOST: Final = 10
_PERMANENT: Final = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_REDIRECTS: Final = range(300, 400)
_PATTERN: Final = frozenset("()*:[]\\")


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a request was led: each address with its status, the last one first asked without a redirect."""

    steps: tuple[tuple[str, int], ...]
    loops: bool

    @property
    def words(self) -> str:
        """The chain in one line."""
        return " -> ".join(f"{address} ({status})" for address, status in self.steps)


def follow(wire: Wire, url: str) -> Chain:
    """Follow redirects from an address until an answer is none, an address comes twice, or ten were seen.

    Raises:
        UnreachableError: there was no answer.
    """
    steps: list[tuple[str, int]] = []
    seen: set[str] = set()
    while url not in seen and len(steps) < _MOST:
        seen.add(url)
        reply = wire.ask(url)
        steps.append((url, reply.status))
        if reply.status not in _REDIRECTS or not reply.one("location"):
            return Chain(tuple(steps), loops=False)
        url = urljoin(url, reply.one("location"))
    return Chain(tuple(steps), loops=True)


def redirect_checks(wire: Wire, declared: Declared) -> Iterator[Check]:
    """Yield the checks of every redirect.

    Raises:
        UnreachableError: there was no answer.
    """
    home = f"https://{declared.host}/"
    yield _check(wire, f"http://{declared.host}/", home, _PERMANENT, 1)
    if declared.www:
        yield _check(wire, f"http://{declared.www}/", home, _PERMANENT, 2)
        yield _check(wire, f"https://{declared.www}/", home, _PERMANENT, 1)
    for each in declared.platform.vercel.redirects:
        if not _PATTERN & set(each.source):
            status = HTTPStatus.PERMANENT_REDIRECT if each.permanent else HTTPStatus.TEMPORARY_REDIRECT
            source = urljoin(home, each.source)
            yield _check(wire, source, urljoin(home, each.destination), frozenset({status}), 1)


def _check(wire: Wire, url: str, goal: str, statuses: frozenset[HTTPStatus], most: int) -> Check:
    """Check one chain: it ends at the goal, by no more redirects than needed, all of the right kind."""
    chain = follow(wire, url)
    if chain.loops:
        return Check("redirects", url, good=False, words=f"never ends: {chain.words}; declared {goal}")
    last, status = chain.steps[-1]
    hops = chain.steps[:-1]
    good = last == goal and status < HTTPStatus.INTERNAL_SERVER_ERROR and 0 < len(hops) <= most
    if good and all(each in statuses for _, each in hops):
        return Check("redirects", url, good=True, words=chain.words)
    kinds = " or ".join(str(int(each)) for each in sorted(statuses))
    told = f"{chain.words}; declared {goal}, by {kinds} and at most {most} redirects"
    return Check("redirects", url, good=False, words=told)
