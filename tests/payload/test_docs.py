"""The delivered documents say what is delivered, and what is computed for people follows the settings."""

import json
import re
from pathlib import PurePosixPath

import yaml

from payload.docs import FILES, SEED, VARIABLES
from payload.files import PayloadFile
from payload.package import DEPENDENCIES, DEV_DEPENDENCIES, SCRIPTS
from payload.render import files
from settings.catalogue import CATALOGUE
from settings.platform import Platform

Delivered = dict[str, PayloadFile]

GUIDE = "docs/DATABASE_MIGRATION_GUIDE.md"
DEPLOYMENT = "docs/DEPLOYMENT.md"


def rules(delivered: Delivered) -> set[str]:
    """Return the names of the migration check's rules."""
    text = delivered["scripts/migrations/rules.mjs"].text
    return set(re.findall(r"^  '?([a-z-]+)'?: (?:error|warning)\(", text, re.MULTILINE))


def test_every_delivered_file_has_a_row_and_every_row_is_delivered(delivered: Delivered) -> None:
    assert {path for row in SEED for path in row.paths} == set(delivered), "the table is the whole payload"


def test_the_document_names_each_files_mode(delivered: Delivered) -> None:
    text = delivered[DEPLOYMENT].text
    missing = {path for path, file in delivered.items() if f"`{path}` ({file.mode})" not in text}
    assert missing == set(), "people must know which files are theirs"
    assert VARIABLES not in text, "the table of variables is filled in"
    assert FILES not in text, "the table of files is filled in"


def test_the_reference_has_a_row_for_each_variable(delivered: Delivered) -> None:
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \|", delivered[DEPLOYMENT].text, re.MULTILINE)
    assert rows == [variable.name for variable in CATALOGUE], "each variable once, in the catalogue's order"


def test_a_file_that_a_stack_does_not_have_is_not_described(platform: Platform) -> None:
    bare = platform.model_copy(update={"r2": platform.r2.model_copy(update={"backups": None})})
    assert "store-backup.sh" not in files(bare)[DEPLOYMENT].text, "the document describes this repository"


def test_the_guide_names_every_rule_of_the_migration_check(delivered: Delivered) -> None:
    table = delivered[GUIDE].text.split("### What it finds")[1].split("What it cannot see")[0]
    assert set(re.findall(r"`([a-z-]+)`", table)) == rules(delivered), "a rule that nobody can look up only annoys"


def test_the_documents_use_only_scripts_that_exist(delivered: Delivered) -> None:
    for path in (GUIDE, DEPLOYMENT):
        text = delivered[path].text
        assert set(re.findall(r"npm run ([a-z:-]+)", text)) <= set(SCRIPTS), path
        for script in re.findall(r"(?<![\w/])(?:scripts|src|\.github)/[\w./-]+\.(?:sh|mjs|tsx?|yml)", text):
            assert script in delivered or script.startswith("src/trigger/jobs/"), f"{path} names {script}"


def test_links_between_the_documents_lead_somewhere(delivered: Delivered) -> None:
    for path in (GUIDE, DEPLOYMENT):
        for target in re.findall(r"\]\(([^)#:]+)\)", delivered[path].text):
            assert str(PurePosixPath(path).parent / target) in delivered, f"{path} links to {target}"


def test_the_six_scripts_of_the_seed_are_delivered(delivered: Delivered) -> None:
    scripts = json.loads(delivered["package.json"].text)["scripts"]
    assert scripts == {
        "db:migrate:status": "prisma migrate status",
        "db:migrate:diff": "prisma migrate diff",
        "db:backup": "bash scripts/backup-database.sh",
        "vercel-build": "prisma generate && prisma migrate deploy && next build",
        "trigger:dev": "trigger dev",
        "trigger:deploy": "trigger deploy",
    }, "the same names; Trigger.dev's commands are pinned"


def test_every_version_is_exact() -> None:
    loose = {
        name for name, version in (DEPENDENCIES | DEV_DEPENDENCIES).items() if not re.fullmatch(r"[\d.]+", version)
    }
    assert loose == set(), "what is released must not depend on the day"


def test_the_workflows_find_each_tool_they_run_in_a_lock_file(delivered: Delivered) -> None:
    text = "".join(file.text for path, file in delivered.items() if path.startswith((".github/", "scripts/")))
    brought_by = {"sentry-cli": "@sentry/cli", "vercel": "vercel"}
    apps_own = {"prisma", "tsc", "eslint", "vitest"}
    used = set(re.findall(r"npx --no-install ([a-z-]+)", text))
    assert used == set(brought_by) | apps_own, "each tool is either delivered or named in what the app must bring"
    assert {brought_by[tool] for tool in used - apps_own} <= set(DEV_DEPENDENCIES), "delivered tools are pinned"
    brought = delivered[DEPLOYMENT].text.split("## What this app must bring")[1]
    assert all(f"`{tool}`" in brought for tool in ("prisma", "typescript", "eslint", "vitest")), "the rest is asked for"


def test_codeowners_covers_what_is_managed_and_the_migrations(delivered: Delivered, platform: Platform) -> None:
    lines = delivered[".github/CODEOWNERS"].text.splitlines()[1:]
    owned = [line.split()[0].removeprefix("/") for line in lines]
    assert {tuple(line.split()[1:]) for line in lines} == {platform.github.code_owners}, "every line names the owners"
    managed = {path for path, file in delivered.items() if file.mode == "managed"}
    uncovered = {path for path in managed if not any(PurePosixPath(path).match(o) or path.startswith(o) for o in owned)}
    assert uncovered == set(), "a managed file is reviewed by its owners"
    assert "prisma/migrations/" in owned, "so is what changes the database"


def test_without_owners_there_is_no_codeowners(platform: Platform) -> None:
    nobody = platform.model_copy(update={"github": platform.github.model_copy(update={"code_owners": ()})})
    assert ".github/CODEOWNERS" not in files(nobody), "a line without an owner asks nobody"


def test_dependabot_leaves_the_platforms_versions_alone_and_nothing_else(delivered: Delivered) -> None:
    (npm,) = yaml.safe_load(delivered[".github/dependabot.yml"].text)["updates"]
    ignored = {entry["dependency-name"] for entry in npm["ignore"]}
    assert npm["package-ecosystem"] == "npm", "actions are pinned in managed files"
    assert ignored == {*DEPENDENCIES, *DEV_DEPENDENCIES}, "an update would be undone by the next delivery"
    assert all(len(entry["update-types"]) == 3 for entry in npm["ignore"]), "security updates still come"


def test_the_apps_name_follows_the_settings(platform: Platform) -> None:
    nova = platform.model_copy(update={"vercel": platform.vercel.model_copy(update={"project": "nova-web"})})
    text = files(nova)["src/lib/app.generated.ts"].text
    assert "APP_NAME = 'nova-web'" in text, "Sentry's tag names the app"


def test_no_delivered_code_names_luma(platform: Platform) -> None:
    vercel = platform.vercel.model_copy(update={"project": "nova-web"})
    sentry = platform.sentry.model_copy(update={"project": "nova-web"})
    renamed = platform.model_copy(update={"vercel": vercel, "sentry": sentry})
    named = {path for path, file in files(renamed).items() if re.search(r"\bluma\b", file.text.lower())}
    assert named <= {".env.example", ".github/CODEOWNERS"}, "rename the app in a stack file and everything follows"
