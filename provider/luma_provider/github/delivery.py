"""Brings files into order on a branch: one commit straight to it, or one pull request that is updated in place."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from luma_provider.errors import ProviderError, ServiceError
from luma_provider.github import plan
from luma_provider.github.plan import Delivered, Files, Ledger
from luma_provider.github.repository import (
    Author,
    Change,
    Repository,
    overtaken,
    refused_by_rule,
)

_ATTEMPTS: Final = 3
_NO_BRANCH: Final = (404, 409)
"""Of a branch that is missing, and of a repository without any commit."""


class Homeless(ProviderError):
    """The branch does not exist; the message says what to do."""


@dataclass(frozen=True)
class Base:
    """The branch as it is: its latest commit, its files, and whether something may refuse a commit straight to it."""

    sha: str
    tree: plan.Tree
    guarded: bool


@dataclass(frozen=True)
class Done:
    """What a delivery came to: the commit that carries the files, the pull request's address, the new record."""

    commit: str
    url: str
    ledger: Mapping[str, Delivered]
    notes: list[str]


@dataclass(frozen=True)
class Delivery:
    """Where files go and in whose name."""

    repository: Repository
    base: str
    proposal: str
    title: str
    author: Author

    async def deliver(self, files: Files, ledger: Ledger) -> Done:
        """Bring files into order; raises `ProviderError` where the branch is missing or is moved again and again."""
        for _ in range(_ATTEMPTS):
            try:
                return await self._deliver(await self._look(), files, ledger)
            except ServiceError as error:
                if not overtaken(error):
                    raise
        raise ProviderError(f"{self.repository.root}: {self.base} moved during each of {_ATTEMPTS} attempts; try again")

    async def withdraw(self, ledger: Ledger) -> None:
        """Close the open pull request, and take untouched managed files out of a branch that nothing guards."""
        try:
            base = await self._look()
        except Homeless:
            return
        await self._end_proposal()
        if base.guarded:
            return
        ours = {path for path, known in ledger.items() if known.mode == "managed"}
        untouched = sorted(path for path in ours if path in base.tree and base.tree[path].sha == ledger[path].digest)
        if untouched:
            await self._commit(base, [Change(path, None) for path in untouched])

    async def _look(self) -> Base:
        """Look at the branch; should it move meanwhile, putting a commit onto it will tell."""
        try:
            branch, tree, ruled = await asyncio.gather(
                self.repository.branch(self.base), self.repository.files(self.base), self.repository.ruled(self.base)
            )
        except ServiceError as error:
            if error.status not in _NO_BRANCH:
                raise
            raise Homeless(
                f"{self.repository.root} has no branch {self.base}, so there is nowhere to put the files: "
                "make the repository with a first commit (autoInit), or name its branch"
            ) from None
        return Base(branch.sha, tree, guarded=branch.protected or ruled)

    async def _deliver(self, base: Base, files: Files, ledger: Ledger) -> Done:
        tree = base.tree
        texts = await self._texts(tree, ledger, files)
        changes = plan.changes(tree, texts, ledger, files)
        if not changes:
            await self._end_proposal()
            return Done(base.sha, "", plan.record(tree, files, ledger), plan.notes(tree, files))
        landed = plan.applied(tree, changes)
        if not base.guarded:
            try:
                sha = await self._commit(base, changes)
                return Done(sha, "", plan.record(landed, files, ledger), plan.notes(landed, files))
            except ServiceError as error:
                if not refused_by_rule(error):
                    raise
        sha, url = await self._propose(base, changes)
        unmerged = {path for path, file in files.items() if file.mode == "scaffold" and path not in tree}
        record = plan.record({path: each for path, each in landed.items() if path not in unmerged}, files, ledger)
        return Done(sha, url, {**plan.leaving(tree, files, ledger), **record}, plan.notes(landed, files))

    async def _commit(self, base: Base, changes: list[Change]) -> str:
        sha = await self.repository.commit(base.sha, changes, self.title, self.author)
        await self.repository.move(self.base, sha, force=False)
        return sha

    async def _propose(self, base: Base, changes: list[Change]) -> tuple[str, str]:
        """Put one commit on the pull request's branch, always on top of the base, and open the pull request."""
        sha = await self.repository.commit(base.sha, changes, self.title, self.author)
        await self.repository.move(self.proposal, sha, force=True)
        pull = await self.repository.propose(self.proposal, self.base, self.title, _body(changes))
        return sha, pull.html_url

    async def _end_proposal(self) -> None:
        """Close a pull request that has nothing to bring any more, and delete its branch."""
        pull = await self.repository.pull(self.proposal, self.base)
        if pull is not None:
            await self.repository.close(pull)
            await self.repository.remove(self.proposal)

    async def _texts(self, tree: plan.Tree, ledger: Ledger, files: Files) -> dict[str, str]:
        blobs = plan.to_read(tree, ledger, files)
        return {path: await self.repository.text(sha) for path, sha in blobs.items()}


def _body(changes: list[Change]) -> str:
    lines = "\n".join(f"- `{each.path}`{' (deleted)' if each.text is None else ''}" for each in changes)
    return (
        "This pull request brings the files that the platform program delivers to their present state:\n\n"
        f"{lines}\n\nMerge it as it is; whatever should be different is changed in the program, "
        "which updates this branch in place.\n"
    )
