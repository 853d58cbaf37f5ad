"""What Vercel's edge and a bucket's host answer: redirects, headers of the file and of routes, CORS.

Facts: vercel.com/docs/project-configuration (headers, redirects), vercel.com/docs/domains (308 to https),
developers.cloudflare.com/r2/buckets/cors. The app itself is a page with its Content-Security-Policy.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PERMANENT: Final = 308
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class HeaderRule:
    """A header on the paths that match a pattern."""

    source: str
    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RedirectRule:
    """A redirect of the paths that match a pattern."""

    source: str
    destination: str
    status: int


@dataclass(frozen=True, kw_only=True)
class CorsRule:
    """Which origins may use which methods and headers of a bucket."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Everything that answers: `hosts` of the app, with where each redirects to or None, and `buckets` by host."""

    hosts: Mapping[str, str | None]
    headers: tuple[HeaderRule, ...] = ()
    redirects: tuple[RedirectRule, ...] = ()
    buckets: Mapping[str, tuple[CorsRule, ...]] = field(default_factory=dict)
    csp: str = "Content-Security-Policy"
    nonce: str = ""

    @property
    def names(self) -> list[str]:
        """Every host that answers."""
        return sorted({*self.hosts, *self.buckets})


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request, as far as the answer depends on it; header names in lower case."""

    scheme: str
    host: str
    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer: its headers may hold a name more than once."""

    status: int
    headers: Headers = ()
    body: str = ""


def answer(edge: Edge, ask: Ask) -> Reply:
    """Answer a request."""
    if ask.host in edge.buckets:
        return _object(edge.buckets[ask.host], ask)
    if ask.host not in edge.hosts:
        return Reply(status=404, headers=(("x-vercel-error", "DEPLOYMENT_NOT_FOUND"),))
    if ask.scheme == "http":
        return _to(f"https://{ask.host}{ask.path}", PERMANENT)
    if target := edge.hosts[ask.host]:
        return _to(f"https://{target}{ask.path}", PERMANENT)
    headers = tuple((rule.name, rule.value) for rule in edge.headers if _matches(rule.source, ask.path))
    for rule in edge.redirects:
        if _matches(rule.source, ask.path):
            return _to(rule.destination, rule.status, headers)
    return Reply(status=200, headers=(*headers, (edge.csp, _policy(edge))), body="<!doctype html><title>App</title>")


def _matches(source: str, path: str) -> bool:
    return re.fullmatch(source, path.split("?", 1)[0]) is not None


def _to(location: str, status: int, headers: Headers = ()) -> Reply:
    return Reply(status=status, headers=(("Location", location), *headers))


def _policy(edge: Edge) -> str:
    nonce = edge.nonce or secrets.token_urlsafe(16)
    return f"default-src 'self'; script-src 'self' 'nonce-{nonce}' 'strict-dynamic'; object-src 'none'"


def _object(rules: tuple[CorsRule, ...], ask: Ask) -> Reply:
    """Answer for a bucket: a preflight by its CORS rules, anything else as an object that is not there."""
    origin = ask.headers.get("origin", "")
    asked = ask.headers.get("access-control-request-method", ask.method)
    found = next((rule for rule in rules if {origin, "*"} & set(rule.origins) and asked in rule.methods), None)
    preflight = ask.method == "OPTIONS"
    if found is None:
        return Reply(status=403 if preflight else 404)
    allowed: Headers = (("Access-Control-Allow-Origin", "*" if "*" in found.origins else origin), ("Vary", "Origin"))
    if preflight:
        allowed += (("Access-Control-Allow-Methods", ", ".join(found.methods)),)
        allowed += (("Access-Control-Allow-Headers", ", ".join(found.headers)),)
    return Reply(status=204 if preflight else 404, headers=allowed)
