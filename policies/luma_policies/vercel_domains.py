"""Rules on where Vercel sends visitors: domains, redirects, routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import BULK_REDIRECTS, DOMAIN, ROUTE
from .networks import allowed_host, host_of, is_absolute
from .rule import Finding, Level, Outcome, Rule, Severity, each
from .view import Node, ResourceView, StackView

_PERMANENT: Final = (301, 308)
_CAPTURE: Final = re.compile(r"[$:*({\\]")


def own_hosts(stack: StackView) -> set[str]:
    """Return the hosts of the stack's Vercel domains that are known now."""
    return {host for view in stack.of(DOMAIN) if (host := view.known_text("domain")) is not None}


def _domain_redirect(view: ResourceView, _config: Config) -> Iterator[Finding]:
    target = view.text("redirect")
    if target is None:
        return
    if view.number("redirectStatusCode") not in _PERMANENT:
        yield Finding(view, "redirectStatusCode", "is not 301 or 308")
    if target == view.text("domain"):
        yield Finding(view, "redirect", "leads to the domain itself")


def _domain_loop(stack: StackView, _config: Config) -> Iterator[Outcome]:
    """Domains that redirect to one another in a circle, however long."""
    redirects = {view.known_text("domain"): view.known_text("redirect") for view in stack.of(DOMAIN)}
    redirects.pop(None, None)

    def check(view: ResourceView) -> Iterator[Finding]:
        start = view.text("domain")
        seen: set[str] = set()
        current = redirects.get(start)
        while current is not None and current != start and current not in seen:
            seen.add(current)
            current = redirects.get(current)
        if seen and current == start:
            yield Finding(view, "redirect", f"comes back to the domain after {len(seen) + 1} redirects")

    yield from each(stack.of(DOMAIN), check)


def destinations(view: ResourceView) -> Iterator[tuple[Node, str]]:
    """Yield the node and the name of the property that holds a destination, for a route and for each bulk redirect."""
    if view.type == ROUTE:
        yield view.object("route"), "dest"
    else:
        for redirect in view.items("redirects"):
            yield redirect, "destination"


def _authority(address: str) -> str:
    """Return the part of an absolute address between the slashes: user, host and port as they are written."""
    return re.split(r"[/?#]", address.split("//", 1)[-1].lstrip("/\\"), maxsplit=1)[0]


def _open_redirect(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for node, name in destinations(view):
        address = node.text(name) or ""
        if is_absolute(address) and _CAPTURE.search(re.sub(r":\d+$", "", _authority(address))):
            yield Finding(view, node.path(name), "takes its host from the request")
        elif address[:1] in ("$", ":"):
            yield Finding(view, node.path(name), "takes the whole address from the request")


def _foreign_host(stack: StackView, config: Config) -> Iterator[Outcome]:
    allowed = [*config.redirect_hosts, *own_hosts(stack)]

    def check(view: ResourceView) -> Iterator[Finding]:
        for node, name in destinations(view):
            address = node.text(name) or ""
            if is_absolute(address) and not allowed_host(host_of(address), allowed):
                yield Finding(view, node.path(name), "leads to a host that is neither the stack's own nor allowed")

    yield from each(stack.of(ROUTE, BULK_REDIRECTS), check)


def _downgrade(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for node, name in destinations(view):
        if (node.text(name) or "").lstrip().lower().startswith("http:"):
            yield Finding(view, node.path(name), "leads to plain http")


RULES: Final = (
    Rule(
        id="VCL-026",
        name="vercel-domain-limit-redirect",
        types=(DOMAIN,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Search engines would keep both addresses, or browsers would run in circles.",
        must="A domain's redirect must be permanent and lead to another domain that answers.",
        fix="set `redirectStatusCode: 308` and point `redirect` at the main domain.",
        source="Vercel: redirecting domains",
        check=_domain_redirect,
        stack_check=_domain_loop,
    ),
    Rule(
        id="VCL-027",
        name="vercel-route-limit-hosts",
        types=(ROUTE, BULK_REDIRECTS),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A link to the app could be made to end on a phisher's site.",
        must="A route or redirect that leaves the site must name an allowed host in full.",
        fix="write the host out, and add it to the policies' `redirect-hosts` when it is not the stack's own.",
        source="OWASP: unvalidated redirects and forwards",
        check=_open_redirect,
        stack_check=_foreign_host,
        frameworks=("OWASP A01",),
        note="Rewrites count, too: they hand the visitor's request to the other host.",
    ),
    Rule(
        id="VCL-028",
        name="vercel-route-forbid-plain-http",
        types=(ROUTE, BULK_REDIRECTS),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="The visitor's request and cookies would travel in the open.",
        must="A route or redirect must not lead to plain http.",
        fix="use https in the destination.",
        source="OWASP: transport layer security",
        check=_downgrade,
        frameworks=("OWASP A02",),
        note="Whether a redirect was meant to be permanent is written nowhere in these types, so it is not judged.",
    ),
)
