"""The local home: the folder that holds the local cloud, its Pulumi state and the generated stack files.

It is `.local` in the checkout, or the folder named by LUMA_LOCAL_HOME. A marker file makes it recognisable: no command
ever writes into, or deletes, a folder of anybody else. Nothing outside it is changed by a local run.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cli.errors import UserError
from cli.files import PRIVATE, write_private

ROOT: Final = Path(__file__).resolve().parents[2]
"""The checkout."""
PASSPHRASE: Final = "luma-local"  # noqa: S105 - guards placeholders alone; the home's mode is what protects it
_KIND: Final = "luma local home"


@dataclass(frozen=True, slots=True)
class Home:
    """Where a local run keeps what it needs. `salt_line` is the `encryptionsalt` of every stack here."""

    folder: Path
    salt_line: str

    @property
    def database(self) -> Path:
        """The local cloud's database."""
        return self.folder / "cloud.sqlite"

    @property
    def announce(self) -> Path:
        """What a running local cloud says of itself: its process and ports."""
        return self.folder / "announce.json"

    @property
    def seed(self) -> Path:
        """The preconditions that only a person can make in a real cloud."""
        return self.folder / "seed.json"

    @property
    def pulumi(self) -> Path:
        """PULUMI_HOME: plugins, workspaces and logs of local runs."""
        return self.folder / "pulumi"

    @property
    def state(self) -> Path:
        """The file backend's folder."""
        return self.folder / "state"

    @property
    def project(self) -> Path:
        """The shadow project: Pulumi.yaml and the generated stack files."""
        return self.folder / "project"

    def stack_file(self, stack: str) -> Path:
        """Return where the generated copy of a stack file is."""
        return self.project / f"Pulumi.{stack}.yaml"

    def checkpoint(self, stack: str) -> Path:
        """Return where the file backend keeps a stack's state."""
        return self.state / ".pulumi" / "stacks" / project_name() / f"{stack}.json"


def location() -> Path:
    """Return where the local home is, whether it exists or not."""
    chosen = os.environ.get("LUMA_LOCAL_HOME")
    return Path(chosen).expanduser().absolute() if chosen else ROOT / ".local"


def open_home() -> Home:
    """Return the local home, made when there is none.

    Raises:
        UserError: the folder is somebody else's, or cannot be written.
    """
    folder = location()
    while True:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(_no_place(folder, str(error.strerror))) from None
        with locked(folder) as there:  # two first runs at once must not make two salts
            if there:
                return _opened(folder)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold a home for the making of its files: one command at a time, the others wait. Not to be nested.

    Args:
        folder: The home's folder; the lock is on itself, so that there is none to make in it.

    Yields:
        Whether the folder is still there: another command may have forgotten it meanwhile.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # a network's file system may know no locks on folders
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder.exists() and os.path.samestat(os.fstat(handle), folder.stat())
    finally:
        os.close(handle)


def project_name() -> str:
    """Return the Pulumi project's name, which stands on a line of its own in Pulumi.yaml."""
    for line in (ROOT / "Pulumi.yaml").read_text().splitlines():
        if line.startswith("name:"):
            return line.removeprefix("name:").strip()
    raise UserError(f"{ROOT / 'Pulumi.yaml'}: no line `name:`, so Pulumi has no project. Restore the file.")


def _opened(folder: Path) -> Home:
    salt_line = _salt_line(folder) if any(folder.iterdir()) else ""
    _refuse_read_only(folder)
    _close(folder)
    home = Home(folder, salt_line or _make(folder))
    _refuse_read_only(home.checkpoint("any").parent)  # as a run by another user leaves it
    for part in (home.pulumi, home.state, home.project):
        part.mkdir(mode=0o700, exist_ok=True)
    _copy_project_file(home)
    return home


def _close(folder: Path) -> None:
    """Take a folder that was there before from everybody but its owner.

    Raises:
        UserError: it is somebody else's.
    """
    try:
        if folder.stat().st_mode & PRIVATE:
            folder.chmod(0o700)
    except OSError:
        raise UserError(_no_place(folder, "others may enter it, and it is not yours to close")) from None


def _make(folder: Path) -> str:
    from cli.local.crypter import new_salt_line

    line = new_salt_line(PASSPHRASE)
    write_private(_marker(folder), json.dumps({"kind": _KIND, "encryptionsalt": line}, indent=2) + "\n")
    return line


def _refuse_read_only(folder: Path) -> None:
    if folder.exists() and not os.access(folder, os.W_OK):
        raise UserError(_no_place(folder, "it is read-only for you"))


def _no_place(folder: Path, why: str) -> str:
    return (
        f"{folder}: the local cloud's home cannot be there ({why}), so a run could not save its state. "
        "Nothing was run. Set LUMA_LOCAL_HOME to a folder that you may write into."
    )


def _salt_line(folder: Path) -> str:
    try:
        marker = json.loads(_marker(folder).read_text())
        if marker["kind"] == _KIND:
            return str(marker["encryptionsalt"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise UserError(
        f"{folder}: not empty, and no home of the local cloud (its marker {_marker(folder).name} is missing or "
        "damaged); it may hold the state of real accounts, so it is left alone. "
        "Set LUMA_LOCAL_HOME to an empty folder, or move this one away."
    )


def _marker(folder: Path) -> Path:
    return folder / "luma-local.json"


def _copy_project_file(home: Home) -> None:
    """Give the shadow project a Pulumi.yaml, for the few commands that know no --config-file."""
    text = (ROOT / "Pulumi.yaml").read_text().replace("path: ./", f"path: {ROOT}/")
    copy = home.project / "Pulumi.yaml"
    if not copy.exists() or copy.read_text() != text:
        write_private(copy, text)
