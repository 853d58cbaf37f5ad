"""The migration check against a corpus of migrations, and its rules, waivers and report."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from payload.render import ROOT

from .corpus import SAFE, UNSAFE, Expected
from .node import environment, modules

pytestmark = pytest.mark.slow

CASES: dict[str, tuple[str, list[Expected]]] = {name: (sql, []) for name, sql in SAFE.items()} | UNSAFE


def check(folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", "scripts/check-migrations.mjs", *arguments],
        cwd=folder,
        env=environment(**extra),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrations")
    shutil.copytree(ROOT / "scripts", folder / "scripts")  # copied: Node finds packages from a script's real path
    (folder / "node_modules").symlink_to(modules())
    return folder


@pytest.fixture(scope="module")
def findings(app: Path) -> dict[str, list[dict[str, Any]]]:
    """Check the whole corpus in one run; return the findings by case."""
    for number, (sql, _) in enumerate(CASES.values()):
        (app / f"{number}.sql").write_text(sql, encoding="utf-8")
    done = check(app, "--json", *(f"{number}.sql" for number in range(len(CASES))))
    assert done.returncode == 1, f"the corpus holds unsafe migrations: {done.stderr}"
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in CASES}
    for finding in json.loads(done.stdout):
        found[list(CASES)[int(finding["file"].removesuffix(".sql"))]].append(finding)
    return found


def test_the_corpus_is_large_and_has_both_kinds() -> None:
    assert len(SAFE) >= 30, "safe migrations show that the check does not cry wolf"
    assert len(UNSAFE) >= 60, "unsafe migrations show that it sees"


@pytest.mark.parametrize("name", CASES)
def test_exactly_the_dangers_of_a_migration_are_found(findings: dict[str, list[dict[str, Any]]], name: str) -> None:
    found = sorted(
        (each["line"], each["rule"], "waived") if "waived" in each else (each["line"], each["rule"])
        for each in findings[name]
    )
    assert found == sorted(CASES[name][1]), CASES[name][0]


def test_every_rule_on_sql_is_shown_by_the_corpus() -> None:
    rules = set(re.findall(r"^  '?([a-z-]+)'?: (?:error|warning)\(", _rules(), re.MULTILINE))
    on_files = {"edited-migration", "deleted-migration", "schema-without-migration"}
    shown = {expected[1] for _, found in CASES.values() for expected in found}
    assert shown == rules - on_files, "a rule that no case shows may never fire"


def _rules() -> str:
    return (ROOT / "scripts" / "migrations" / "rules.mjs").read_text(encoding="utf-8")


def test_warnings_alone_pass(app: Path) -> None:
    (app / "warning.sql").write_text("CREATE INDEX i ON t (a);\n")
    done = check(app, "warning.sql")
    assert done.returncode == 0, "an index on a small table is fine"
    assert "**index-blocks-writes** `warning.sql:1`" in done.stdout, "but it is reported"


def test_a_waived_error_passes_and_is_named_with_its_reviewer(app: Path) -> None:
    (app / "waived.sql").write_text(UNSAFE["waived"][0])
    done = check(app, "waived.sql")
    assert done.returncode == 0, "a reviewed waiver allows the statement"
    assert "**drop-table** `waived.sql:2`: unused since v3 (reviewed by @sam)" in done.stdout, done.stdout


def test_an_error_says_the_danger_and_the_safe_way(app: Path) -> None:
    (app / "error.sql").write_text('ALTER TABLE "Deck" DROP COLUMN "note";\n')
    done = check(app, "error.sql")
    assert done.returncode == 1, "data would be lost"
    assert 'ALTER TABLE "Deck" DROP COLUMN "note"' in done.stdout, "the statement is quoted"
    assert "The values are gone for good" in done.stdout, "the danger is named"
    assert "Expand and contract" in done.stdout, "the alternative is given"


def test_github_shows_the_finding_beside_its_line(app: Path) -> None:
    (app / "error.sql").write_text('SELECT 1;\nDROP TABLE "Deck";\n')
    done = check(app, "error.sql", GITHUB_ACTIONS="true")
    assert "::error file=error.sql,line=2,title=drop-table::" in done.stdout, done.stdout


def test_wrong_usage_is_no_finding(app: Path) -> None:
    assert check(app).returncode == 2, "neither files nor a commit"
    missing = check(app, "absent.sql")
    assert missing.returncode == 2, "an absent file must not pass for a safe one"
    assert "absent.sql" in missing.stderr, missing.stderr
