"""A program that is not this project's: one of each of the provider's resource types."""

import pulumi

from components.resources.luma import Alert, EnvVar, Files, Monitor

config = pulumi.Config()
organization, project = "luma", "luma-web"
errors = Monitor(
    "errors",
    organization=organization,
    project=project,
    name="Errors",
    owner="web",
    metric={"threshold": config.get_int("threshold") or 10},
)
Monitor("job", organization=organization, project=project, name="Quota reset", cron={"schedule": "0 0 1 * *"})
Monitor(
    "app",
    organization=organization,
    project=project,
    name="App",
    uptime={"url": "https://luma.example", "environment": "production"},
)
Alert(
    "frequency",
    organization=organization,
    project=project,
    name="Error frequency",
    watch="monitors",
    monitor_ids=[errors.monitor_id],
    triggers=["newIssue", "regressed"],
    conditions={"priority": "medium"},
    actions={"email": [{"team": "web"}]},
)
Alert(
    "new",
    organization=organization,
    project=config.get("project") or project,
    name="New issues",
    watch="issues",
    triggers=["newIssue"],
    conditions={"eventFrequency": {"count": 10, "interval": "1h"}, "level": {"level": "error"}},
    actions={"slack": [{"workspace": "Luma", "channel": config.get("channel") or "#alerts"}]},
)
EnvVar(
    "database",
    project="proj_aaaaaaaaaaaaaaaaaaaa",
    environment="prod",
    name="DATABASE_URL",
    value=config.require_secret("value"),
)
files = Files(
    "files",
    owner="luma-app",
    repository="luma-web",
    author={"name": "Platform", "email": "platform@luma.example"},
    files={
        "vercel.json": {"content": "{}\n"},
        "scripts/backup.sh": {"content": "#!/bin/sh\n", "executable": True},
        "src/lib/env.ts": {"content": "export {}\n", "mode": "scaffold"},
    },
)
pulumi.export("commitSha", files.commit_sha)
