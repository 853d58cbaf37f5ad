"""Rules on Cloudflare R2: who reads and writes a bucket, how, and what can be lost."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from .config import Config
from .kinds import (
    BUCKET,
    BUCKET_CORS,
    BUCKET_EVENTS,
    BUCKET_LIFECYCLE,
    BUCKET_LOCK,
    CUSTOM_DOMAIN,
    DOMAIN,
    MANAGED_DOMAIN,
    PROJECT,
)
from .networks import allowed_host, host_of
from .rule import Finding, Level, Outcome, Rule, Severity, each, must_be_one_of, must_equal
from .vercel_domains import own_hosts
from .view import Node, ResourceView, StackView

_WRITES: Final = frozenset(["PUT", "POST", "DELETE"])
_CHILDREN: Final = (
    BUCKET_CORS,
    BUCKET_LIFECYCLE,
    BUCKET_LOCK,
    BUCKET_EVENTS,
    CUSTOM_DOMAIN,
    MANAGED_DOMAIN,
)
_DAY: Final = 24 * 3600


def is_private(bucket: str | None, config: Config) -> bool:
    """Whether the configuration classes a bucket as private by its name."""
    return bucket is not None and any(fnmatchcase(bucket, pattern) for pattern in config.private_buckets)


def _any_origin_writes(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for rule in view.items("rules"):
        methods = {method.upper() for method in rule.texts("allowed.methods")}
        if "*" in rule.texts("allowed.origins") and methods & _WRITES:
            yield Finding(view, rule.path("allowed.origins"), "is `*` together with a method that writes")


def _origins(view: ResourceView) -> Iterator[tuple[Node, str]]:
    for rule in view.items("rules"):
        for origin in rule.items("allowed.origins"):
            yield origin, origin.text() or ""


def _unsafe_origin(view: ResourceView, config: Config) -> Iterator[Finding]:
    for node, origin in _origins(view):
        if origin == "*":
            if is_private(view.text("bucketName"), config):
                yield Finding(view, node.path(""), "is `*`, although the bucket is private")
        elif config.production and (not origin.startswith("https://") or host_of(origin) in ("localhost", "127.0.0.1")):
            yield Finding(view, node.path(""), "is not https, or is this machine")


def _foreign_origin(stack: StackView, config: Config) -> Iterator[Outcome]:
    """Find origins that no domain of the stack's Vercel project has; a stack without domains is left alone."""
    suffixes = filter(None, (view.known_text("previewDeploymentSuffix") for view in stack.of(PROJECT)))
    allowed = [*config.cors_hosts, *own_hosts(stack), *(f"*.{suffix}" for suffix in suffixes)]

    def check(view: ResourceView) -> Iterator[Finding]:
        for node, origin in _origins(view):
            if origin != "*" and not allowed_host(host_of(origin), allowed):
                yield Finding(view, node.path(""), "is no domain of the stack's Vercel project")

    if stack.of(DOMAIN):
        yield from each(stack.of(BUCKET_CORS), check)


def _loose_cors(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for rule in view.items("rules"):
        if "DELETE" in {method.upper() for method in rule.texts("allowed.methods")}:
            yield Finding(view, rule.path("allowed.methods"), "has DELETE")
        if "*" in rule.texts("allowed.headers"):
            yield Finding(view, rule.path("allowed.headers"), "is `*`")
        if (rule.number("maxAgeSeconds") or 0) > _DAY:
            yield Finding(view, rule.path("maxAgeSeconds"), "is more than a day")


def _jurisdictions(stack: StackView, _config: Config) -> Iterator[Outcome]:
    buckets = {name: view for view in stack.of(BUCKET) if (name := view.known_text("name")) is not None}

    def check(view: ResourceView) -> Iterator[Finding]:
        bucket = buckets.get(view.text("bucketName") or "")
        if bucket and (view.text("jurisdiction") or "default") != (bucket.text("jurisdiction") or "default"):
            yield Finding(view, "jurisdiction", "differs from its bucket's")

    yield from each(stack.of(*_CHILDREN), check)


def _public_private(view: ResourceView, config: Config) -> Iterator[Finding]:
    if is_private(view.text("bucketName"), config) and view.flag("enabled") is not False:
        yield Finding(view, "bucketName", "names a private bucket, and a domain makes it public")


def _app_host(stack: StackView, _config: Config) -> Iterator[Outcome]:
    hosts = own_hosts(stack)

    def check(view: ResourceView) -> Iterator[Finding]:
        if view.text("domain") in hosts:
            yield Finding(view, "domain", "is a host of the app itself")

    yield from each(stack.of(CUSTOM_DOMAIN), check)


RULES: Final = (
    Rule(
        id="R2-001",
        name="cloudflare-bucket-disable-public-address",
        types=(MANAGED_DOMAIN,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The r2.dev address is public, rate-limited, without cache or firewall, and not meant for production.",
        must="A bucket's r2.dev address must be off.",
        fix="set `enabled: false` and serve the bucket from an R2CustomDomain.",
        source="Cloudflare R2: public buckets",
        check=must_equal("enabled", False),
        frameworks=("SOC 2 CC6.6",),
        mend={"enabled": False},
    ),
    Rule(
        id="R2-002",
        name="cloudflare-cors-forbid-any-writer",
        types=(BUCKET_CORS,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="A script on any site could write to the bucket with an upload address that it got hold of.",
        must="Methods that write must be allowed for named origins only.",
        fix="list the app's own origins in `allowed.origins`.",
        source="Cloudflare R2: CORS",
        check=_any_origin_writes,
        must_be_known=("rules",),
        frameworks=("OWASP A05", "SOC 2 CC6.6"),
    ),
    Rule(
        id="R2-003",
        name="cloudflare-cors-forbid-unsafe-origin",
        types=(BUCKET_CORS,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A page that was changed on the way, or a program on a developer's machine, could call the bucket.",
        must="Origins must be https in production, and never `*` for a private bucket.",
        fix="list the app's own https origins.",
        source="Cloudflare R2: CORS",
        check=_unsafe_origin,
        frameworks=("OWASP A05",),
    ),
    Rule(
        id="R2-004",
        name="cloudflare-cors-match-domains",
        types=(BUCKET_CORS,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Uploads would fail in the browser, or a site that is not the app could call the bucket.",
        must="An allowed origin must be a domain of the stack's Vercel project.",
        fix="take the origins from the app's domains, or add the host to the policies' `cors-hosts`.",
        source="Cloudflare R2: CORS",
        stack_check=_foreign_origin,
        frameworks=("OWASP A05",),
        note="Judged where the stack has Vercel domains; `*` is R2-002's and R2-003's.",
    ),
    Rule(
        id="R2-005",
        name="cloudflare-cors-limit-methods",
        types=(BUCKET_CORS,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A script in the app's page could delete files, and a change would take days to reach browsers.",
        must="CORS must not allow DELETE or any header, and must be cached for a day at most.",
        fix="delete on the server; list the headers; lower `maxAgeSeconds`.",
        source="Cloudflare R2: CORS",
        check=_loose_cors,
        frameworks=("OWASP A05",),
    ),
    Rule(
        id="R2-006",
        name="cloudflare-domain-limit-tls",
        types=(CUSTOM_DOMAIN,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The zone's minimum does not apply to a bucket's domain, which accepts TLS 1.0 unless told otherwise.",
        must="A bucket's domain must refuse TLS below 1.2.",
        fix='set `minTls: "1.2"` or `"1.3"`.',
        source="cloudflare/cloudflare-docs#17142",
        check=must_be_one_of("minTls", lambda _config: ("1.2", "1.3")),
        frameworks=("OWASP A02", "SOC 2 CC6.7"),
        mend={"minTls": "1.2"},
    ),
    Rule(
        id="R2-007",
        name="cloudflare-bucket-match-jurisdiction",
        types=(*_CHILDREN,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Cloudflare looks for the bucket in another jurisdiction, answers 404, and the setting is never made.",
        must="What belongs to a bucket must name the bucket's jurisdiction.",
        fix="pass the bucket's `jurisdiction` on.",
        source="pulumi/pulumi-cloudflare#1174",
        stack_check=_jurisdictions,
    ),
    Rule(
        id="R2-012",
        name="cloudflare-domain-forbid-private-bucket",
        types=(CUSTOM_DOMAIN,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Everything in it would be readable by anyone.",
        must="A private bucket must not have a public domain.",
        fix="remove the domain, or rename the bucket if it is meant to be public.",
        source="Cloudflare R2: public buckets",
        check=_public_private,
        must_be_known=("bucketName",),
        frameworks=("OWASP A01", "SOC 2 CC6.1"),
        note="A bucket is private by its name: the policies' `private-buckets`.",
    ),
    Rule(
        id="R2-014",
        name="cloudflare-domain-forbid-app-host",
        types=(CUSTOM_DOMAIN,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="A file that a visitor uploaded would run as a page of the app, with its cookies.",
        must="A bucket must not be served under the app's own host.",
        fix="use a host of its own, such as images.<domain>.",
        source="OWASP: file upload",
        stack_check=_app_host,
        frameworks=("OWASP A03",),
    ),
)
