"""What GitHub stores of a repository's git data: objects, refs and pull requests.

Objects have the shas that git itself would give them; `repository` is always a repository's id.
"""

import base64
from dataclasses import dataclass

from localcloud.core.entities import Entity


@dataclass(frozen=True, kw_only=True)
class _Object(Entity):
    CLOUD = "github"
    repository: str
    sha: str

    def key(self) -> tuple[str, ...]:
        """Name it by repository and sha."""
        return (self.repository, self.sha)

    def parent(self) -> str:
        """Belong to the repository."""
        return self.repository


@dataclass(frozen=True, kw_only=True)
class Blob(_Object):
    """A file's content: as it is where it is text, in base64 otherwise (`encoding`: utf-8 or base64)."""

    KIND = "blob"
    content: str
    encoding: str

    @property
    def data(self) -> bytes:
        """Give the content's bytes."""
        return base64.b64decode(self.content) if self.encoding == "base64" else self.content.encode()


@dataclass(frozen=True)
class TreeEntry:
    """One name in a folder: `mode` as git spells it, `kind` is blob, tree or commit (a submodule)."""

    name: str
    mode: str
    kind: str
    sha: str


@dataclass(frozen=True, kw_only=True)
class Tree(_Object):
    """A folder."""

    KIND = "tree"
    entries: tuple[TreeEntry, ...]


@dataclass(frozen=True)
class Signature:
    """Who made a commit and when (`date` as in `2026-11-23T20:39:00Z`)."""

    name: str
    email: str
    date: str


@dataclass(frozen=True, kw_only=True)
class Commit(_Object):
    """A commit."""

    KIND = "commit"
    tree: str
    parents: tuple[str, ...]
    message: str
    author: Signature
    committer: Signature


@dataclass(frozen=True, kw_only=True)
class Ref(Entity):
    """A branch (`heads/main`) or a tag (`tags/v1`) and the commit it names."""

    CLOUD = "github"
    KIND = "ref"
    repository: str
    name: str
    sha: str

    def key(self) -> tuple[str, ...]:
        """Name it by repository and name."""
        return (self.repository, self.name)

    def parent(self) -> str:
        """Belong to the repository."""
        return self.repository


@dataclass(frozen=True, kw_only=True)
class PullRequest(Entity):
    """A pull request within one repository; `head` and `base` are branch names, times are Unix seconds.

    The shas follow the branches while it is open and stay afterwards.
    """

    CLOUD = "github"
    KIND = "pull-request"
    repository: str
    number: int
    title: str
    body: str
    head: str
    base: str
    head_sha: str
    base_sha: str
    opened_by: str
    opened_at: int
    updated_at: int
    maintainer_can_modify: bool = False
    state: str = "open"
    merged: bool = False
    merge_sha: str = ""

    def key(self) -> tuple[str, ...]:
        """Name it by repository and number."""
        return (self.repository, str(self.number))

    def parent(self) -> str:
        """Belong to the repository."""
        return self.repository
