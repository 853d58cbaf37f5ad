"""Rules on response headers: every owner together, the delivered `vercel.json` and the project routes.

A CSP that the app itself sends per request, with a nonce, is not in sight here: whether its code is delivered is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import CUSTOM_DOMAIN, FILE, FILES, PROJECT, REPOSITORY, ROUTE, SENTRY_KEY
from .networks import host_of
from .rule import Finding, Level, Outcome, Rule, Severity
from .vercel_json import Header, app_sends_csp, directives, headers, project_file, readable, sent
from .view import StackView, UnknownProperty

_TYPES: Final = (FILE, FILES, ROUTE)
_REQUIRED: Final = ("strict-transport-security", "x-content-type-options", "referrer-policy", "permissions-policy")
_CSP: Final = "content-security-policy"
_REPORT_ONLY: Final = "content-security-policy-report-only"
_YEAR: Final = 31_536_000
_AGE: Final = re.compile(r"max-age=\"?(\d{1,12})", re.I)
_HASH_OR_NONCE: Final = ("'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-dynamic'")


def _missing(stack: StackView, config: Config) -> Iterator[Outcome]:
    """Find required headers that no owner sends on every path. Judged where the stack owns the app's repository."""
    file = project_file(stack)
    projects = stack.of(PROJECT)
    if file is None and not (projects and stack.of(REPOSITORY)):
        return
    owner, setting = (file.resource, file.setting) if file else (projects[0], "headers")
    if file and not readable(file):
        yield Finding(owner, setting, "is no JSON object, so its headers cannot be read")
    found = headers(stack)
    sent_names = {header.name for header in found if header.everywhere}
    policies = [header for header in found if header.name == _CSP]
    framed = any("frame-ancestors" in directives(header.value or "") for header in policies)
    unknown = any(header.value is None for header in policies)
    wanted = [*_REQUIRED, *(() if framed or unknown else ("x-frame-options",))]
    for name in wanted:
        if name not in sent_names:
            yield Finding(owner, setting, f"and the project routes do not send {name} on every path")
    if not config.app_csp and not app_sends_csp(stack) and not policies:
        yield Finding(owner, setting, f"and no other layer send {_CSP}")
    if unknown and not framed and "x-frame-options" not in sent_names:
        raise UnknownProperty(policies[0].setting)  # it may name frame-ancestors, or not


def _policies(stack: StackView) -> Iterator[tuple[Header, dict[str, tuple[str, ...]]]]:
    for header, value in sent(stack, _CSP, _REPORT_ONLY):
        yield header, directives(value)


def _loose_scripts(stack: StackView, _config: Config) -> Iterator[Outcome]:
    for header, policy in _policies(stack):
        sources = [source.lower() for source in policy.get("script-src", policy.get("default-src", ("*",)))]
        bad = {"*", "http:", "data:", "'unsafe-eval'"}.intersection(sources)
        if "'unsafe-inline'" in sources and not any(source.startswith(_HASH_OR_NONCE) for source in sources):
            bad.add("'unsafe-inline'")
        if bad:
            yield Finding(header.resource, header.setting, f"allow scripts from {', '.join(sorted(bad))}")


def _loose_rest(stack: StackView, _config: Config) -> Iterator[Outcome]:
    for header, policy in _policies(stack):
        if policy.get("object-src", policy.get("default-src")) != ("'none'",):
            yield Finding(header.resource, header.setting, "have a CSP whose object-src is not 'none'")
        for name in ("base-uri", "form-action"):
            if name not in policy:
                yield Finding(header.resource, header.setting, f"have a CSP without {name}")


def _short_hsts(stack: StackView, _config: Config) -> Iterator[Outcome]:
    for header, value in sent(stack, "strict-transport-security"):
        age = _AGE.search(value)
        if not age or int(age[1]) < _YEAR:
            yield Finding(header.resource, header.setting, "have an HSTS max-age of less than a year")
        if "includesubdomains" not in value.lower():
            yield Finding(header.resource, header.setting, "have HSTS without includeSubDomains")


def _hosts(stack: StackView) -> Iterator[tuple[str, str]]:
    """Yield the CSP directive and the host that the browser needs of the stack's own services, as far as known."""
    for view in stack.of(CUSTOM_DOMAIN):
        if host := view.known_text("domain"):
            yield "img-src", host
    for view in stack.of(SENTRY_KEY):
        if host := host_of(view.known_text("dsnPublic") or ""):
            yield "connect-src", host


def _allows(sources: tuple[str, ...], host: str) -> bool:
    for source in sources:
        pattern = re.sub(r"^https://|[:/].*$", "", source.lower())
        if source in ("*", "https:") or pattern == host:
            return True
        if pattern.startswith("*.") and host.endswith(pattern[1:]):
            return True
    return False


def _missing_hosts(stack: StackView, _config: Config) -> Iterator[Outcome]:
    for header, policy in _policies(stack):
        for name, host in _hosts(stack):
            sources = policy.get(name, policy.get("default-src"))
            if sources is not None and not _allows(sources, host):
                yield Finding(header.resource, header.setting, f"have a CSP whose {name} lacks a host of this stack")


def _never_enforced(stack: StackView, _config: Config) -> Iterator[Outcome]:
    enforced = any(header.name == _CSP for header in headers(stack))
    for header, policy in _policies(stack):
        if header.name == _REPORT_ONLY:
            if not enforced:
                yield Finding(
                    header.resource, header.setting, "have a CSP that only reports, and none that is enforced"
                )
            if "report-uri" not in policy and "report-to" not in policy:
                yield Finding(header.resource, header.setting, "have a CSP that reports to nobody")


def _open_cors(stack: StackView, _config: Config) -> Iterator[Outcome]:
    credentials, origin = "access-control-allow-credentials", "access-control-allow-origin"
    with_credentials = {h.source for h in headers(stack) if h.name == credentials and h.value == "true"}
    for header, value in sent(stack, credentials, origin):
        if header.name == origin and value.strip() == "*":
            if header.source in with_credentials:
                yield Finding(header.resource, header.setting, "allow any origin together with credentials")
            elif "/api" in header.source:
                yield Finding(header.resource, header.setting, "allow any origin to call the API")


RULES: Final = (
    Rule(
        id="HDR-001",
        name="vercel-headers-require-set",
        types=(*_TYPES,),
        stack_types=(
            *_TYPES,
            REPOSITORY,
        ),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A browser would guess types, frame the app, leak addresses and speak plain http.",
        must="Every path must be sent with HSTS, nosniff, frame, referrer, permissions and content policies.",
        fix="add the header to the settings, owned by `vercel-json` or by a project route.",
        source="Vercel: production checklist",
        stack_check=_missing,
        frameworks=("OWASP A05",),
        note="Judged where the stack has project and repository, or delivers the file; the CSP may be the app's own.",
    ),
    Rule(
        id="HDR-002",
        name="vercel-csp-limit-scripts",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="An injected script would run: the CSP would be there for show.",
        must="A CSP must not allow scripts from anywhere, from data, by eval, or inline without nonce or hash.",
        fix="use a nonce per request, or hashes, and name the hosts.",
        source="OWASP: content security policy",
        stack_check=_loose_scripts,
        frameworks=("OWASP A03",),
    ),
    Rule(
        id="HDR-003",
        name="vercel-csp-require-directives",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A plugin, a changed base or a form could still send the page's data elsewhere.",
        must="A CSP must have object-src 'none', base-uri and form-action.",
        fix="add the directives.",
        source="OWASP: content security policy",
        stack_check=_loose_rest,
        frameworks=("OWASP A03",),
    ),
    Rule(
        id="HDR-004",
        name="vercel-hsts-require-year",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A visitor's first request after a while would go over plain http and could be caught.",
        must="HSTS must hold for a year or more, and for subdomains.",
        fix="send `max-age=63072000; includeSubDomains`.",
        source="hstspreload.org",
        stack_check=_short_hsts,
        frameworks=("OWASP A02",),
    ),
    Rule(
        id="HDR-005",
        name="vercel-csp-match-hosts",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Images would not show, and errors would not reach Sentry, in the browser alone.",
        must="A CSP must allow the hosts of the stack's buckets and of Sentry.",
        fix="add the bucket's domain to img-src and the DSN's host to connect-src.",
        source="MDN: content security policy",
        stack_check=_missing_hosts,
        note="The DSN's host is known once the key exists; until then only the buckets are compared.",
    ),
    Rule(
        id="HDR-006",
        name="vercel-csp-enable-enforcement",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="A CSP that only reports stops nothing, and one that reports to nobody tells nothing.",
        must="A CSP must be enforced, and one on trial must report somewhere.",
        fix="send it as Content-Security-Policy; report to the Sentry key's `dsnCsp`.",
        source="MDN: content security policy",
        stack_check=_never_enforced,
        note="For how long it has been on trial is in no property: a trial counts as soon as nothing is enforced.",
    ),
    Rule(
        id="HDR-007",
        name="vercel-cors-forbid-any-origin",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A page on any site could call the API, or read what the visitor may read.",
        must="The app must not allow any origin on its API or together with credentials.",
        fix="name the origins that need it.",
        source="MDN: CORS",
        stack_check=_open_cors,
        frameworks=("OWASP A05",),
    ),
)
