"""Migrations that nobody meant: each is judged or told as unreadable, and its name is never a command."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payload.render import ROOT
from tests.payload.node import environment, modules
from tests.security.fuzz import TEXTS, profile

WORDS = (
    *(
        "CREATE TABLE a (id int);",
        "DROP TABLE a;",
        "ALTER TABLE a DROP COLUMN b;",
        "DELETE FROM a",
        "WHERE",
        ";",
        "(",
        ")",
    ),
    *(
        "DO $$ BEGIN EXECUTE 'x'; END $$;",
        "DO $$",
        "$$",
        "$x$",
        "--",
        "/*",
        "*/",
        "'",
        '"',
        "E'\\",
        "\\",
        "U&'\\0041'",
        "\n",
    ),
    *(
        "-- migration-check: allow drop-table because x, reviewed by y\n",
        "-- migration-check:",
        "SELECT",
        "1",
        "::",
        "@>",
    ),
    *(
        "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql;",
        "DO LANGUAGE plpython3u $$ x $$;",
        "\ufeff",
        "NULL",
    ),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out the delivered scripts with their packages."""
    folder = tmp_path_factory.mktemp("migrations")
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    (folder / "node_modules").symlink_to(modules())
    return folder


def check(app: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the migration check."""
    command = ["node", "scripts/check-migrations.mjs", *words]
    return subprocess.run(command, cwd=app, env=environment(), capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.slow
def test_any_migration_is_judged_or_unreadable(app: Path) -> None:
    text = st.lists(st.sampled_from(WORDS) | TEXTS.filter(lambda each: each.isprintable()), max_size=12).map(" ".join)

    texts: list[str] = []

    @profile(250)
    @given(text)
    def collect(each: str) -> None:
        texts.append(each)

    collect()
    names = [f"{number}.sql" for number in range(len(texts))]
    for name, each in zip(names, texts, strict=True):
        (app / name).write_text(each, encoding="utf-8", errors="replace")
    done = check(app, "--json", *names)  # one run for all: Node starts slowly
    assert (done.returncode, done.stderr) == (1, ""), f"judged, and not broken: {done.stderr[-500:]}"
    found = json.loads(done.stdout)
    unreadable = [each for each in found if each["rule"] == "unreadable"]
    assert {each["level"] for each in unreadable} == {"error"}, "what cannot be read is not let through"
    assert 20 < len(unreadable) < len(names), "some could be read, and some not"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a\n::stop-commands::x.sql", "a,line=1::b.sql", "a%0A::error::b.sql", "a\r::b.sql"])
def test_a_files_name_is_no_command_of_the_workflow(app: Path, name: str) -> None:
    script = (
        "import { annotation } from './scripts/migrations/report.mjs'\n"
        "const told = { file: process.argv[1], line: 1, rule: 'drop-table', level: 'error', statement: 'x' }\n"
        "process.stdout.write(annotation(told))\n"
    )
    command = ["node", "--input-type=module", "-e", script, name]
    said = subprocess.run(command, cwd=app, env=environment(), capture_output=True, text=True, check=True).stdout
    assert len(said.splitlines()) == 1, "one command"
    assert said.count("::") == 2, "whose parts are its own"
    assert said.partition("file=")[2].partition(",")[0].isprintable(), "and whose file is one word"
