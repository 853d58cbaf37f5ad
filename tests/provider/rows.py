"""One row for each of the provider's resource types, and what they need first."""

from localcloud.plugin.properties import Properties, SecretValue, Value
from tests.localcloud.harness import Lifecycle, Refusal, Update
from tests.provider.world import PROJECT

TEAM = "sentry:index/sentryTeam:SentryTeam"
SENTRY_PROJECT = "sentry:index/sentryProject:SentryProject"
REPOSITORY = "github:index/repository:Repository"
ALERT, MONITOR, ENVVAR = "luma:sentry:Alert", "luma:sentry:Monitor", "luma:trigger:EnvVar"
FILES = "luma:github:Files"

SENTRY_NEEDS: tuple[tuple[str, Properties], ...] = (
    (TEAM, {"organization": "luma", "name": "Web", "slug": "web"}),
    (SENTRY_PROJECT, {"organization": "luma", "name": "luma-web", "teams": ["web"], "platform": "javascript-nextjs"}),
)
OWN: Properties = {"organization": "luma", "project": "luma-web"}
SLACK: Value = {"workspace": "Luma", "channel": "#alerts", "tags": ["level", "environment"]}
ALERT_INPUTS: Properties = {
    **OWN,
    "name": "Error frequency",
    "environment": "production",
    "frequencyMinutes": 60,
    "conditions": {"eventFrequency": {"count": 10, "interval": "1h"}, "level": {"level": "error"}},
    "actions": {"email": [{"team": "web"}, {"member": "admin@luma.example"}], "slack": [SLACK]},
}
METRIC_INPUTS: Properties = {
    **OWN,
    "name": "Performance",
    "description": "Pages are slow.",
    "owner": "web",
    "metric": {
        "source": "spans",
        "aggregate": "p95(span.duration)",
        "query": "is_transaction:true",
        "threshold": 2500,
        "resolveAt": 2000,
    },
}
CRON_INPUTS: Properties = {**OWN, "name": "Quota reset", "cron": {"schedule": "0 0 1 * *", "timezone": "UTC"}}
UPTIME_INPUTS: Properties = {
    **OWN,
    "name": "luma.example",
    "uptime": {"url": "https://luma.example", "environment": "production"},
}
ENVVAR_INPUTS: Properties = {
    "project": PROJECT,
    "environment": "prod",
    "name": "DATABASE_URL",
    "value": SecretValue("postgresql://canary-5f1c@db.example/app"),
}
GITHUB_NEEDS: tuple[tuple[str, Properties], ...] = (
    (REPOSITORY, {"name": "luma-web", "autoInit": True, "visibility": "private"}),
)
PACKAGE = '{"scripts": {"db:backup": "bash scripts/backup-database.sh"}}'
FILES_INPUTS: Properties = {
    "owner": "luma-app",
    "repository": "luma-web",
    "author": {"name": "Platform", "email": "platform@luma.example"},
    "files": {
        "vercel.json": {"content": "{}\n"},
        "scripts/backup.sh": {"content": "#!/bin/sh\n", "executable": True},
        "package.json": {"content": PACKAGE, "mode": "merged"},
        ".env.example": {"content": "DATABASE_URL=\n", "mode": "merged"},
        "src/lib/env.ts": {"content": "export {}\n", "mode": "scaffold"},
    },
}

ROWS = {
    "alert": Lifecycle(
        token=ALERT,
        needs=SENTRY_NEEDS,
        inputs=ALERT_INPUTS,
        outputs={"name": "Error frequency", "watch": "errors", "enabled": True, "unmanaged": []},
        computed=frozenset({"alertId", "unmanaged"}),
        updates=(
            Update(
                {"conditions": {"eventFrequency": {"count": 50, "interval": "1h"}, "level": {"level": "error"}}},
                {"conditions.eventFrequency.count": "update"},
            ),
            Update(
                {"conditions": {"priority": "high"}},
                {
                    "conditions.eventFrequency": "delete",
                    "conditions.level": "delete",
                    "conditions.priority": "add",
                },
            ),
            Update(
                {"triggers": ["regressed", "newIssue"], "watch": "issues"},
                {
                    "triggers": "add",
                    "watch": "update",
                },
            ),
            Update(
                {"actions": {"email": [{"issueOwners": "active-members"}]}, "environment": None},
                {
                    "actions.email[0].issueOwners": "add",
                    "actions.email[0].team": "delete",
                    "actions.email[1]": "delete",
                    "actions.slack": "delete",
                    "environment": "delete",
                },
            ),
        ),
        replaces=(Update({"project": "other"}, {"project": "update_replace"}),),
        refusals=(
            Refusal({"organization": None}, "organization", "is required"),
            Refusal({"enviroment": "production"}, "enviroment", "did you mean environment?"),
            Refusal({"actions": {}}, "actions", "tells nobody"),
            Refusal({"conditions": None}, "triggers", "every single event"),
            Refusal({"triggers": ["onFire"]}, "triggers[0]", "'newIssue'"),
            Refusal({"frequencyMinutes": 1}, "frequencyMinutes", "5 to 43200"),
            Refusal({"watch": "monitors"}, "monitorIds", "where watch is monitors"),
            Refusal(
                {"actions": {"email": [{"team": "web", "member": "a@b.example"}]}}, "actions.email[0]", "exactly one"
            ),
        ),
    ),
    "metric monitor": Lifecycle(
        token=MONITOR,
        needs=SENTRY_NEEDS,
        inputs=METRIC_INPUTS,
        outputs={"name": "Performance", "slug": ""},
        computed=frozenset({"monitorId", "slug"}),
        updates=(
            Update(
                {"metric": {"threshold": 10}},
                {
                    "metric.aggregate": "update",
                    "metric.query": "update",
                    "metric.resolveAt": "delete",
                    "metric.source": "update",
                    "metric.threshold": "update",
                },
            ),
            Update({"owner": None, "enabled": False}, {"owner": "delete", "enabled": "update"}),
        ),
        replaces=(
            Update(
                {"metric": None, "cron": {"schedule": "0 0 1 * *"}},
                {
                    "metric": "delete_replace",
                    "cron": "add_replace",
                },
            ),
            Update({"organization": "other"}, {"organization": "update_replace"}),
        ),
        refusals=(
            Refusal({"metric": {"threshold": 10, "windowSeconds": 7}}, "metric.windowSeconds", "must be one of"),
            Refusal({"metric": {}}, "metric.threshold", "is required"),
            Refusal({"metric": None}, "", "exactly one of metric, cron and uptime"),
        ),
    ),
    "cron monitor": Lifecycle(
        token=MONITOR,
        needs=SENTRY_NEEDS,
        inputs=CRON_INPUTS,
        outputs={"slug": "quota-reset"},
        computed=frozenset({"monitorId", "slug"}),
        updates=(
            Update(
                {"cron": {"schedule": "30 2 * * *", "marginMinutes": 10}},
                {"cron.schedule": "update", "cron.marginMinutes": "update"},
            ),
        ),
        refusals=(Refusal({"cron": {"schedule": "@daily"}}, "cron.schedule", "five fields"),),
    ),
    "uptime monitor": Lifecycle(
        token=MONITOR,
        needs=SENTRY_NEEDS,
        inputs=UPTIME_INPUTS,
        computed=frozenset({"monitorId", "slug"}),
        updates=(
            Update(
                {"uptime": {"url": "https://luma.example/health", "environment": "production", "intervalSeconds": 300}},
                {"uptime.url": "update", "uptime.intervalSeconds": "update"},
            ),
        ),
        refusals=(
            Refusal({"uptime": {"url": "luma.example", "environment": "production"}}, "uptime.url", "http"),
            Refusal(
                {"uptime": {"url": "https://luma.example", "environment": "production", "intervalSeconds": 61}},
                "uptime.intervalSeconds",
                "must be one of",
            ),
        ),
    ),
    "secret variable": Lifecycle(
        token=ENVVAR,
        inputs=ENVVAR_INPUTS,
        outputs={"name": "DATABASE_URL", "isSecret": True, "value": None},
        computed=frozenset({"fingerprint"}),
        secrets=frozenset({"fingerprint"}),
        updates=(
            Update(
                {"value": SecretValue("postgresql://canary-77aa@db.example/app")},
                {"value": "update"},
                frozenset({"fingerprint"}),
            ),
        ),
        replaces=(
            Update({"environment": "staging"}, {"environment": "update_replace"}),
            Update({"isSecret": False}, {"isSecret": "update_replace"}),
        ),
        not_imported=frozenset({"value"}),
        refusals=(
            Refusal({"name": "1ST"}, "name", "letters, digits and underscores"),
            Refusal({"name": "TRIGGER_SECRET_KEY"}, "name", "sets it itself"),
            Refusal({"environment": "production"}, "environment", "'prod'"),
        ),
    ),
    "plain variable": Lifecycle(
        token=ENVVAR,
        inputs={**ENVVAR_INPUTS, "name": "EMAIL_FROM", "value": SecretValue("noreply@luma.example"), "isSecret": False},
        computed=frozenset({"fingerprint"}),
        secrets=frozenset({"fingerprint"}),
        updates=(
            Update({"value": SecretValue("hello@luma.example")}, {"value": "update"}, frozenset({"fingerprint"})),
        ),
    ),
    "files": Lifecycle(
        token=FILES,
        needs=GITHUB_NEEDS,
        inputs=FILES_INPUTS,
        outputs={"branch": "main", "pullRequestUrl": "", "report": []},
        computed=frozenset({"commitSha", "delivered", "pullRequestUrl", "report"}),
        updates=(
            Update(
                {
                    "files": {
                        "vercel.json": {"content": '{"regions": ["iad1"]}\n'},
                        "scripts/backup.sh": {"content": "#!/bin/sh\n"},
                        "package.json": {"content": PACKAGE, "mode": "merged"},
                        "src/lib/env.ts": {"content": "export const env = 1\n", "mode": "scaffold"},
                        "CODEOWNERS": {"content": "* @luma-app/web\n"},
                    }
                },
                {
                    'files["vercel.json"].content': "update",
                    'files["scripts/backup.sh"].executable': "update",
                    'files[".env.example"]': "delete",
                    "files.CODEOWNERS": "add",
                },
                frozenset({"commitSha", "delivered", "pullRequestUrl", "report"}),
            ),
        ),
        replaces=(Update({"repository": "other"}, {"repository": "update_replace"}),),
        refusals=(
            Refusal({"files": {"/etc/passwd": {"content": ""}}}, 'files["/etc/passwd"]', "within the repository"),
            Refusal({"files": {"a.json": {"content": "{", "mode": "merged"}}}, 'files["a.json"].content', "not JSON"),
            Refusal({"files": {"a": {"content": "", "mode": "mine"}}}, "files.a.mode", "'managed'"),
            Refusal({"files": {"a": {"content": SecretValue("canary-file")}}}, "", "holds a secret"),
            Refusal({"author": None}, "author", "is required"),
        ),
        not_imported=frozenset(
            {
                'files["vercel.json"]',
                'files["scripts/backup.sh"]',
                'files["package.json"]',
                'files[".env.example"]',
                'files["src/lib/env.ts"]',
                "author.email",
                "author.name",
            }
        ),
        state_only=True,  # the branch is there before and after: its files tell
    ),
}
