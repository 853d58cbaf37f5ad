"""The good stack's resources on Sentry and Trigger.dev, and the stack itself."""

from __future__ import annotations

from luma_policies import kinds

from .world import SECRET, Item

DSN = "https://0123456789abcdef@o1.ingest.sentry.io/2"
_ALERT = {
    "organization": "shop",
    "project": "shop-web",
    "name": "High priority",
    "environment": "production",
    "frequencyMinutes": 30,
    "triggers": ["newIssue", "regressed"],
    "conditions": {"match": "all", "priority": "high"},
    "actions": {"email": [{"team": "shop"}], "slack": [{"workspace": "shop", "channel": "alerts"}]},
}

ITEMS: dict[str, Item] = {
    "sentry-project": Item(
        kinds.SENTRY_PROJECT,
        {
            "organization": "shop",
            "name": "shop-web",
            "teams": ["shop"],
            "platform": "javascript-nextjs",
            "resolveAge": 720,
        },
        protect=True,
    ),
    "sentry-key": Item(
        kinds.SENTRY_KEY,
        {
            "organization": "shop",
            "project": "shop-web",
            "rateLimitCount": 1000,
            "rateLimitWindow": 3600,
            "dsnPublic": DSN,
        },
        protect=True,
    ),
    "alert": Item(kinds.ALERT, _ALERT),
    "monitor": Item(
        kinds.MONITOR, {"name": "Front page", "uptime": {"url": "https://shop.example", "intervalSeconds": 60}}
    ),
    "cron-monitor": Item(kinds.MONITOR, {"name": "Quota", "cron": {"schedule": "0 3 * * *"}}),
    "job-variable": Item(
        kinds.TRIGGER_VARIABLE,
        {"project": "proj_1", "environment": "prod", "name": "DATABASE_URL", "value": f"x{SECRET}", "isSecret": True},
    ),
    "job-label": Item(
        kinds.TRIGGER_VARIABLE,
        {"project": "proj_1", "environment": "staging", "name": "LABEL", "value": "blue", "isSecret": False},
    ),
    "database": Item(
        kinds.VARIABLE,
        {
            "projectId": "prj_1",
            "key": "DATABASE_URL",
            "value": f"x{SECRET}",
            "sensitive": True,
            "targets": ["production"],
        },
    ),
    "stack": Item(kinds.STACK, {"url": "https://shop.example"}),
}
