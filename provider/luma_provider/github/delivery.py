"""Brings files into order on a branch: one commit straight to it, or one pull request that is updated in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from luma_provider.errors import NotFound, ProviderError, ServiceError
from luma_provider.github import plan
from luma_provider.github.plan import Delivered, Files, Ledger
from luma_provider.github.repository import (
    Author,
    Branch,
    Change,
    Repository,
    overtaken,
    refused_by_rule,
)

_ATTEMPTS: Final = 3


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
                return await self._deliver(await self._branch(), files, ledger)
            except ServiceError as error:
                if not overtaken(error):
                    raise
        raise ProviderError(f"{self.repository.root}: {self.base} moved during each of {_ATTEMPTS} attempts; try again")

    async def withdraw(self, ledger: Ledger) -> None:
        """Close the open pull request, and take untouched managed files out of a branch that nothing guards."""
        try:
            branch = await self.repository.branch(self.base)
        except NotFound:
            return
        await self._end_proposal()
        if await self.repository.guarded(branch):
            return
        tree = await self.repository.files(branch.sha)
        ours = {path for path, known in ledger.items() if known.mode == "managed"}
        untouched = sorted(path for path in ours if path in tree and tree[path].sha == ledger[path].digest)
        if untouched:
            await self._commit(branch, [Change(path, None) for path in untouched])

    async def _branch(self) -> Branch:
        try:
            return await self.repository.branch(self.base)
        except NotFound:
            raise ProviderError(
                f"{self.repository.root} has no branch {self.base}, so there is nowhere to put the files: "
                "make the repository with a first commit (autoInit), or name its branch"
            ) from None

    async def _deliver(self, branch: Branch, files: Files, ledger: Ledger) -> Done:
        tree = await self.repository.files(branch.sha)
        texts = await self._texts(tree, ledger, files)
        changes = plan.changes(tree, texts, ledger, files)
        if not changes:
            await self._end_proposal()
            return Done(branch.sha, "", plan.record(tree, files, ledger), plan.notes(tree, files))
        landed = plan.applied(tree, changes)
        if not await self.repository.guarded(branch):
            try:
                sha = await self._commit(branch, changes)
                return Done(sha, "", plan.record(landed, files, ledger), plan.notes(landed, files))
            except ServiceError as error:
                if not refused_by_rule(error):
                    raise
        sha, url = await self._propose(branch, changes)
        unmerged = {path for path, file in files.items() if file.mode == "scaffold" and path not in tree}
        record = plan.record({path: each for path, each in landed.items() if path not in unmerged}, files, ledger)
        return Done(sha, url, {**plan.leaving(tree, files, ledger), **record}, plan.notes(landed, files))

    async def _commit(self, branch: Branch, changes: list[Change]) -> str:
        sha = await self.repository.commit(branch.sha, changes, self.title, self.author)
        await self.repository.move(self.base, sha, force=False)
        return sha

    async def _propose(self, branch: Branch, changes: list[Change]) -> tuple[str, str]:
        """Put one commit on the pull request's branch, always on top of the base, and open the pull request."""
        sha = await self.repository.commit(branch.sha, changes, self.title, self.author)
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
