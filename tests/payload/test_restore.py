"""Restores and rehearsals of backups, against a real PostgreSQL."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from .postgres import SCRIPTS, Postgres, backup, run_as_nobody, script

pytestmark = pytest.mark.slow

ROWS = "SELECT string_agg(id || ':' || coalesce(note, '-'), '|' ORDER BY id) FROM \"Deck\""
END = "\n-- PostgreSQL database dump complete"


def test_a_destroyed_database_comes_back_whole(server: Postgres, database: str, tmp_path: Path) -> None:
    before = server.sql(ROWS, database)
    file = backup(server, database, tmp_path)
    server.sql('DROP TABLE "Card", "Deck"', database)
    done = script(server, "restore-database.sh", str(file), "--yes", DATABASE_URL=server.url(database))
    assert done.returncode == 0, done.stderr
    assert server.sql(ROWS, database) == before, "every row must be as it was"
    assert server.sql('SELECT count(*) FROM "Card"', database) == "500", "every table must be back"
    assert server.sql('INSERT INTO "Card" (deck) VALUES (1) RETURNING id', database) == "501", "sequences go on"


def test_a_broken_archive_changes_nothing(server: Postgres, database: str, tmp_path: Path) -> None:
    file = backup(server, database, tmp_path)
    file.write_bytes(file.read_bytes()[:-200])
    before = server.sql(ROWS, database)
    done = script(server, "restore-database.sh", str(file), "--yes", DATABASE_URL=server.url(database))
    assert done.returncode == 1, "half a backup is none"
    assert "is no whole backup, so nothing was changed" in done.stderr, done.stderr
    assert server.sql(ROWS, database) == before, "it is refused before the first statement"


def test_a_restore_that_fails_halfway_undoes_everything(server: Postgres, database: str, tmp_path: Path) -> None:
    file = backup(server, database, tmp_path)
    text = gzip.decompress(file.read_bytes()).decode()
    file.write_bytes(
        gzip.compress(
            text.replace(
                "\n-- PostgreSQL database dump complete", "SELECT 1/0;\n\\g\n-- PostgreSQL database dump complete"
            ).encode()
        )
    )
    server.sql("UPDATE \"Deck\" SET note = 'newer' WHERE id = 1", database)
    done = script(server, "restore-database.sh", str(file), "--yes", DATABASE_URL=server.url(database))
    assert done.returncode == 1, "an error must not pass for a restore"
    assert server.sql('SELECT note FROM "Deck" WHERE id = 1', database) == "newer", "all or nothing"


def test_a_restore_without_confirmation_changes_nothing(server: Postgres, database: str, tmp_path: Path) -> None:
    file = backup(server, database, tmp_path)
    done = script(server, "restore-database.sh", str(file), DATABASE_URL=server.url(database))
    assert done.returncode == 1, "nobody typed the database's name"
    assert "not confirmed, so nothing was changed" in done.stderr, done.stderr


def rehearse(server: Postgres, file: Path) -> subprocess.CompletedProcess[str]:
    """Run the rehearsal as a user who may start PostgreSQL, on a copy which that user can read."""
    work = server.folder / "rehearsal"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(SCRIPTS, work)
    shutil.copy(file, work / "dump.sql.gz")
    for path in (work, *work.rglob("*")):
        path.chmod(0o755)
    command = ["bash", str(work / "rehearse-restore.sh"), str(work / "dump.sql.gz")]
    return run_as_nobody(command, server.folder, POSTGRES_BIN=str(server.binaries), TMPDIR=str(server.folder))


def test_a_rehearsal_counts_every_row_of_every_table(server: Postgres, database: str, tmp_path: Path) -> None:
    done = rehearse(server, backup(server, database, tmp_path))
    assert done.returncode == 0, done.stdout
    assert "2 tables came back with every row" in done.stdout, done.stdout


def test_a_rehearsal_ignores_what_the_empty_server_cannot_have(server: Postgres, database: str, tmp_path: Path) -> None:
    server.sql('CREATE ROLE anon; ALTER TABLE "Deck" ENABLE ROW LEVEL SECURITY', database)
    server.sql('CREATE POLICY reads ON "Deck" FOR SELECT TO anon USING (true)', database)
    done = rehearse(server, backup(server, database, tmp_path))
    server.sql('DROP POLICY reads ON "Deck"; DROP ROLE anon', database)
    assert done.returncode == 0, f"Supabase's roles are missing on an empty server: {done.stdout}"


def test_a_rehearsal_names_the_table_that_did_not_come_back(server: Postgres, database: str, tmp_path: Path) -> None:
    file = backup(server, database, tmp_path)
    text = gzip.decompress(file.read_bytes()).decode()
    file.write_bytes(gzip.compress(text.replace("note text", "note varchar(1)").encode()))
    done = rehearse(server, file)
    assert done.returncode == 1, "a table that is not restored makes the backup useless"
    assert 'public."Deck": the backup holds 5 rows, the restore has: 0' in done.stdout, done.stdout
    assert 'public."Card"' not in done.stdout, "the table that came back is not blamed"


def test_a_rehearsal_leaves_the_rows_of_other_schemas_out(server: Postgres, database: str, tmp_path: Path) -> None:
    server.sql("CREATE SCHEMA auth; CREATE TABLE auth.users (id int); INSERT INTO auth.users VALUES (1)", database)
    done = rehearse(server, backup(server, database, tmp_path))
    assert "2 tables came back with every row" in done.stdout, done.stdout


def test_a_rehearsal_of_nothing_proves_nothing(server: Postgres, tmp_path: Path) -> None:
    server.sql("DROP DATABASE IF EXISTS hollow")
    server.sql("CREATE DATABASE hollow")
    done = rehearse(server, backup(server, "hollow", tmp_path))
    assert done.returncode == 1, "an empty dump must not pass for a good one"
    assert "holds no table of the schemas 'public', so nothing was proved" in done.stdout, done.stdout
