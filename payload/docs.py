"""The computed parts of `docs/DEPLOYMENT.md`: where every variable comes from, and how each file is delivered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from payload.files import PayloadFile
from settings.catalogue import CATALOGUE

if TYPE_CHECKING:
    from settings.variable import Variable

VARIABLES: Final = "<!-- variables -->"
FILES: Final = "<!-- files -->"
"""Where in the document each table goes."""

_NEEDED: Final = {"always": "yes", "production": "live", "optional": "no"}
_SOURCES: Final = {
    "secret": "secret of the stack: `pulumi config set --secret`",
    "config": "setting of the stack",
    "generated": "made by the platform",
    "wired": "taken from what the platform made",
    "validated": "Next.js itself",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing the first set-up had: what it was for, the files that do it now, and what proves them."""

    purpose: str
    paths: tuple[str, ...]
    proof: str


_APP: Final = "the tests' Next.js app"

SEED: Final[tuple[Row, ...]] = (
    Row("Vercel's configuration", ("vercel.json",), "`vercel build`, whose routes and functions are read"),
    Row(
        "Test, preview, staging, production",
        (".github/workflows/deploy.yml", ".github/workflows/test.yml", ".github/actions/install/action.yml"),
        "actionlint, zizmor, the policy catalogue's rules",
    ),
    Row(
        "Steps of the workflows",
        (
            ".github/scripts/deploy.sh",
            ".github/scripts/smoke.sh",
            ".github/scripts/comment.sh",
            ".github/scripts/sentry-release.sh",
        ),
        "shellcheck; each is run with stubbed commands",
    ),
    Row("Migration check", (".github/workflows/migration-check.yml",), "actionlint, zizmor; its steps are run"),
    Row(
        "What makes a migration dangerous",
        (
            "scripts/check-migrations.mjs",
            "scripts/migrations/changes.mjs",
            "scripts/migrations/detect.mjs",
            "scripts/migrations/prisma.mjs",
            "scripts/migrations/report.mjs",
            "scripts/migrations/rules.mjs",
            "scripts/migrations/sql.mjs",
        ),
        "more than 100 migrations, with the exact findings of each",
    ),
    Row("Migration guide", ("docs/DATABASE_MIGRATION_GUIDE.md",), "its rules and commands are those delivered"),
    Row("This document", ("docs/DEPLOYMENT.md",), "its tables are computed"),
    Row(
        "Backup and restore",
        (
            "scripts/backup-database.sh",
            "scripts/restore-database.sh",
            "scripts/rehearse-restore.sh",
            "scripts/lib/database-url.sh",
        ),
        "shellcheck; run against a real PostgreSQL",
    ),
    Row(
        "Nightly backup",
        (".github/workflows/backup.yml", ".github/scripts/store-backup.sh"),
        "actionlint, zizmor; its steps are run",
    ),
    Row("Background jobs", ("trigger.config.ts", "src/trigger/index.ts"), f"types and unit tests in {_APP}"),
    Row(
        "Scheduled jobs are watched",
        ("src/lib/check-in.ts", "src/trigger/init.ts"),
        f"types in {_APP}; unit tests that read what would be sent",
    ),
    Row("Sentry's functions", ("src/lib/sentry.ts", "src/lib/redact.ts"), "unit tests that read what would be sent"),
    Row(
        "Sentry in browser, server and edge",
        (
            "sentry.client.config.ts",
            "sentry.server.config.ts",
            "sentry.edge.config.ts",
            "src/instrumentation.ts",
            "src/instrumentation-client.ts",
            "src/app/global-error.tsx",
        ),
        f"the build of {_APP}, in Chromium",
    ),
    Row("Logger", ("src/lib/logger.ts", "src/lib/request-context.ts"), f"unit tests, and a request to {_APP}"),
    Row(
        "Environment validation",
        ("src/lib/env.ts", "src/lib/env.generated.ts", "src/lib/env-reader.ts", "src/lib/app.generated.ts"),
        "unit tests; the browser's code is searched for server values",
    ),
    Row(".env.example", (".env.example",), "copied unchanged, it is refused line by line"),
    Row(
        "Next.js and Sentry's build",
        ("next.config.mjs", "sentry.build.mjs"),
        f"the build of {_APP}, with and without DSN",
    ),
    Row(
        "Content-Security-Policy",
        ("src/lib/csp.ts", "src/proxy.ts"),
        "Chromium: no violation, an injected script is blocked",
    ),
    Row("Scripts and packages", ("package.json",), f"the versions are those of {_APP}"),
    Row(
        "Reviews and updates",
        (".github/CODEOWNERS", ".github/dependabot.yml"),
        "their paths and packages exist",
    ),
)
"""Everything of the first set-up, in its order."""


def deployment_md(template: str, files: dict[str, PayloadFile]) -> str:
    """Return the document with its two tables; only files that are delivered have a row."""
    return template.replace(VARIABLES, variable_table()).replace(FILES, _file_table(files))


def variable_table() -> str:
    """Return the reference of all variables as Markdown, one table a group."""
    groups = dict.fromkeys(variable.group for variable in CATALOGUE)
    head = ["variable", "what it is", "needed", "Vercel", "GitHub environments", "Trigger.dev", "comes from"]
    parts = []
    for group in groups:
        rows = [_variable_row(variable) for variable in CATALOGUE if variable.group == group]
        parts.append(f"### {group}\n\n{_table(head, rows)}")
    return "\n\n".join(parts)


def _variable_row(variable: Variable) -> list[str]:
    kind = "" if variable.kind == "public" else f" ({variable.kind})"
    return [
        f"`{variable.name}`",
        f"{variable.description}{kind}",
        _NEEDED[variable.required],
        ", ".join(sorted(variable.vercel)),
        ", ".join(sorted(variable.github)),
        "yes" if variable.trigger else "",
        _SOURCES[variable.source],
    ]


def _file_table(files: dict[str, PayloadFile]) -> str:
    rows = []
    for row in SEED:
        paths = [path for path in row.paths if path in files]
        if paths:
            named = "<br>".join(f"`{path}` ({files[path].mode})" for path in paths)
            rows.append([row.purpose, named, row.proof])
    return _table(["what", "delivered as", "proved by"], rows)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
