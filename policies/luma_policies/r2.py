"""Rules on Cloudflare R2: who reads and writes a bucket, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import BUCKET_CORS, CUSTOM_DOMAIN, MANAGED_DOMAIN
from .rule import Finding, Level, Rule, Severity, must_be_one_of, must_equal
from .view import ResourceView

_WRITES: Final = frozenset(["PUT", "POST", "DELETE"])


def _any_origin_writes(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for rule in view.items("rules"):
        methods = {method.upper() for method in rule.texts("allowed.methods")}
        if "*" in rule.texts("allowed.origins") and methods & _WRITES:
            yield Finding(view, rule.path("allowed.origins"), "is `*` together with a method that writes")


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
)
