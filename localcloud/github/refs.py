"""GitHub's rules for branches and tags: what may be made, moved, renamed and deleted.

Facts: docs.github.com, "REST API endpoints for Git references" and "for branches".
"""

import re
from dataclasses import replace
from typing import Final

from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_git import PullRequest, Ref
from localcloud.github.errors import ValidationFailed, empty, not_found
from localcloud.github.objects import Objects
from localcloud.github.protection import Protection
from localcloud.github.repositories import Repositories

# What git refuses in the name of a ref (git-check-ref-format), as far as it matters here.
BAD_NAME: Final = re.compile(r"[\x00-\x20~^:?*\[\\]|\.\.|//|@\{|\.lock$|\.$|/$|^/")


class Refs:
    """Branches and tags. A ref is spelled `heads/main` or `tags/v1`; `refs/` in front is accepted."""

    def __init__(self, world: Transaction, repositories: Repositories, objects: Objects) -> None:
        self.world = world
        self.protection = Protection(world)
        self._repositories = repositories
        self._objects = objects

    def ref(self, repository: str, name: str) -> Ref | None:
        """Find a ref."""
        found = self._repositories.find(repository)
        return self.world.get(Ref, found.id, bare(name)) if found else None

    def require(self, repository: str, name: str) -> Ref:
        """Find a ref; raises `Conflict` in a repository without any commit, `NotFound`."""
        found = self._repositories.require(repository)
        self._refuse_empty(found)
        ref = self.ref(repository, name)
        if ref is None:
            raise not_found()
        return ref

    def listed(self, repository: str, prefix: str = "") -> list[Ref]:
        """List the refs whose name starts so, by name; raises `NotFound` (repository)."""
        found = self._repositories.require(repository)
        refs = self.world.children(Ref, found.id)
        return sorted((each for each in refs if each.name.startswith(bare(prefix))), key=lambda each: each.name)

    def create_ref(self, repository: str, name: str, sha: str) -> Ref:
        """Make a branch or tag (`refs/heads/x`).

        Raises `Conflict` in a repository without any commit, `Invalid` for a ref that exists or has a bad name and
        for an unknown commit, `RuleViolation`.
        """
        owner = self._repositories.writable(repository)
        self._refuse_empty(owner)
        if BAD_NAME.search(bare(name)) or not bare(name).startswith(("heads/", "tags/")):
            raise Invalid(f"{name} is not a valid ref name.")
        if self.world.get(Ref, owner.id, bare(name)) is not None:
            raise Invalid("Reference already exists")
        self._require_commit(owner, sha)
        self.protection.refuse(owner, bare(name), "create")
        return self._objects.add_ref(owner, bare(name), sha)

    def update_ref(self, repository: str, name: str, sha: str, *, force: bool = False) -> Ref:
        """Move a branch or tag; the open pull requests of the branch follow.

        Raises `Invalid` for a missing ref or commit and for a move that is no fast forward, `RuleViolation`.
        """
        owner = self._repositories.writable(repository)
        ref = self._existing(owner, name)
        self._require_commit(owner, sha)
        forward = self._objects.contains(owner, sha, ref.sha)
        if not forward and not force:
            raise Invalid("Update is not a fast forward")
        self.protection.refuse(owner, ref.name, "update" if forward else "force")
        return self.advance(owner, ref, sha)

    def delete_ref(self, repository: str, name: str) -> None:
        """Remove a branch or tag and close the branch's pull requests.

        Raises `Invalid` for a missing ref and for the default branch, `RuleViolation`.
        """
        owner = self._repositories.writable(repository)
        ref = self._existing(owner, name)
        if ref.name == f"heads/{owner.default_branch}":
            raise Invalid("Cannot delete the default branch")
        self.protection.refuse(owner, ref.name, "delete")
        self.drop(owner, ref)

    def rename_branch(self, repository: str, old: str, new: str) -> Ref:
        """Rename a branch; pull requests and the default branch's name follow.

        Raises `NotFound`, `ValidationFailed` where the new name is taken.
        """
        owner = self._repositories.writable(repository)
        ref = self.world.get(Ref, owner.id, f"heads/{old}")
        if ref is None:
            raise not_found()
        if self.world.get(Ref, owner.id, f"heads/{new}") is not None:
            raise ValidationFailed("Branch", "new_name", "New branch already exists")
        for pull in self._open_pulls(owner):
            moved = replace(
                pull, head=new if pull.head == old else pull.head, base=new if pull.base == old else pull.base
            )
            self.world.put(moved)
        if owner.default_branch == old:
            self.world.put(replace(owner, default_branch=new))
        return self.world.put(replace(ref, name=f"heads/{new}"))

    def advance(self, repository: Repository, ref: Ref, sha: str) -> Ref:
        """Move a ref without asking any rule, and the open pull requests with it."""
        branch = ref.name.removeprefix("heads/")
        now = int(self.world.clock.read().timestamp())
        for pull in self._open_pulls(repository):
            if pull.head == branch:
                self.world.put(replace(pull, head_sha=sha, updated_at=now))
            elif pull.base == branch:
                self.world.put(replace(pull, base_sha=sha))
        return self.world.put(replace(ref, sha=sha))

    def drop(self, repository: Repository, ref: Ref) -> None:
        """Delete a ref without asking any rule, and close the pull requests that lose a branch by it."""
        branch = ref.name.removeprefix("heads/")
        now = int(self.world.clock.read().timestamp())
        for pull in self._open_pulls(repository):
            if branch in (pull.head, pull.base):
                self.world.put(replace(pull, state="closed", updated_at=now))
        self.world.remove(ref)

    def _open_pulls(self, repository: Repository) -> list[PullRequest]:
        return [each for each in self.world.children(PullRequest, repository.id) if each.state == "open"]

    def _existing(self, repository: Repository, name: str) -> Ref:
        ref = self.world.get(Ref, repository.id, bare(name))
        if ref is None:
            raise Invalid("Reference does not exist")
        return ref

    def _require_commit(self, repository: Repository, sha: str) -> None:
        if self._objects.commit(repository, sha) is None:
            raise Invalid("Object does not exist")

    def _refuse_empty(self, repository: Repository) -> None:
        if not self.world.children(Ref, repository.id):
            raise empty()


def bare(name: str) -> str:
    """Spell a ref without `refs/`."""
    return name.removeprefix("refs/")
