"""GitHub's Git data API: blobs, trees and commits, by the name of the repository.

Facts: docs.github.com, "REST API endpoints for Git database": an empty repository has none of it (409).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_git import Blob, Commit, Ref, Signature, Tree, TreeEntry
from localcloud.github.errors import ValidationFailed, empty, not_found
from localcloud.github.objects import FILE_MODES, File, Objects
from localcloud.github.repositories import Repositories

T = TypeVar("T")


@dataclass(frozen=True)
class TreeChange:
    """One entry of a new tree: `content` or the `sha` of a blob; with neither the path is taken out."""

    path: str
    mode: str = "100644"
    sha: str | None = None
    content: str | None = None


class GitData:
    """Git objects over the API."""

    def __init__(self, world: Transaction, repositories: Repositories, objects: Objects) -> None:
        self.world = world
        self._repositories = repositories
        self._objects = objects

    def sign(self, name: str = "", email: str = "") -> Signature:
        """Sign now, as the acting user where nobody else is named."""
        return self._objects.sign(name, email)

    def create_blob(self, repository: str, data: bytes) -> Blob:
        """Store content; raises `NotFound`, `Forbidden` (archived), `Conflict` (empty repository)."""
        return self._objects.put_blob(self._filled(repository), data)

    def blob(self, repository: str, sha: str) -> Blob:
        """Find a blob; raises `NotFound`."""
        return _found(self._objects.blob(self._repositories.require(repository), sha))

    def create_tree(self, repository: str, changes: Iterable[TreeChange], base_tree: str | None = None) -> Tree:
        """Store a tree: `base_tree` (a tree's or commit's sha) with changes, or the changes alone.

        Raises `NotFound`, `Forbidden`, `Conflict` (empty repository), `Invalid` for unknown shas, modes and paths.
        """
        owner = self._filled(repository)
        files = {} if base_tree is None else self._objects.files(owner, self._tree(owner, base_tree).sha)
        for change in changes:
            file = self._file(owner, change)
            if file is not None:
                files[change.path] = file
            elif files.pop(change.path, None) is None:
                raise Invalid("GitRPC::BadObjectState")
        return self._objects.put_files(owner, files)

    def tree(self, repository: str, name: str, *, recursive: bool = False) -> tuple[Tree, list[tuple[str, TreeEntry]]]:
        """Find a tree by its sha, a commit's or a branch, with what it lists as (path, entry).

        Raises `NotFound`, `Conflict` (empty repository).
        """
        owner = self._repositories.require(repository)
        self._refuse_empty(owner)
        ref = self.world.get(Ref, owner.id, f"heads/{name}")
        commit = self._objects.commit(owner, ref.sha if ref else name)
        found = _found(self._objects.tree(owner, commit.tree if commit else name))
        if recursive:
            return found, list(self._objects.walk(owner, found.sha))
        return found, [(each.name, each) for each in found.entries]

    def create_commit(
        self,
        repository: str,
        message: str,
        tree: str,
        parents: tuple[str, ...] = (),
        *,
        author: Signature | None = None,
        committer: Signature | None = None,
    ) -> Commit:
        """Store a commit; raises `NotFound`, `Forbidden`, `Conflict` (empty repository), `Invalid` (unknown shas)."""
        owner = self._filled(repository)
        if not message:
            raise ValidationFailed("Commit", "message", code="missing_field")
        if self._objects.tree(owner, tree) is None:
            raise Invalid("Tree SHA does not exist")
        for sha in parents:
            if self._objects.commit(owner, sha) is None:
                raise Invalid("Parent SHA does not exist or is not a commit object")
        return self._objects.put_commit(owner, tree, parents, message, author=author, committer=committer)

    def commit(self, repository: str, sha: str) -> Commit:
        """Find a commit; raises `NotFound`."""
        return _found(self._objects.commit(self._repositories.require(repository), sha))

    def history(self, repository: str, start: str = "", path: str = "") -> Iterator[Commit]:
        """List the commits up to a branch or commit (the default branch where not named), newest first.

        With a `path` only those that changed the file there. Raises `NotFound`, `Conflict` (empty repository).
        """
        owner = self._repositories.require(repository)
        self._refuse_empty(owner)
        ref = self.world.get(Ref, owner.id, f"heads/{start or owner.default_branch}")
        tip = _found(self._objects.commit(owner, ref.sha if ref else start))
        return (
            each
            for each in self._objects.ancestors(owner, tip.sha)
            if not path or any(path == changed for changed, _ in self.changes(repository, each))
        )

    def changes(self, repository: str, commit: Commit) -> list[tuple[str, str]]:
        """List what a commit changed against its first parent: paths, each added, modified or removed."""
        owner = self._repositories.require(repository)
        parent = self._objects.commit(owner, commit.parents[0]) if commit.parents else None
        before = self._objects.files(owner, parent.tree) if parent else {}
        after = self._objects.files(owner, commit.tree)
        changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
        return [(path, _status(path in before, path in after)) for path in changed]

    def _file(self, repository: Repository, change: TreeChange) -> File | None:
        if change.content is not None:
            return File(_mode(change.mode), self._objects.put_blob(repository, change.content.encode()).sha)
        if change.sha is None:
            return None
        if self._objects.blob(repository, change.sha) is None:
            raise Invalid(f"tree.sha {change.sha} is not a valid blob")
        return File(_mode(change.mode), change.sha)

    def _tree(self, repository: Repository, sha: str) -> Tree:
        commit = self._objects.commit(repository, sha)
        found = self._objects.tree(repository, commit.tree if commit else sha)
        if found is None:
            raise Invalid("base_tree is not a valid tree oid")
        return found

    def _filled(self, repository: str) -> Repository:
        found = self._repositories.writable(repository)
        self._refuse_empty(found)
        return found

    def _refuse_empty(self, repository: Repository) -> None:
        if not self.world.children(Ref, repository.id):
            raise empty()


def _status(before: bool, after: bool) -> str:
    if before and after:
        return "modified"
    return "added" if after else "removed"


def _mode(mode: str) -> str:
    if mode not in FILE_MODES:
        raise Invalid(f"tree.mode {mode} is not one of {', '.join(FILE_MODES)}")
    return mode


def _found(value: T | None) -> T:
    if value is None:
        raise not_found()
    return value
