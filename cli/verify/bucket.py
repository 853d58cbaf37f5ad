"""Whether the image bucket's host lets the app's own origins in and no other, and r2.dev serves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Final

from cli.errors import UserError
from cli.verify.checks import Check
from cli.verify.wire import Reply, Wire
from components.r2 import CORS_METHODS
from settings.platform import Platform

_FOREIGN: Final = "https://foreign.example"
_OBJECT: Final = "/luma-verify"
_ALLOWED: Final = "access-control-allow-origin"


def cors_checks(wire: Wire, platform: Platform) -> Iterator[Check]:
    """Yield the checks of preflights: each declared method, from the app's own origin and from a foreign one.

    Raises:
        UnreachableError: there was no answer.
    """
    url, origin = f"https://{platform.r2.images.host}{_OBJECT}", platform.app.url
    for method in CORS_METHODS:
        yield _declared(origin, method, _preflight(wire, url, origin, method))
        yield _foreign(method, _preflight(wire, url, _FOREIGN, method))


def _preflight(wire: Wire, url: str, origin: str, method: str) -> Reply:
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    return wire.ask(url, method="OPTIONS", headers=asked)


def _declared(origin: str, method: str, reply: Reply) -> Check:
    subject, found = f"{method} from {origin}", reply.all(_ALLOWED)
    good = found == [origin] and reply.status < HTTPStatus.BAD_REQUEST
    told = "is let in" if good else f"is not let in ({reply.status}, {_ALLOWED}: {', '.join(found) or 'absent'})"
    return Check("cors", subject, good=good, words=told if good else f"{told}; declared that it is")


def _foreign(method: str, reply: Reply) -> Check:
    subject, found = f"{method} from {_FOREIGN}", reply.all(_ALLOWED)
    if found:
        told = f"is let in ({_ALLOWED}: {', '.join(found)}); declared for the app's own origins alone"
        return Check("cors", subject, good=False, words=told)
    return Check("cors", subject, good=True, words="is refused")


def public_checks(platform: Platform, is_public: Callable[[str], bool]) -> Iterator[Check]:
    """Yield the checks that no bucket is served from r2.dev.

    Args:
        platform: The settings.
        is_public: Tells whether a bucket's r2.dev address serves it; raises `UserError` where that is not known.
    """
    buckets = [platform.r2.images.name, *([platform.r2.backups.name] if platform.r2.backups else [])]
    for name in buckets:
        try:
            public = is_public(name)
        except UserError as error:
            yield Check("r2.dev", name, good=False, words=f"not known: {error}")
            continue
        told = "anybody can read it at its r2.dev address; declared off" if public else "off"
        yield Check("r2.dev", name, good=not public, words=told)
