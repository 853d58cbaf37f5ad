"""The git objects of a repository: blobs, trees and commits, whole file listings and the history between commits."""

import base64
import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from localcloud.core.transaction import Transaction
from localcloud.github import git
from localcloud.github.entities import Repository
from localcloud.github.entities_git import Blob, Commit, Ref, Signature, Tree, TreeEntry
from localcloud.github.errors import ValidationFailed

ACTOR: Final = "operator"
"""The login whose token every request carries: an owner of the organization."""
_DOT_GIT: Final = re.compile(r"(\.git|git~1)[. ]*(:.*)?")
_DEEPEST: Final = 100
FILE_MODES: Final = ("100644", "100755", "120000")


@dataclass(frozen=True)
class File:
    """A file of a tree: its mode as git spells it, and its blob's sha."""

    mode: str
    sha: str


class Objects:
    """Git objects, at the level of a repository that is known to exist."""

    def __init__(self, world: Transaction) -> None:
        self.world = world

    def sign(self, name: str = "", email: str = "") -> Signature:
        """Sign now, as the acting user where nobody else is named."""
        return Signature(name or ACTOR, email or f"{ACTOR}@users.noreply.github.com", self.world.clock.timestamp())

    def put_blob(self, repository: Repository, data: bytes) -> Blob:
        """Store content; the same content twice is one blob."""
        sha = git.blob_sha(data)
        known = self.blob(repository, sha)
        if known is not None:
            return known
        text, encoding = _text(data)
        return self.world.add(
            Blob(id=f"{repository.id}:{sha}", repository=repository.id, sha=sha, content=text, encoding=encoding)
        )

    def blob(self, repository: Repository, sha: str) -> Blob | None:
        """Find a blob."""
        return self.world.get(Blob, repository.id, sha)

    def put_files(self, repository: Repository, files: Mapping[str, File]) -> Tree:
        """Store the tree of a whole file listing (path to file); raises `ValidationFailed` for a bad path."""
        folders: dict[str, dict[str, File]] = {}
        entries = []
        for path, file in files.items():
            _refuse_path(path)
            name, slash, rest = path.partition("/")
            if slash:
                folders.setdefault(name, {})[rest] = file
            else:
                entries.append(TreeEntry(name, file.mode, "blob", file.sha))
        for clash in sorted({each.name for each in entries} & set(folders)):
            raise ValidationFailed("Tree", "path", f"{clash} is a file and a folder")
        entries += [
            TreeEntry(name, "040000", "tree", self.put_files(repository, inner).sha) for name, inner in folders.items()
        ]
        return self._put_tree(repository, git.ordered(entries))

    def tree(self, repository: Repository, sha: str) -> Tree | None:
        """Find a tree."""
        return self.world.get(Tree, repository.id, sha)

    def walk(self, repository: Repository, sha: str, prefix: str = "") -> Iterator[tuple[str, TreeEntry]]:
        """List a tree with all its folders, depth first, as (path, entry)."""
        tree = self.tree(repository, sha)
        for entry in tree.entries if tree else ():
            yield prefix + entry.name, entry
            if entry.kind == "tree":
                yield from self.walk(repository, entry.sha, f"{prefix}{entry.name}/")

    def files(self, repository: Repository, tree: str) -> dict[str, File]:
        """List the files of a tree by path."""
        entries = self.walk(repository, tree)
        return {path: File(each.mode, each.sha) for path, each in entries if each.kind != "tree"}

    def entry(self, repository: Repository, tree: str, path: str) -> TreeEntry | None:
        """Find what stands at a path of a tree, without listing the rest."""
        found: TreeEntry | None = None
        for name in path.split("/"):
            folder = self.tree(repository, found.sha if found else tree)
            found = next((each for each in folder.entries if each.name == name), None) if folder else None
            if found is None:
                return None
        return found

    def put_commit(
        self,
        repository: Repository,
        tree: str,
        parents: tuple[str, ...],
        message: str,
        *,
        author: Signature | None = None,
        committer: Signature | None = None,
    ) -> Commit:
        """Store a commit; the committer is the author, and the author the acting user, where not given."""
        author = author or self.sign()
        committer = committer or author
        sha = git.commit_sha(tree, parents, author, committer, message)
        known = self.commit(repository, sha)
        return known or self.world.add(
            Commit(
                id=f"{repository.id}:{sha}",
                repository=repository.id,
                sha=sha,
                tree=tree,
                parents=parents,
                message=message,
                author=author,
                committer=committer,
            )
        )

    def commit(self, repository: Repository, sha: str) -> Commit | None:
        """Find a commit."""
        return self.world.get(Commit, repository.id, sha)

    def start(self, repository: Repository, files: Mapping[str, bytes], message: str) -> Ref:
        """Make the first commit of an empty repository on its default branch."""
        listing = {path: File("100644", self.put_blob(repository, data).sha) for path, data in files.items()}
        tree = self.put_files(repository, listing)
        return self.add_ref(
            repository, f"heads/{repository.default_branch}", self.put_commit(repository, tree.sha, (), message).sha
        )

    def add_ref(self, repository: Repository, name: str, sha: str) -> Ref:
        """Store a new ref; raises `KeyTaken` where there is one."""
        seed = self.world.seed(Ref, repository.id, name)
        return self.world.add(Ref(id=git.blob_sha(seed.encode()), repository=repository.id, name=name, sha=sha))

    def ancestors(self, repository: Repository, sha: str) -> Iterator[Commit]:
        """List a commit and everything before it, nearest first."""
        seen, waiting = {sha}, deque([sha])
        while waiting:
            commit = self.commit(repository, waiting.popleft())
            if commit is not None:
                yield commit
                fresh = [each for each in commit.parents if each not in seen]
                seen.update(fresh)
                waiting.extend(fresh)

    def contains(self, repository: Repository, tip: str, sha: str) -> bool:
        """Tell whether `sha` is `tip` or comes before it."""
        return any(commit.sha == sha for commit in self.ancestors(repository, tip))

    def common(self, repository: Repository, one: str, other: str) -> Commit | None:
        """Find the nearest commit from which both come."""
        known = {commit.sha for commit in self.ancestors(repository, one)}
        return next((commit for commit in self.ancestors(repository, other) if commit.sha in known), None)

    def last_change(self, repository: Repository, tip: str, path: str) -> Commit | None:
        """Find the commit that gave the file at `path` its content, following first parents."""
        commit = self.commit(repository, tip)
        while commit is not None and commit.parents:
            before = self.commit(repository, commit.parents[0])
            if before is None or self._sha_at(repository, before, path) != self._sha_at(repository, commit, path):
                return commit
            commit = before
        return commit

    def _sha_at(self, repository: Repository, commit: Commit, path: str) -> str:
        entry = self.entry(repository, commit.tree, path)
        return f"{entry.mode} {entry.sha}" if entry else ""

    def _put_tree(self, repository: Repository, entries: tuple[TreeEntry, ...]) -> Tree:
        sha = git.tree_sha(entries)
        known = self.tree(repository, sha)
        return known or self.world.add(
            Tree(id=f"{repository.id}:{sha}", repository=repository.id, sha=sha, entries=entries)
        )


def _text(data: bytes) -> tuple[str, str]:
    """Keep text readable in a dump of the world."""
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(data).decode(), "base64"


def _refuse_path(path: str) -> None:
    """Refuse what git's fsck refuses: also each spelling that some file system takes for `.git`."""
    if path.startswith("/"):
        raise ValidationFailed("Tree", "path", "path cannot start with a slash")
    seen = "".join(each for each in unicodedata.normalize("NFKC", path) if unicodedata.category(each) != "Cf")
    dot_git = any(_DOT_GIT.fullmatch(part) for part in re.split(r"[/\\]", seen.casefold()))
    parts = path.split("/")
    if dot_git or {"", ".", ".."} & set(parts) or "\0" in path or len(parts) > _DEEPEST:
        raise ValidationFailed("Tree", "path", f"path contains a malformed path component: {path}")
