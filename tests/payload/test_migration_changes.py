"""The migration check on a pull request: what changed, the schema, and staging's database."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from payload.render import ROOT

from .node import environment, modules

pytestmark = pytest.mark.slow

SCHEMA = """generator client {
  provider = "prisma-client"
  output   = "../src/generated"
}

datasource db {
  provider = "postgresql"
}

model Deck {
  id String @id
}
"""
CONFIG = """export default {
  schema: 'prisma/schema.prisma',
  datasource: { url: process.env.DATABASE_URL },
}
"""
FIRST = "prisma/migrations/20260101000000_first/migration.sql"
SECOND = "prisma/migrations/20260201000000_second/migration.sql"
SECRET = "postgresql://luma:hunter2@staging.example:5432/postgres"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Make a repository whose base branch has one migration."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "node_modules").symlink_to(modules())
    write(tmp_path, "prisma/schema.prisma", SCHEMA)
    write(tmp_path, "prisma.config.ts", CONFIG)
    write(tmp_path, "package.json", '{"type": "module"}\n')
    write(tmp_path, ".gitignore", "node_modules\n")
    write(tmp_path, FIRST, 'CREATE TABLE "Deck" ("id" TEXT NOT NULL PRIMARY KEY);\n')
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "base")
    return tmp_path


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


def check(app: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Commit what the pull request changes, and check it."""
    git(app, "add", "--all", ".")
    git(app, "commit", "-qm", "change")
    return subprocess.run(
        ["node", "scripts/check-migrations.mjs", "--base", "HEAD^1", *arguments],
        cwd=app,
        env=environment(**extra),
        capture_output=True,
        text=True,
        check=False,
    )


def rules(done: subprocess.CompletedProcess[str]) -> list[tuple[str, int, str]]:
    return [(found["file"], found["line"], found["rule"]) for found in json.loads(done.stdout)]


def test_only_new_migrations_are_read(app: Path) -> None:
    write(app, SECOND, 'SELECT 1;\nDROP TABLE "Deck";\n')
    assert rules(check(app, "--json")) == [(SECOND, 2, "drop-table")], "the applied one is history"


@pytest.mark.parametrize(("text", "rule"), [("SELECT 1;\n", "edited-migration"), (None, "deleted-migration")])
def test_an_applied_migration_stays_as_it_is(app: Path, text: str | None, rule: str) -> None:
    if text is None:
        (app / FIRST).unlink()
    else:
        write(app, FIRST, text)
    assert rules(check(app, "--json")) == [(FIRST, 1, rule)], "Prisma would refuse to deploy"


def test_a_renamed_migration_is_a_deleted_one(app: Path) -> None:
    (app / SECOND).parent.mkdir(parents=True)
    (app / FIRST).rename(app / SECOND)
    assert (FIRST, 1, "deleted-migration") in rules(check(app, "--json")), "Prisma knows it by its folder"


def test_a_schema_that_changes_without_a_migration_is_a_warning(app: Path) -> None:
    write(app, "prisma/schema.prisma", SCHEMA.replace("id String @id", "id String @id\n  note String?"))
    done = check(app)
    assert "**schema-without-migration** `prisma/schema.prisma:1`" in done.stdout, done.stdout
    assert done.returncode == 0, "a comment or a mapping needs none"


def test_an_invalid_schema_fails_with_prismas_own_words(app: Path) -> None:
    write(app, "prisma/schema.prisma", SCHEMA.replace("String @id", "Strin @id"))
    done = check(app)
    assert done.returncode == 1, "the deployment would fail"
    assert 'Type "Strin" is neither a built-in type' in done.stdout, done.stdout


def test_a_valid_schema_is_said_to_be_valid(app: Path) -> None:
    write(app, SECOND, 'ALTER TABLE "Deck" ADD COLUMN "note" TEXT;\n')
    done = check(app)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The Prisma schema is valid." in done.stdout, done.stdout
    assert "No statement of the migrations is dangerous." in done.stdout, done.stdout


def with_staging(app: Path, answer: str, status: int) -> subprocess.CompletedProcess[str]:
    """Check against a staging about which Prisma answers as given; `validate` answers that all is well."""
    write(app, "bin/npx", f'#!/bin/sh\n[ "$3" = validate ] && exit 0\ncat <<"END"\n{answer}\nEND\nexit {status}\n')
    (app / "bin/npx").chmod(0o755)
    write(app, SECOND, "SELECT 1;\n")
    path = f"{app / 'bin'}:{environment()['PATH']}"
    secrets = {"STAGING_DATABASE_URL": SECRET, "STAGING_DIRECT_URL": SECRET}
    return check(app, "--staging", "--report", "report.md", PATH=path, **secrets)


@pytest.mark.parametrize(
    ("answer", "status", "code", "said"),
    [
        ("Database schema is up to date!", 0, 0, "Staging has every migration of this branch."),
        (
            "Following migration have not yet been applied:\n20260201000000_second\n\nTo apply migrations in ...",
            1,
            0,
            "After the merge these go to staging first, then to production: `20260201000000_second`.\n",
        ),
        (
            "Following migrations have not yet been applied:\n20260101000000_first\n20260201000000_second\n\nTo ...",
            1,
            0,
            "Staging is behind by `20260101000000_first`; is a deployment under way?",
        ),
        (
            (
                "The migrations have not yet been applied:\n20260201000000_second\n\n"
                "The migration from the database are not found locally in prisma/migrations:\n20251224000000_other"
            ),
            1,
            1,
            "Staging has migrations that this branch lacks: `20251224000000_other`.",
        ),
        (
            "Following migration have failed:\n20260101000000_first\n\nDuring development ...",
            1,
            1,
            "Staging has failed migrations: `20260101000000_first`.",
        ),
        ("Error: P1001: Can't reach database server at staging.example", 1, 1, "Staging could not be compared"),
        ("The current database is not managed by Prisma Migrate.", 1, 1, "Staging could not be compared"),
    ],
)
def test_stagings_state_is_judged(app: Path, answer: str, status: int, code: int, said: str) -> None:
    done = with_staging(app, answer, status)
    report = (app / "report.md").read_text(encoding="utf-8")
    assert said in report, report
    assert done.returncode == code, "only what a deployment would trip over fails the check"
    assert "hunter2" not in done.stdout + report, "the summary is public to every reader of the repository"
    assert "staging.example" not in report, "nor does it name the host"


def test_without_secrets_staging_is_left_out_in_so_many_words(app: Path) -> None:
    write(app, SECOND, "SELECT 1;\n")
    done = check(app, "--staging")
    assert done.returncode == 0, "a fork cannot have the secrets"
    assert "Staging was not compared: forks and Dependabot get no secrets." in done.stdout, done.stdout
