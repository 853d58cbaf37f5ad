"""Which database migrations came between two commits: code goes back by a rollback, the database does not."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from cli.vendors.github import Place
from cli.vendors.http import Client, VendorError
from cli.vendors.wire import Wire, one

FOLDER: Final = "prisma/migrations/"


class _Entry(Wire):
    path: str
    type: str


class _Tree(Wire):
    tree: tuple[_Entry, ...]
    truncated: bool = False


def between(client: Client, where: Place, older: str, newer: str) -> list[str] | None:
    """Return the migrations that the newer commit has and the older one has not; None where that is not known.

    Args:
        client: A client of GitHub.
        where: The app's repository.
        older: Commit to go back to.
        newer: Commit that runs now.
    """
    if not older or not newer:
        return None
    try:
        return sorted(_migrations(client, where, newer) - _migrations(client, where, older))
    except VendorError:
        return None


def _migrations(client: Client, where: Place, commit: str) -> set[str]:
    data = client.get(f"{where.root}/git/trees/{quote(commit, safe='')}", {"recursive": "1"})
    found = one(client, _Tree, data)
    if found.truncated:
        raise VendorError("GitHub: the tree is too large to be listed whole.", 200)
    paths = (each.path.removeprefix(FOLDER) for each in found.tree if each.path.startswith(FOLDER))
    return {path.split("/")[0] for path in paths if "/" in path}
