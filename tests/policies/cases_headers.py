"""Cases of the rules on headers, scheduled requests and who deploys."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from luma_policies import kinds
from luma_policies.view import UNKNOWN

from .case import Case, fires, silent
from .good_github import CALLED, VERCEL_JSON, WORKFLOW
from .good_vercel import CSP
from .world import Change, Item, add, both, configured, drop, put, unknown, without

_HEADERS = "route.headers"
_NAME = "Content-Security-Policy"
_STAGING = both(configured(environment="staging"), put("alert", "environment", "staging"))
_BY_GIT = both(
    put("project", "gitProviderOptions.createDeployments", True),
    put("ruleset", "rules.requiredStatusChecks.requiredChecks[0].context", "test / migrations"),
    put("called", "content", CALLED.replace("checks:", "migrations:")),
    put("workflow", "content", WORKFLOW.replace("vercel deploy", "./release")),
)
_CHECK = Item(kinds.DEPLOYMENT_CHECK, {"projectId": "prj_1", "name": "migrations", "blocks": "deployment-alias"})
_DEPLOYING = Item(
    kinds.FILE,
    {
        "repository": "shop-web",
        "branch": "luma/platform",
        "file": ".github/scripts/deploy.sh",
        "content": "vercel deploy",
    },
)


def file(edit: Callable[[dict[str, Any]], object]) -> Change:
    """Change the delivered vercel.json."""
    document = copy.deepcopy(VERCEL_JSON)
    edit(document)
    return put("vercel-json", "content", json.dumps(document))


def csp(old: str, new: str) -> Change:
    """Change the CSP by one replacement."""
    assert old in CSP, "the good policy has it"
    return put("routes-headers", f"{_HEADERS}.{_NAME}", CSP.replace(old, new))


def header(name: str, value: str, source: str = "/(.*)") -> Change:
    """Add one header to vercel.json."""
    return file(lambda json_: json_["headers"].append({"source": source, "headers": [{"key": name, "value": value}]}))


def _without_header(index: int) -> Change:
    return file(lambda json_: json_["headers"][0]["headers"].pop(index))


CASES: tuple[Case, ...] = (
    fires("HDR-001", "vercel-json", "no nosniff", _without_header(0)),
    fires("HDR-001", "vercel-json", "no frame rule", _without_header(1)),
    fires("HDR-001", "vercel-json", "no headers in the file", file(lambda json_: json_.pop("headers"))),
    fires(
        "HDR-001",
        "vercel-json",
        "a header for some paths",
        file(lambda json_: json_["headers"][0].update(source="/app/(.*)")),
    ),
    fires(
        "HDR-001",
        "vercel-json",
        "no HSTS in the route",
        drop("routes-headers", f"{_HEADERS}.Strict-Transport-Security"),
    ),
    fires("HDR-001", "vercel-json", "a route that is off", put("routes-headers", "enabled", False)),
    fires("HDR-001", "vercel-json", "no CSP", drop("routes-headers", f"{_HEADERS}.{_NAME}")),
    fires(
        "HDR-001",
        "vercel-json",
        "a file that cannot be read",
        put("vercel-json", "content", "{"),
        ("VJS-001", "vercel-json"),
    ),
    fires("HDR-001", "project", "no file", without("vercel-json")),
    silent(
        "HDR-001", "the CSP frames", both(_without_header(1), csp("object-src", "frame-ancestors 'none'; object-src"))
    ),
    silent(
        "HDR-001", "the app's own CSP", both(configured(app_csp=True), drop("routes-headers", f"{_HEADERS}.{_NAME}"))
    ),
    silent(
        "HDR-001",
        "a delivered proxy with a CSP",
        both(
            drop("routes-headers", f"{_HEADERS}.{_NAME}"),
            put("file", "file", "proxy.ts"),
            put("file", "content", 'headers.set("Content-Security-Policy", policy)'),
        ),
    ),
    Case(
        "HDR-001", "the file unknown is not evaluated", unknown("vercel-json", "content"), frozenset(), undecided=True
    ),
    fires("HDR-002", "routes-headers", "any script", csp("script-src 'self'", "script-src *")),
    fires("HDR-002", "routes-headers", "eval", csp("'nonce-abc'", "'nonce-abc' 'unsafe-eval'")),
    fires("HDR-002", "routes-headers", "inline scripts", csp("'nonce-abc'", "'unsafe-inline'")),
    fires(
        "HDR-002",
        "vercel-json",
        "no word on scripts",
        header(_NAME, "object-src 'none'; base-uri 'self'; form-action 'self'"),
    ),
    silent("HDR-002", "inline as a fallback", csp("'nonce-abc'", "'nonce-abc' 'unsafe-inline'")),
    fires("HDR-003", "routes-headers", "plugins", csp("object-src 'none'", "object-src 'self'")),
    fires("HDR-003", "routes-headers", "no base", csp("base-uri 'self'; ", "")),
    fires("HDR-003", "routes-headers", "no forms", csp("form-action 'self'; ", "")),
    silent("HDR-003", "nothing by default", csp("default-src 'self'; ", "default-src 'none'; ")),
    fires(
        "HDR-004",
        "routes-headers",
        "a short time",
        put("routes-headers", f"{_HEADERS}.Strict-Transport-Security", "max-age=3600; includeSubDomains"),
    ),
    fires(
        "HDR-004",
        "routes-headers",
        "no subdomains",
        put("routes-headers", f"{_HEADERS}.Strict-Transport-Security", "max-age=63072000"),
    ),
    fires(
        "HDR-004",
        "routes-headers",
        "no time",
        put("routes-headers", f"{_HEADERS}.Strict-Transport-Security", "includeSubDomains"),
    ),
    fires("HDR-005", "routes-headers", "no images", csp(" https://images.shop.example", "")),
    fires("HDR-005", "routes-headers", "no Sentry", csp(" https://*.ingest.sentry.io", "")),
    silent(
        "HDR-005",
        "the DSN is not known yet",
        both(put("sentry-key", "dsnPublic", UNKNOWN), csp(" https://*.ingest.sentry.io", "")),
    ),
    silent(
        "HDR-005",
        "no word on images or anything",
        csp("default-src 'self'; ", ""),
    ),
    fires(
        "HDR-006",
        "routes-headers",
        "only a report",
        put(
            "routes-headers",
            _HEADERS,
            {
                "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
                "Permissions-Policy": "x",
                f"{_NAME}-Report-Only": f"{CSP}; report-to sentry",
            },
        ),
        ("HDR-001", "vercel-json"),
    ),
    fires(
        "HDR-006", "routes-headers", "a report to nobody", put("routes-headers", f"{_HEADERS}.{_NAME}-Report-Only", CSP)
    ),
    silent(
        "HDR-006",
        "a trial beside the enforced one",
        put("routes-headers", f"{_HEADERS}.{_NAME}-Report-Only", f"{CSP}; report-uri https://x.example"),
    ),
    fires("HDR-007", "vercel-json", "any origin on the API", header("Access-Control-Allow-Origin", "*", "/api/(.*)")),
    fires(
        "HDR-007",
        "routes-headers",
        "any origin with credentials",
        both(
            put("routes-headers", f"{_HEADERS}.Access-Control-Allow-Origin", "*"),
            put("routes-headers", f"{_HEADERS}.Access-Control-Allow-Credentials", "true"),
        ),
    ),
    silent("HDR-007", "any origin for fonts", header("Access-Control-Allow-Origin", "*", "/fonts/(.*)")),
    fires("CRN-001", "project", "no secret", without("cron-secret")),
    fires("CRN-001", "project", "a secret for previews", put("cron-secret", "targets", ["preview"])),
    fires("CRN-001", "cron-secret", "a short secret", put("cron-secret", "value", "short")),
    fires("CRN-001", "cron-secret", "no secret value", drop("cron-secret", "value")),
    fires(
        "CRN-001",
        "cron-secret",
        "a readable secret",
        put("cron-secret", "sensitive", False),
        ("VCL-001", "cron-secret"),
    ),
    silent("CRN-001", "nothing scheduled", both(file(lambda json_: json_.pop("crons")), without("cron-secret"))),
    Case("CRN-001", "the value unknown is not evaluated", unknown("cron-secret", "value"), frozenset(), undecided=True),
    fires(
        "CRN-002",
        "vercel-json",
        "no schedule",
        file(lambda json_: json_["crons"][0].pop("schedule")),
        ("CRN-003", "vercel-json"),
    ),
    fires(
        "CRN-002",
        "vercel-json",
        "six fields",
        file(lambda json_: json_["crons"][0].update(schedule="0 3 * * * *")),
        ("CRN-003", "vercel-json"),
    ),
    fires(
        "CRN-002",
        "vercel-json",
        "too often for Hobby",
        both(
            configured(vercel_plan="hobby"),
            file(lambda json_: json_["crons"][0].update(schedule="0 * * * *")),
            put("cron-monitor", "cron.schedule", "0 * * * *"),
        ),
    ),
    fires("CRN-002", "vercel-json", "too many", file(lambda json_: json_.update(crons=json_["crons"] * 41))),
    fires("CRN-003", "vercel-json", "no monitor", without("cron-monitor")),
    fires("CRN-003", "vercel-json", "a monitor of another schedule", put("cron-monitor", "cron.schedule", "0 4 * * *")),
    fires(
        "VJS-001", "vercel-json", "both deploy", both(add("script", _DEPLOYING), file(lambda json_: json_.pop("git")))
    ),
    fires(
        "VJS-001",
        "vercel-json",
        "both deploy main",
        both(
            add("script", _DEPLOYING), file(lambda json_: json_.update(git={"deploymentEnabled": {"preview": False}}))
        ),
    ),
    silent(
        "VJS-001",
        "Git deploys other branches",
        both(add("script", _DEPLOYING), file(lambda json_: json_.update(git={"deploymentEnabled": {"main": False}}))),
    ),
    silent(
        "VJS-001",
        "no workflow deploys",
        both(
            file(lambda json_: json_.pop("git")),
            put("workflow", "content", WORKFLOW.replace("vercel deploy", "./release")),
        ),
    ),
    fires("VJS-002", "project", "no deployment check", both(_BY_GIT, file(lambda json_: json_.pop("git")))),
    fires(
        "VJS-002",
        "project",
        "a check that blocks nothing",
        both(_BY_GIT, file(lambda json_: json_.pop("git")), add("check", _CHECK), put("check", "blocks", "none")),
    ),
    silent("VJS-002", "a deployment check", both(_BY_GIT, file(lambda json_: json_.pop("git")), add("check", _CHECK))),
    silent("VJS-002", "Actions deploy", _BY_GIT),
    silent("VJS-002", "staging", both(_STAGING, _BY_GIT, file(lambda json_: json_.pop("git")))),
)
