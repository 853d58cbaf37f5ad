"""A repository as its developers see it: what is in it, and what they do to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from localcloud.core.store import Store
from localcloud.github.entities_git import Commit, PullRequest, TreeEntry
from localcloud.github.git_data import TreeChange
from localcloud.github.service import GitHubService

NAME = "luma-web"


@dataclass(frozen=True)
class Repository:
    """The repository luma-app/luma-web of a store."""

    store: Store

    @contextmanager
    def _github(self) -> Iterator[GitHubService]:
        with self.store.transaction() as transaction:
            yield GitHubService(transaction, "luma-app")

    def head(self, branch: str = "main") -> str:
        """Give the latest commit's sha."""
        with self._github() as github:
            return github.refs.require(NAME, f"heads/{branch}").sha

    def commits(self, branch: str = "main") -> list[Commit]:
        """List the commits of a branch by first parent, newest first."""
        found = []
        with self._github() as github:
            sha: str | None = github.refs.require(NAME, f"heads/{branch}").sha
            while sha is not None:
                found.append(github.git.commit(NAME, sha))
                sha = next(iter(found[-1].parents), None)
        return found

    def files(self, branch: str = "main") -> dict[str, str]:
        """Give the text of every file."""
        with self._github() as github:
            entries = _blobs(github, branch).items()
            return {path: github.git.blob(NAME, each.sha).content for path, each in entries}

    def modes(self, branch: str = "main") -> dict[str, str]:
        """Give the mode of every file."""
        with self._github() as github:
            return {path: each.mode for path, each in _blobs(github, branch).items()}

    def edit(self, path: str, text: str | None) -> None:
        """Commit as an administrator does, past every rule."""
        with self._github() as github:
            owner = github.repositories.require(NAME)
            ref = github.refs.require(NAME, "heads/main")
            tree = github.git.create_tree(NAME, [TreeChange(path, content=text)], ref.sha)
            commit = github.git.create_commit(NAME, f"Edit {path}", tree.sha, (ref.sha,))
            github.refs.advance(owner, ref, commit.sha)

    def pulls(self) -> list[PullRequest]:
        """List every pull request, oldest first."""
        with self._github() as github:
            return github.pulls.listed(NAME, state="all")

    def merge(self, number: int) -> None:
        """Merge a pull request."""
        with self._github() as github:
            github.pulls.merge(NAME, number)

    def close(self, number: int) -> None:
        """Close a pull request."""
        with self._github() as github:
            github.pulls.update(NAME, number, state="closed")

    def branches(self) -> list[str]:
        """Name every branch."""
        with self._github() as github:
            return [each.name for each in github.refs.listed(NAME, "heads/")]


def _blobs(github: GitHubService, branch: str) -> dict[str, TreeEntry]:
    _, entries = github.git.tree(NAME, branch, recursive=True)
    return {path: each for path, each in entries if each.kind == "blob"}
