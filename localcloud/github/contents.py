"""GitHub's contents API: one file at a time, each write one commit.

Facts: docs.github.com, "REST API endpoints for repository contents".
"""

from dataclasses import dataclass

from localcloud.core.errors import Conflict, Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_git import Blob, Commit, Ref, Signature, TreeEntry
from localcloud.github.errors import not_found
from localcloud.github.objects import File, Objects
from localcloud.github.refs import Refs
from localcloud.github.repositories import Repositories


@dataclass(frozen=True)
class Content:
    """A file as it stands on a branch, with the commit that last changed it."""

    path: str
    mode: str
    blob: Blob
    branch: str
    commit: Commit


class Contents:
    """Files of branches."""

    def __init__(self, world: Transaction, repositories: Repositories, objects: Objects, refs: Refs) -> None:
        self.world = world
        self._repositories = repositories
        self._objects = objects
        self._refs = refs

    def file(self, repository: str, path: str, branch: str = "") -> Content | None:
        """Find a file on a branch (the default one where not named)."""
        owner = self._repositories.find(repository)
        branch = branch or (owner.default_branch if owner else "")
        ref = self.world.get(Ref, owner.id, f"heads/{branch}") if owner else None
        tip = self._objects.commit(owner, ref.sha) if owner and ref else None
        entry = self._objects.entry(owner, tip.tree, path) if owner and tip else None
        blob = self._objects.blob(owner, entry.sha) if owner and entry else None
        if owner is None or tip is None or entry is None or blob is None:
            return None
        commit = self._objects.last_change(owner, tip.sha, path) or tip
        return Content(path, entry.mode, blob, branch, commit)

    def folder(self, repository: str, path: str, branch: str = "") -> tuple[TreeEntry, ...] | None:
        """List a folder of a branch (the default one where not named)."""
        owner = self._repositories.find(repository)
        ref = self.world.get(Ref, owner.id, f"heads/{branch or owner.default_branch}") if owner else None
        tip = self._objects.commit(owner, ref.sha) if owner and ref else None
        entry = self._objects.entry(owner, tip.tree, path) if owner and tip else None
        tree = self._objects.tree(owner, entry.sha) if owner and entry else None
        return tree.entries if tree else None

    def put_file(
        self,
        repository: str,
        path: str,
        data: bytes,
        *,
        message: str,
        branch: str = "",
        sha: str | None = None,
        author: Signature | None = None,
    ) -> Commit:
        """Write a file; `sha` names the blob it replaces. The first file of an empty repository makes its branch.

        Raises `NotFound`, `Forbidden` (archived), `Invalid` where the file exists and no `sha` is given, `Conflict`
        where another blob is there, `RuleViolation`.
        """
        owner = self._repositories.writable(repository)
        branch = branch or owner.default_branch
        ref = self._branch(owner, branch)
        files = self._files(owner, ref)
        _refuse_other(path, files.get(path), sha)
        mode = files[path].mode if path in files else "100644"
        files[path] = File(mode, self._objects.put_blob(owner, data).sha)
        return self._commit(owner, branch, ref, files=files, message=message, author=author)

    def delete_file(
        self,
        repository: str,
        path: str,
        *,
        message: str,
        sha: str,
        branch: str = "",
        author: Signature | None = None,
    ) -> Commit:
        """Remove a file; raises `NotFound`, `Forbidden`, `Conflict` where another blob is there, `RuleViolation`."""
        owner = self._repositories.writable(repository)
        branch = branch or owner.default_branch
        ref = self._branch(owner, branch)
        files = self._files(owner, ref)
        if path not in files:
            raise not_found()
        _refuse_other(path, files.pop(path), sha)
        return self._commit(owner, branch, ref, files=files, message=message, author=author)

    def _branch(self, repository: Repository, branch: str) -> Ref | None:
        """Find a branch to write to: none only where the repository is empty and it is to be the first."""
        ref = self.world.get(Ref, repository.id, f"heads/{branch}")
        if ref is None and (branch != repository.default_branch or self.world.children(Ref, repository.id)):
            raise not_found()
        return ref

    def _files(self, repository: Repository, ref: Ref | None) -> dict[str, File]:
        tip = self._objects.commit(repository, ref.sha) if ref else None
        return self._objects.files(repository, tip.tree) if tip else {}

    def _commit(
        self,
        repository: Repository,
        branch: str,
        ref: Ref | None,
        *,
        files: dict[str, File],
        message: str,
        author: Signature | None,
    ) -> Commit:
        self._refs.protection.refuse(repository, f"heads/{branch}", "update" if ref else "create")
        tree = self._objects.put_files(repository, files)
        parents = (ref.sha,) if ref else ()
        commit = self._objects.put_commit(repository, tree.sha, parents, message, author=author)
        if ref is None:
            self._objects.add_ref(repository, f"heads/{branch}", commit.sha)
        else:
            self._refs.advance(repository, ref, commit.sha)
        return commit


def _refuse_other(path: str, known: File | None, sha: str | None) -> None:
    """Refuse to overwrite what the caller has not seen."""
    if known is not None and sha is None:
        raise Invalid('Invalid request.\n\n"sha" wasn\'t supplied.')
    if known is not None and known.sha != sha:
        raise Conflict(f"{path} does not match {sha}")
    if known is None and sha is not None:
        raise Conflict(f"{path} does not exist, so it cannot match {sha}")
