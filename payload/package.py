"""The platform's part of `package.json`: scripts and packages, merged into what the app has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from settings.platform import Platform

SCRIPTS: Final = {
    "db:migrate:status": "prisma migrate status",
    "db:migrate:diff": "prisma migrate diff",
    "db:backup": "bash scripts/backup-database.sh",
    "vercel-build": "prisma generate && prisma migrate deploy && next build",
    "trigger:dev": "trigger dev",
    "trigger:deploy": "trigger deploy",
}
"""The six scripts by name. Vercel never runs `vercel-build`: the project's build command does not migrate."""

DEPENDENCIES: Final = {"@sentry/nextjs": "11.5.0", "@trigger.dev/sdk": "4.8.3", "zod": "4.6.7"}
"""Packages that the delivered code imports, with the versions it is tested with."""

DEV_DEPENDENCIES: Final = {
    "@sentry/cli": "3.8.0",
    "libpg-query": "18.1.5",
    "trigger.dev": "4.8.3",
    "vercel": "60.1.3",
}
"""Tools that the workflows and scripts run, with the versions they are tested with."""


def package_json(platform: Platform) -> str:
    """Return the keys that the platform sets in `package.json`; every other key is the app's own."""
    del platform  # the same for every stack
    part = {"scripts": SCRIPTS, "dependencies": DEPENDENCIES, "devDependencies": DEV_DEPENDENCIES}
    return json.dumps(part, indent=2) + "\n"
