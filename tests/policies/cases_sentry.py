"""Cases of the rules on Sentry and Trigger.dev."""

from __future__ import annotations

import json

from luma_policies import kinds

from .case import Case, fires, refuses_unknown, silent, tolerates_unknown
from .world import SECRET, Item, add, both, configured, drop, option, put, without

_STAGING = both(configured(environment="staging"), put("alert", "environment", "staging"))
_UNWATCHED = without("monitor", "cron-monitor")
_LEGACY = Item(kinds.LEGACY_ALERTS[0], {"organization": "shop"})
_SELF_HOSTED = both(configured(self_hosted_sentry=True), add("legacy", _LEGACY))
_SLACK = {"id": "sentry.integrations.slack.notify_action.SlackNotifyServiceAction", "channel": "#alerts"}
_HOOK = {"id": "webhook", "url": "http://hooks.example"}
_JOB_COPY = Item(
    kinds.TRIGGER_VARIABLE, {"environment": "staging", "name": "DATABASE_URL", "value": f"x{SECRET}", "isSecret": True}
)
_KEY = Item(
    kinds.VARIABLE,
    {"key": "TRIGGER_SECRET_KEY", "value": "tr_prod_abcdef", "sensitive": True, "targets": ["production"]},
)

CASES: tuple[Case, ...] = (
    fires("SEN-001", "legacy", "a legacy alert", add("legacy", _LEGACY)),
    silent("SEN-001", "Sentry is self-hosted", _SELF_HOSTED),
    fires("SEN-002", "alert", "another environment", put("alert", "environment", "staging")),
    fires("SEN-002", "alert", "no environment", drop("alert", "environment")),
    silent("SEN-002", "staging's own", _STAGING),
    tolerates_unknown("SEN-002", "alert", "environment"),
    fires("SEN-003", "alert", "nobody told", drop("alert", "actions"), ("SEN-006", "alert")),
    fires("SEN-003", "alert", "every new issue", drop("alert", "conditions")),
    fires("SEN-003", "alert", "every event", both(drop("alert", "conditions"), drop("alert", "triggers"))),
    silent(
        "SEN-003",
        "regressions without a condition",
        both(drop("alert", "conditions"), put("alert", "triggers", ["regressed"])),
    ),
    tolerates_unknown("SEN-003", "alert", "conditions"),
    fires("SEN-004", "alert", "every minute", put("alert", "frequencyMinutes", 1)),
    fires("SEN-004", "alert", "every week", put("alert", "frequencyMinutes", 10_080)),
    fires("SEN-004", "alert", "every change", put("alert", "triggers", ["newIssue", "regressed", "resolved"])),
    silent("SEN-004", "the default frequency", drop("alert", "frequencyMinutes")),
    tolerates_unknown("SEN-004", "alert", "frequencyMinutes"),
    fires("SEN-005", "alert", "all members", put("alert", "actions.email", [{"issueOwners": "all-members"}])),
    silent("SEN-005", "active members", put("alert", "actions.email", [{"issueOwners": "active-members"}])),
    silent("SEN-005", "no mail", drop("alert", "actions.email"), ("SEN-006", "alert")),
    tolerates_unknown("SEN-005", "alert", "actions.email"),
    fires("SEN-006", "alert", "one way", drop("alert", "actions.slack")),
    fires(
        "SEN-006",
        "alert",
        "one way for fatal errors",
        both(put("alert", "conditions", {"level": {"level": "fatal"}}), drop("alert", "actions.slack")),
    ),
    silent(
        "SEN-006", "an alert for less", both(put("alert", "conditions.priority", "low"), drop("alert", "actions.slack"))
    ),
    silent("SEN-006", "staging", both(_STAGING, drop("alert", "actions.slack"))),
    tolerates_unknown("SEN-006", "alert", "actions.slack"),
    fires("SEN-007", "alert", "no channel", drop("alert", "actions.slack[0].channel")),
    fires("SEN-007", "legacy", "a channel without its id", both(_SELF_HOSTED, put("legacy", "actions", [_SLACK]))),
    fires(
        "SEN-007",
        "legacy",
        "a channel without its id as text",
        both(_SELF_HOSTED, put("legacy", "actions", json.dumps([_SLACK]))),
    ),
    fires("SEN-007", "legacy", "a plain webhook", both(_SELF_HOSTED, put("legacy", "actions", [_HOOK]))),
    silent("SEN-007", "no Slack", drop("alert", "actions.slack"), ("SEN-006", "alert")),
    silent("SEN-007", "text that is no list", both(_SELF_HOSTED, put("legacy", "actions", "7"))),
    tolerates_unknown("SEN-007", "alert", "actions.slack[0].channel"),
    fires("SEN-008", "sentry-key", "no limit", drop("sentry-key", "rateLimitCount")),
    fires("SEN-008", "sentry-key", "a limit of nothing", put("sentry-key", "rateLimitWindow", 0)),
    tolerates_unknown("SEN-008", "sentry-key", "rateLimitCount"),
    fires("SEN-009", "sentry-key", "not protected", option("sentry-key", protect=False)),
    silent("SEN-009", "staging", both(_STAGING, option("sentry-key", protect=False))),
    fires("SEN-010", "sentry-project", "no team", put("sentry-project", "teams", [])),
    fires("SEN-010", "sentry-project", "another platform", put("sentry-project", "platform", "python")),
    fires("SEN-010", "sentry-project", "no age", drop("sentry-project", "resolveAge")),
    silent("SEN-010", "one team", both(drop("sentry-project", "teams"), put("sentry-project", "team", "shop"))),
    tolerates_unknown("SEN-010", "sentry-project", "platform"),
    fires(
        "SEN-011",
        "public-variable",
        "the secret part",
        put("public-variable", "value", f"https://{'a' * 32}:{'b' * 32}@o1.ingest.sentry.io/2"),
    ),
    fires(
        "SEN-011",
        "environment-variable",
        "the secret part for GitHub",
        put("environment-variable", "value", f"https://{'a' * 32}:{'b' * 32}@o1.ingest.sentry.io/2"),
    ),
    silent("SEN-011", "the public DSN", put("public-variable", "value", f"https://{'a' * 32}@o1.ingest.sentry.io/2")),
    tolerates_unknown("SEN-011", "public-variable", "value"),
    fires("SEN-012", "sentry-project", "no monitor", _UNWATCHED, ("CRN-003", "vercel-json")),
    fires(
        "SEN-012",
        "sentry-project",
        "only a metric",
        both(
            without("cron-monitor"),
            drop("monitor", "uptime"),
            put("monitor", "metric", {"threshold": 1}),
        ),
        ("CRN-003", "vercel-json"),
    ),
    silent(
        "SEN-012", "a cron monitor", both(drop("monitor", "uptime"), put("monitor", "cron", {"schedule": "0 * * * *"}))
    ),
    silent("SEN-012", "staging", both(_STAGING, _UNWATCHED), ("CRN-003", "vercel-json")),
    fires("TRG-001", "job-variable", "readable", put("job-variable", "isSecret", False)),
    silent("TRG-001", "secret by default", drop("job-variable", "isSecret")),
    tolerates_unknown("TRG-001", "job-variable", "isSecret"),
    fires("TRG-002", "job-copy", "staging with production's value", add("job-copy", _JOB_COPY)),
    silent("TRG-002", "a value of its own", both(add("job-copy", _JOB_COPY), put("job-copy", "value", f"y{SECRET}"))),
    refuses_unknown("TRG-002", "job-label", "environment"),
    fires("TRG-003", "job-label", "an empty value", put("job-label", "value", "")),
    fires("TRG-003", "job-label", "a placeholder", put("job-label", "value", "<redacted>")),
    fires("TRG-003", "job-label", "Vercel's placeholder", put("job-label", "value", "[SENSITIVE]")),
    fires("TRG-003", "job-label", "encrypted text", put("job-label", "value", "eyJ2IjoidjIiLCJjIjoiYWJj")),
    fires("TRG-003", "job-label", "no value", drop("job-label", "value")),
    tolerates_unknown("TRG-003", "job-label", "value"),
    fires("TRG-004", "", "missing in the app", without("database")),
    fires("TRG-004", "", "missing in the jobs", without("job-variable")),
    silent("TRG-004", "not shared", both(configured(shared_variables=()), without("database"))),
    fires(
        "TRG-005",
        "trigger-key",
        "another environment's key",
        both(add("trigger-key", _KEY), put("trigger-key", "value", "tr_dev_abcdef")),
    ),
    fires("TRG-005", "trigger-key", "production's key in staging", both(_STAGING, add("trigger-key", _KEY))),
    silent("TRG-005", "production's key", add("trigger-key", _KEY)),
    silent("TRG-005", "no value yet", both(add("trigger-key", _KEY), drop("trigger-key", "value"))),
)
