"""Writes the files of a branch into a folder, as `git clone` would leave them."""

from pathlib import Path

from localcloud.core.errors import CloudError
from localcloud.core.store import Store
from localcloud.github.entities import Repository
from localcloud.github.service import GitHubService

EXECUTABLE = "100755"


def check_out(store: Store, name: str, folder: Path, branch: str = "") -> int:
    """Write a branch's files into an empty or new folder and return how many there are.

    Args:
        store: The world.
        name: The repository as `owner/name`.
        folder: Where to.
        branch: Which branch; the default one when empty.

    Raises:
        ValueError: no such repository or branch, or the folder holds something; the message says what to do.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty, and files in it could be lost: name a new folder")
    owner, _, repository = name.partition("/")
    with store.transaction() as world:
        service = GitHubService(world, owner)
        found = service.repositories.find(repository)
        if found is None:
            known = ", ".join(sorted(f"{each.owner}/{each.name}" for each in world.all(Repository)))
            raise ValueError(f"there is no repository {name}: there is {known or 'none yet, run up first'}")
        try:
            _, entries = service.git.tree(repository, branch or found.default_branch, recursive=True)
        except CloudError as error:
            raise ValueError(f"{name} has no branch {branch or found.default_branch}: {error.message}") from error
        files = [(path, entry) for path, entry in entries if entry.kind == "blob"]
        for path, entry in files:
            target = folder / path
            if not target.resolve().is_relative_to(folder.resolve()):
                raise ValueError(f"{name} holds {path!r}, which is outside of it: the world is damaged")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(service.git.blob(repository, entry.sha).data)
            target.chmod(0o755 if entry.mode == EXECUTABLE else 0o644)
    return len(files)
