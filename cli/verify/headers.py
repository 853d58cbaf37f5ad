"""Whether each declared header is sent, once, as declared, and the Content-Security-Policy has a nonce of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cli.verify.checks import Check
from cli.verify.declared import Declared
from cli.verify.wire import Reply, Wire

_NONCE: Final = re.compile(r"'nonce-([^']+)'")
_CHALLENGED: Final = "x-vercel-mitigated"
_SERVER_FAULT: Final = 500


def header_checks(wire: Wire, declared: Declared) -> Iterator[Check]:
    """Yield the checks of every declared header, and of the policy.

    Raises:
        UnreachableError: there was no answer.
    """
    base = f"https://{declared.host}"
    for path in declared.paths:
        reply = wire.ask(f"{base}{path}")
        if told := _not_served(reply):
            yield Check("headers", path, good=False, words=told)
            continue
        for name, value in declared.headers(path).items():
            yield _header(path, name, value, reply)
        if path == "/":
            yield _policy(declared.policy_header, reply, wire.ask(f"{base}/"))


def _not_served(reply: Reply) -> str:
    """Return why an answer is not the site's own; empty where it is."""
    if reply.all(_CHALLENGED):
        return "visitors are challenged, so headers cannot be seen: is attack mode on? See ./luma status"
    if reply.status >= _SERVER_FAULT:
        return f"the site answers {reply.status}"
    return ""


def _header(path: str, name: str, value: str, reply: Reply) -> Check:
    found = reply.all(name)
    subject = f"{path} {name}"
    if found == [value]:
        return Check("headers", subject, good=True, words=value)
    if not found:
        return Check("headers", subject, good=False, words=f"is not sent; declared {value}")
    if len(found) > 1:
        told = f"is sent {len(found)} times ({' | '.join(found)}); declared once: {value}"
        return Check("headers", subject, good=False, words=told)
    return Check("headers", subject, good=False, words=f"is {found[0]}; declared {value}")


def _policy(name: str, first: Reply, second: Reply) -> Check:
    """Check the policy: one header, and in it a nonce that no other request gets."""
    subject, found = f"/ {name}", first.all(name)
    if len(found) != 1:
        return Check("headers", subject, good=False, words=f"is sent {len(found)} times; the app sends it once")
    nonces = [set(_NONCE.findall(reply.one(name))) for reply in (first, second)]
    if not all(nonces):
        return Check("headers", subject, good=False, words="has no nonce, so it blocks the app or allows any script")
    if nonces[0] & nonces[1]:
        told = "two requests get one nonce, so whoever has seen it can run scripts: is the page cached?"
        return Check("headers", subject, good=False, words=told)
    return Check("headers", subject, good=True, words="a nonce of its own for each request")
