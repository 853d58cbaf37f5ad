"""The table of delivered files: how each one is delivered, and whether it is run."""

from dataclasses import dataclass
from typing import Final, Literal

Mode = Literal["managed", "merged", "scaffold"]
"""managed: the platform's own, a hand edit is drift. merged: the platform's part of a file that others write in too.
scaffold: created where absent, then the app developers' own."""


@dataclass(frozen=True, slots=True)
class PayloadFile:
    """One file of the app's repository.

    `text` is the whole file, or for a merged file the platform's part of it.
    """

    text: str
    mode: Mode
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the file at `path` is delivered."""

    path: str
    mode: Mode
    executable: bool = False


STATIC: Final[tuple[Delivery, ...]] = (
    Delivery(".github/actions/install/action.yml", "managed"),
    Delivery(".github/scripts/comment.sh", "managed", executable=True),
    Delivery(".github/scripts/deploy.sh", "managed", executable=True),
    Delivery(".github/scripts/sentry-release.sh", "managed", executable=True),
    Delivery(".github/scripts/smoke.sh", "managed", executable=True),
    Delivery(".github/scripts/store-backup.sh", "managed", executable=True),
    Delivery(".github/workflows/backup.yml", "managed"),
    Delivery(".github/workflows/deploy.yml", "managed"),
    Delivery(".github/workflows/migration-check.yml", "managed"),
    Delivery(".github/workflows/test.yml", "managed"),
    Delivery("docs/DATABASE_MIGRATION_GUIDE.md", "managed"),
    Delivery("docs/DEPLOYMENT.md", "managed"),
    Delivery("next.config.mjs", "scaffold"),
    Delivery("scripts/backup-database.sh", "managed", executable=True),
    Delivery("scripts/check-migrations.mjs", "managed", executable=True),
    Delivery("scripts/lib/database-url.sh", "managed"),
    Delivery("scripts/migrations/changes.mjs", "managed"),
    Delivery("scripts/migrations/detect.mjs", "managed"),
    Delivery("scripts/migrations/prisma.mjs", "managed"),
    Delivery("scripts/migrations/report.mjs", "managed"),
    Delivery("scripts/migrations/rules.mjs", "managed"),
    Delivery("scripts/migrations/sql.mjs", "managed"),
    Delivery("scripts/rehearse-restore.sh", "managed", executable=True),
    Delivery("scripts/restore-database.sh", "managed", executable=True),
    Delivery("sentry.build.mjs", "managed"),
    Delivery("sentry.client.config.ts", "managed"),
    Delivery("sentry.edge.config.ts", "managed"),
    Delivery("sentry.server.config.ts", "managed"),
    Delivery("src/app/global-error.tsx", "scaffold"),
    Delivery("src/instrumentation-client.ts", "scaffold"),
    Delivery("src/instrumentation.ts", "scaffold"),
    Delivery("src/lib/check-in.ts", "managed"),
    Delivery("src/lib/csp.ts", "managed"),
    Delivery("src/lib/env-reader.ts", "managed"),
    Delivery("src/lib/env.ts", "scaffold"),
    Delivery("src/lib/logger.ts", "managed"),
    Delivery("src/lib/redact.ts", "managed"),
    Delivery("src/lib/request-context.ts", "managed"),
    Delivery("src/lib/sentry.ts", "managed"),
    Delivery("src/proxy.ts", "scaffold"),
    Delivery("src/trigger/index.ts", "scaffold"),
    Delivery("src/trigger/init.ts", "scaffold"),
    Delivery("trigger.config.ts", "scaffold"),
)
"""The files under `payload/files/`, which mirrors the app's repository."""
