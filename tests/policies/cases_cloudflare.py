"""Cases of the rules on Cloudflare R2 and its tokens."""

from __future__ import annotations

import json
from copy import deepcopy

from luma_policies import kinds
from luma_policies.view import UNKNOWN

from .case import Case, fires, refuses_unknown, silent, tolerates_unknown
from .good_cloudflare import ACCOUNT, ITEMS
from .world import Item, add, both, configured, drop, option, put, unknown, without

_ORIGINS = "rules[0].allowed.origins"
_RESOURCES = "policies[0].resources"
_STAGING = both(configured(environment="staging"), put("alert", "environment", "staging"))
_CORS_ANYWHERE = configured(cors_hosts=("localhost", "elsewhere.example"))
_NETWORKS = configured(token_networks=("203.0.113.0/28",))
_PERSONAL = Item(kinds.API_TOKEN, deepcopy(ITEMS["token"].properties))


def _provider(**settings: object) -> tuple[str, str, dict[str, object]]:
    return "pulumi:providers:cloudflare", "cloudflare", {"version": "6.23.1", **settings}


CASES: tuple[Case, ...] = (
    fires("R2-001", "public-address", "the r2.dev address on", put("public-address", "enabled", True)),
    fires("R2-001", "public-address", "no word on the address", drop("public-address", "enabled")),
    tolerates_unknown("R2-001", "public-address", "enabled"),
    fires("R2-002", "cors", "any site writes", put("cors", _ORIGINS, ["*"])),
    silent("R2-002", "no rules allow nobody", drop("cors", "rules")),
    refuses_unknown("R2-002", "cors", _ORIGINS),
    fires("R2-006", "image-domain", "TLS 1.0", put("image-domain", "minTls", "1.0")),
    fires("R2-006", "image-domain", "no minimum", drop("image-domain", "minTls")),
    silent("R2-006", "TLS 1.3", put("image-domain", "minTls", "1.3")),
    tolerates_unknown("R2-006", "image-domain", "minTls"),
    fires("R2-003", "cors", "plain http in production", put("cors", _ORIGINS, ["http://shop.example"])),
    fires("R2-003", "cors", "this machine", both(_CORS_ANYWHERE, put("cors", _ORIGINS, ["https://localhost:3000"]))),
    fires(
        "R2-003",
        "cors",
        "any origin of a private bucket",
        both(
            put("cors", _ORIGINS, ["*"]),
            put("cors", "rules[0].allowed.methods", ["GET"]),
            put("cors", "bucketName", "shop-backups"),
        ),
    ),
    silent("R2-003", "plain http in staging", both(_STAGING, put("cors", _ORIGINS, ["http://shop.example"]))),
    silent("R2-003", "no rules", drop("cors", "rules")),
    fires("R2-004", "cors", "another site", put("cors", _ORIGINS, ["https://elsewhere.example"])),
    silent("R2-004", "an allowed host", both(_CORS_ANYWHERE, put("cors", _ORIGINS, ["https://elsewhere.example"]))),
    silent(
        "R2-004",
        "the project's previews",
        both(
            put("project", "previewDeploymentSuffix", "pre.example"), put("cors", _ORIGINS, ["https://x.pre.example"])
        ),
    ),
    silent("R2-004", "no rules", drop("cors", "rules")),
    fires("R2-005", "cors", "DELETE", put("cors", "rules[0].allowed.methods", ["GET", "delete"])),
    fires("R2-005", "cors", "any header", put("cors", "rules[0].allowed.headers", ["*"])),
    fires("R2-005", "cors", "cached for long", put("cors", "rules[0].maxAgeSeconds", 86_401)),
    silent("R2-005", "no word on headers", drop("cors", "rules[0].allowed.headers")),
    tolerates_unknown("R2-005", "cors", "rules[0].maxAgeSeconds"),
    fires("R2-007", "lifecycle", "another jurisdiction", put("lifecycle", "jurisdiction", "eu")),
    fires(
        "R2-007",
        "cors",
        "a bucket elsewhere",
        both(put("bucket", "jurisdiction", "eu"), without("lifecycle", "events", "public-address", "image-domain")),
        ("R2-010", "bucket"),
    ),
    silent("R2-007", "both by default", drop("cors", "jurisdiction")),
    tolerates_unknown("R2-007", "lifecycle", "jurisdiction"),
    fires("R2-008", "bucket", "not protected", option("bucket", protect=False)),
    silent("R2-008", "staging", both(_STAGING, option("bucket", protect=False))),
    fires(
        "R2-009", "bucket", "another place", both(configured(r2_locations=("enam",)), put("bucket", "location", "apac"))
    ),
    fires("R2-009", "bucket", "no place", drop("bucket", "location")),
    fires(
        "R2-009",
        "backups",
        "another jurisdiction",
        both(
            configured(r2_jurisdictions=("default",)),
            put("backups", "jurisdiction", "eu"),
            without("lock", "backups-lifecycle"),
        ),
        ("R2-010", "backups"),
        ("R2-013", "backups"),
    ),
    tolerates_unknown("R2-009", "bucket", "location"),
    fires("R2-010", "bucket", "no lifecycle", without("lifecycle")),
    fires("R2-010", "bucket", "a lifecycle without it", drop("lifecycle", "rules[0].abortMultipartUploadsTransition")),
    tolerates_unknown("R2-010", "lifecycle", "rules[0].abortMultipartUploadsTransition"),
    fires("R2-011", "backups-lifecycle", "everything", drop("backups-lifecycle", "rules[1].conditions")),
    fires("R2-011", "backups-lifecycle", "an empty prefix", put("backups-lifecycle", "rules[1].conditions.prefix", "")),
    fires(
        "R2-011",
        "backups-lifecycle",
        "within the day",
        put("backups-lifecycle", "rules[1].deleteObjectsTransition.condition.maxAge", 60),
    ),
    silent(
        "R2-011",
        "a rule that is off",
        both(put("backups-lifecycle", "rules[1].enabled", False), drop("backups-lifecycle", "rules[1].conditions")),
    ),
    silent("R2-011", "everything in staging", both(_STAGING, drop("backups-lifecycle", "rules[1].conditions"))),
    refuses_unknown("R2-011", "backups-lifecycle", "rules[1].conditions"),
    fires("R2-012", "image-domain", "a private bucket", put("image-domain", "bucketName", "shop-backups")),
    fires(
        "R2-012",
        "image-domain",
        "a private bucket with no word on serving",
        both(put("image-domain", "bucketName", "shop-backups"), drop("image-domain", "enabled")),
    ),
    silent(
        "R2-012",
        "a domain that is off",
        both(put("image-domain", "bucketName", "shop-backups"), put("image-domain", "enabled", False)),
    ),
    Case(
        "R2-012",
        "bucketName unknown is refused",
        unknown("image-domain", "bucketName"),
        frozenset([("STK-004", "image-domain")]),
        undecided=False,
    ),
    fires("R2-013", "backups", "no lock", without("lock")),
    fires("R2-013", "backups", "a lock that is off", put("lock", "rules[0].enabled", False)),
    fires("R2-013", "backups", "a lock with no rules", drop("lock", "rules")),
    fires(
        "R2-014",
        "image-domain",
        "the app's own host",
        put("image-domain", "domain", "shop.example"),
        ("HDR-005", "routes-headers"),
    ),
    silent("R2-014", "no host", drop("image-domain", "domain")),
    tolerates_unknown("R2-014", "image-domain", "domain"),
    fires(
        "CFT-001",
        "token",
        "the whole account",
        put("token", _RESOURCES, json.dumps({f"com.cloudflare.api.account.{ACCOUNT}": "*"})),
    ),
    fires("CFT-001", "token", "everything", put("token", _RESOURCES, json.dumps({"*": "*"}))),
    fires("CFT-001", "token", "resources that cannot be read", put("token", _RESOURCES, "{")),
    fires("CFT-001", "token", "no resources", drop("token", _RESOURCES)),
    fires("CFT-001", "token", "no policies", drop("token", "policies")),
    silent(
        "CFT-001",
        "resources as an object",
        put("token", _RESOURCES, {f"com.cloudflare.edge.r2.bucket.{ACCOUNT}_eu_shop-images": "*"}),
    ),
    refuses_unknown("CFT-001", "token", _RESOURCES),
    fires("CFT-002", "token", "for ever", drop("token", "expiresOn")),
    fires("CFT-002", "token", "for long", put("token", "expiresOn", "2029-01-01T00:00:00Z")),
    fires("CFT-002", "token", "no date", put("token", "expiresOn", "never")),
    tolerates_unknown("CFT-002", "token", "expiresOn"),
    fires(
        "CFT-003", "token", "an administrator's group", put("token", "policies[0].permissionGroups", [{"id": "f" * 32}])
    ),
    silent("CFT-003", "no groups", drop("token", "policies[0].permissionGroups")),
    tolerates_unknown("CFT-003", "token", "policies[0].permissionGroups"),
    fires("CFT-004", "token", "from anywhere", both(_NETWORKS, drop("token", "condition"))),
    fires(
        "CFT-004", "token", "from elsewhere", both(_NETWORKS, put("token", "condition.requestIp.ins", ["10.0.0.0/8"]))
    ),
    silent("CFT-004", "its own networks", _NETWORKS),
    silent("CFT-004", "networks that nobody knows", drop("token", "condition")),
    fires("CFT-005", "person", "a person's token", both(add("person", _PERSONAL), without("token"))),
    silent("CFT-005", "an account's token", drop("token", "name")),
    fires("CFT-006", "token", "the global key", option("token", provider=_provider(apiKey=UNKNOWN))),
    fires("CFT-006", "token", "a person's address", option("token", provider=_provider(email="a@b.example"))),
    silent("CFT-006", "nothing set", option("token", provider=_provider())),
    fires(
        "CFT-007",
        "token",
        "two buckets",
        put(
            "token",
            _RESOURCES,
            json.dumps({f"com.cloudflare.edge.r2.bucket.{ACCOUNT}_default_{name}": "*" for name in ("one", "two")}),
        ),
    ),
    silent("CFT-007", "no policies is another rule", drop("token", "policies"), ("CFT-001", "token")),
)
