"""Backups of a real PostgreSQL by the delivered script."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from .postgres import Postgres, backup, script

pytestmark = pytest.mark.slow


def test_the_dump_is_portable_and_restores_over_what_exists(server: Postgres, database: str, tmp_path: Path) -> None:
    server.sql('CREATE ROLE dump_reader; GRANT SELECT ON "Deck" TO dump_reader', database)
    text = gzip.decompress(backup(server, database, tmp_path).read_bytes()).decode()
    server.sql("DROP OWNED BY dump_reader; DROP ROLE dump_reader", database)
    assert 'DROP TABLE IF EXISTS public."Deck"' in text, "--clean --if-exists makes it restorable over old tables"
    assert "OWNER TO" not in text, "another server has other owners"
    assert "GRANT" not in text, "another server has other roles"


def test_a_backup_is_readable_by_its_owner_alone(server: Postgres, database: str, tmp_path: Path) -> None:
    assert backup(server, database, tmp_path / "new").stat().st_mode & 0o077 == 0, "a dump is as secret as the database"


def test_eleven_backups_keep_the_newest_ten(server: Postgres, database: str, tmp_path: Path) -> None:
    for hour in range(11):
        (tmp_path / f"backup-20200101T{hour:02}0000Z.sql.gz").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    newest = backup(server, database, tmp_path)
    kept = sorted(path.name for path in tmp_path.iterdir())
    expected = [f"backup-20200101T{hour:02}0000Z.sql.gz" for hour in range(2, 11)]
    assert kept == [*expected, newest.name, "notes.txt"], "the oldest go, other files stay"


def test_two_backups_in_one_second_are_two_files(server: Postgres, database: str, tmp_path: Path) -> None:
    first, second = backup(server, database, tmp_path), backup(server, database, tmp_path)
    assert first != second, "the second must not overwrite the first"
    assert {first, second} == set(tmp_path.iterdir()), "both stay, and nothing else"


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("luma", "p%40ss%3Aw%2Ford%23%25"),
        ("luma", "with space"),
        ("m%C3%BCller", ""),
        ("luma", "a$b`c\"d'e\\f"),
    ],
)
def test_special_characters_in_the_url_work(
    server: Postgres, database: str, tmp_path: Path, user: str, password: str
) -> None:
    server.sql('DO $$ BEGIN CREATE ROLE "müller" SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$')
    url = server.url(database, user, password) + "&pgbouncer=true&schema=public"
    done = script(server, "backup-database.sh", str(tmp_path), DATABASE_URL=url)
    assert done.returncode == 0, done.stderr


def test_folders_and_database_names_may_hold_spaces(server: Postgres, tmp_path: Path) -> None:
    server.sql('DROP DATABASE IF EXISTS "my deck"')
    server.sql('CREATE DATABASE "my deck"')
    file = backup(server, "my%20deck", tmp_path / "my backups")
    assert file.parent.name == "my backups", "the folder is made under its whole name"
    assert file.exists(), "the printed name is the file's"


def test_the_direct_url_is_preferred(server: Postgres, database: str, tmp_path: Path) -> None:
    pooler = "postgresql://luma@127.0.0.1:1/deck?pgbouncer=true"
    done = script(server, "backup-database.sh", str(tmp_path), DATABASE_URL=pooler, DIRECT_URL=server.url(database))
    assert done.returncode == 0, "a transaction pooler cannot be dumped"


def test_only_the_named_schemas_are_dumped(server: Postgres, database: str, tmp_path: Path) -> None:
    server.sql("CREATE SCHEMA auth; CREATE TABLE auth.users (id int)", database)
    url = server.url(database)
    done = script(server, "backup-database.sh", str(tmp_path), DATABASE_URL=url, BACKUP_SCHEMAS="public")
    text = gzip.decompress(Path(done.stdout.strip()).read_bytes()).decode()
    assert "auth.users" not in text, "Supabase's own schemas can be left out"
    assert 'CREATE TABLE public."Deck"' in text, "the app's schema is there"


def test_a_misspelt_schema_is_no_empty_backup(server: Postgres, database: str, tmp_path: Path) -> None:
    url = server.url(database)
    done = script(server, "backup-database.sh", str(tmp_path), DATABASE_URL=url, BACKUP_SCHEMAS="public pubic")
    assert done.returncode == 1, "half of what was asked for is no backup"
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "DATABASE_URL is not set, so no database is known. Set it: "),
        ("mysql://luma@localhost/deck", "DATABASE_URL is no PostgreSQL URL. It must start with postgresql://"),
        ("postgresql://luma@localhost", "DATABASE_URL names no database. It must end in /DATABASE"),
        ("postgresql://luma@localhost/", "DATABASE_URL names no database. It must end in /DATABASE"),
        ("postgresql://localhost/deck", "DATABASE_URL names no user. It must read postgresql://USER:PASSWORD@HOST"),
        ("postgresql://luma@/deck", "DATABASE_URL names no host. It must read postgresql://USER:PASSWORD@HOST"),
    ],
)
def test_a_bad_url_is_refused_with_what_to_write(server: Postgres, tmp_path: Path, url: str, message: str) -> None:
    done = script(server, "backup-database.sh", str(tmp_path), DATABASE_URL=url)
    assert done.returncode == 1, "a backup that was not made must not look made"
    assert done.stderr.startswith(f"backup-database.sh: {message}"), done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


@pytest.mark.parametrize("keep", ["0", "-1", "all", "1.5"])
def test_a_nonsense_retention_is_refused(server: Postgres, database: str, tmp_path: Path, keep: str) -> None:
    done = script(server, "backup-database.sh", str(tmp_path), DATABASE_URL=server.url(database), BACKUP_KEEP=keep)
    assert done.returncode == 1, "it is unclear what may be deleted"
    assert f"BACKUP_KEEP is '{keep}'" in done.stderr, done.stderr


def test_a_failing_dump_leaves_nothing_behind(server: Postgres, tmp_path: Path) -> None:
    done = script(server, "backup-database.sh", str(tmp_path), DATABASE_URL=server.url("absent", password="hunter2"))
    assert done.returncode == 1, "the database does not exist"
    assert "the dump of 'absent'" in done.stderr, done.stderr
    assert "hunter2" not in done.stdout + done.stderr, "a message never prints the password"
    assert list(tmp_path.iterdir()) == [], "no partial file, under any name"


def test_a_dump_cut_short_is_thrown_away(server: Postgres, database: str, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "pg_dump").write_text('#!/bin/sh\necho "CREATE TABLE half ("\n')
    (tools / "pg_dump").chmod(0o755)
    path = f"{tools}:{server.environment['PATH']}"
    done = script(server, "backup-database.sh", str(tmp_path / "out"), DATABASE_URL=server.url(database), PATH=path)
    assert done.returncode == 1, "pg_dump said nothing is wrong, but the end is missing"
    assert "cannot be read back" in done.stderr, done.stderr
    assert list((tmp_path / "out").iterdir()) == [], "no partial file, under any name"


def test_a_missing_tool_is_named(server: Postgres, database: str, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "basename", "dirname"):
        (tools / name).symlink_to(str(shutil.which(name)))
    done = script(server, "backup-database.sh", DATABASE_URL=server.url(database), PATH=str(tools))
    assert "pg_dump is not installed, so nothing was done." in done.stderr, done.stderr
