"""One repository over GitHub's REST API: branches, rules, trees, commits, pull requests.

Facts: docs.github.com, "REST API endpoints for Git database", "for rules" and "for pull requests". A tree can be asked
for by a branch's name, and takes the content of new files inline.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from luma_provider.errors import NotFound, ProviderError, ServiceError
from luma_provider.http import Answer, Client, Recover, again
from luma_provider.model import Wire
from luma_provider.values import Json

PLAIN, EXECUTABLE = "100644", "100755"
HARMLESS: Final = frozenset({"creation", "deletion", "non_fast_forward", "required_linear_history"})
"""Rules that let one new commit onto the branch; any other, known or not, may refuse it."""
_CONFLICT, _INVALID = 409, 422


@dataclass(frozen=True)
class Entry:
    """A file in a tree: git's mode and the blob's sha."""

    mode: str
    sha: str


@dataclass(frozen=True)
class Change:
    """One file of a commit: its whole text, or `None` to delete it."""

    path: str
    text: str | None
    executable: bool = False

    def request(self) -> Json:
        """Spell it for a new tree."""
        mode = EXECUTABLE if self.executable else PLAIN
        entry: dict[str, Json] = {"path": self.path, "mode": mode, "type": "blob"}
        return {**entry, "sha": None} if self.text is None else {**entry, "content": self.text}


@dataclass(frozen=True)
class Author:
    """Who signs a commit off."""

    name: str
    email: str


class _Object(Wire):
    sha: str


class Branch(Wire):
    """A branch: its latest commit, and whether the older kind of branch protection guards it."""

    name: str
    commit: _Object
    protected: bool = False

    @property
    def sha(self) -> str:
        """The latest commit's sha."""
        return self.commit.sha


class _Entry(Wire):
    path: str
    mode: str
    type: str
    sha: str


class _Tree(Wire):
    tree: list[_Entry]
    truncated: bool = False


class _Rule(Wire):
    type: str


class _Blob(Wire):
    content: str


class _Commit(Wire):
    sha: str


class Pull(Wire):
    """An open pull request."""

    number: int
    html_url: str
    head: _Object


class Repository:
    """One repository."""

    def __init__(self, client: Client, owner: str, name: str) -> None:
        self.client = client
        self.owner = owner
        self.root = f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}"

    async def branch(self, name: str) -> Branch:
        """Find a branch; raises `NotFound`."""
        data = await self.client.get(f"{self.root}/branches/{quote(name, safe='')}")
        return Branch.model_validate(data)

    async def ruled(self, branch: str) -> bool:
        """Tell whether a rule may refuse a commit straight to a branch: any but the harmless ones."""
        pages = self.client.pages(f"{self.root}/rules/branches/{quote(branch, safe='')}", {"per_page": 100})
        return bool({_Rule.model_validate(each).type async for each in pages} - HARMLESS)

    async def files(self, name: str) -> dict[str, Entry]:
        """List every file of a branch or commit; raises `NotFound`, and `ProviderError` for a list cut short."""
        data = await self.client.get(f"{self.root}/git/trees/{quote(name, safe='')}", {"recursive": 1})
        found = _Tree.model_validate(data)
        if found.truncated:
            raise ProviderError(f"{self.root} has more files than GitHub lists at once, so drift could go unseen")
        return {each.path: Entry(each.mode, each.sha) for each in found.tree if each.type == "blob"}

    async def text(self, sha: str) -> str:
        """Give a blob's text; what is no UTF-8 shows as replacement characters."""
        found = _Blob.model_validate(await self.client.get(f"{self.root}/git/blobs/{sha}"))
        return base64.b64decode(found.content).decode(errors="replace")

    async def commit(self, parent: str, changes: Sequence[Change], message: str, author: Author) -> str:
        """Make a commit, not yet on any branch; repeating it does no harm."""
        body: Json = {"base_tree": parent, "tree": [each.request() for each in changes]}
        tree = await self.client.send("POST", f"{self.root}/git/trees", body, recover=again)
        signed = f"{message}\n\nSigned-off-by: {author.name} <{author.email}>"
        person: Json = {"name": author.name, "email": author.email}
        commit: Json = {
            "message": signed,
            "tree": _Object.model_validate(tree.data).sha,
            "parents": [parent],
            "author": person,
            "committer": person,
        }
        made = await self.client.send("POST", f"{self.root}/git/commits", commit, recover=again)
        return _Commit.model_validate(made.data).sha

    async def move(self, branch: str, sha: str, *, force: bool) -> None:
        """Put a branch onto a commit, making it where `force` is set and it does not exist."""
        path = f"{self.root}/git/refs/heads/{quote(branch)}"
        try:
            await self.client.send("PATCH", path, {"sha": sha, "force": force})
        except ServiceError as error:
            if not force or not _missing(error):
                raise
            body: Json = {"ref": f"refs/heads/{branch}", "sha": sha}
            await self.client.send("POST", f"{self.root}/git/refs", body, recover=self._made(branch, sha))

    async def remove(self, branch: str) -> None:
        """Delete a branch; one that is gone is no error."""
        try:
            await self.client.send("DELETE", f"{self.root}/git/refs/heads/{quote(branch)}")
        except ServiceError as error:
            if not _missing(error):
                raise

    async def pull(self, head: str, base: str) -> Pull | None:
        """Find the open pull request from one branch to another."""
        query: dict[str, str | int] = {"head": f"{self.owner}:{head}", "base": base, "state": "open"}
        data = await self.client.get(f"{self.root}/pulls", query)
        return Pull.model_validate(data[0]) if isinstance(data, list) and data else None

    async def propose(self, head: str, base: str, title: str, body: str) -> Pull:
        """Open a pull request; where one is open already, bring its words up to date."""
        known = await self.pull(head, base)
        words: dict[str, Json] = {"title": title, "body": body}
        if known is not None:
            await self.client.send("PATCH", f"{self.root}/pulls/{known.number}", words)
            return known

        async def recover(elapsed: float) -> Answer | None:
            del elapsed
            found = await self.pull(head, base)
            return Answer(found.model_dump(by_alias=False), {}) if found else None

        opened: Json = {**words, "head": head, "base": base, "maintainer_can_modify": False}
        answer = await self.client.send("POST", f"{self.root}/pulls", opened, recover=recover)
        return Pull.model_validate(answer.data)

    async def close(self, pull: Pull) -> None:
        """Close a pull request."""
        await self.client.send("PATCH", f"{self.root}/pulls/{pull.number}", {"state": "closed"})

    def _made(self, branch: str, sha: str) -> Recover:
        async def recover(elapsed: float) -> Answer | None:
            del elapsed
            try:
                found = (await self.branch(branch)).sha
            except NotFound:
                return None
            return Answer({"sha": found}, {}) if found == sha else None

        return recover


def blob_sha(text: str) -> str:
    """Give the sha that git gives a file of this text."""
    data = text.encode()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def refused_by_rule(error: ServiceError) -> bool:
    """Tell whether a rule of the branch stood in the way."""
    return error.status in (_CONFLICT, _INVALID) and "rule" in error.message.lower()


def overtaken(error: ServiceError) -> bool:
    """Tell whether somebody else moved the branch meanwhile."""
    return error.status == _INVALID and "fast forward" in error.message.lower()


def _missing(error: ServiceError) -> bool:
    return error.status == _INVALID and "does not exist" in error.message.lower()
