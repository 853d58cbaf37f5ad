"""Names git objects as git does, so that a sha says the same here and in a clone. Pure functions."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from localcloud.github.entities_git import Signature, TreeEntry


def blob_sha(data: bytes) -> str:
    """Name a file's content."""
    return _sha("blob", data)


def tree_sha(entries: Iterable[TreeEntry]) -> str:
    """Name a folder."""
    rows = (f"{each.mode.lstrip('0')} {each.name}\0".encode() + bytes.fromhex(each.sha) for each in ordered(entries))
    return _sha("tree", b"".join(rows))


def ordered(entries: Iterable[TreeEntry]) -> tuple[TreeEntry, ...]:
    """Sort a folder's entries as git does: a folder counts as its name with a slash."""
    return tuple(sorted(entries, key=lambda each: f"{each.name}/" if each.kind == "tree" else each.name))


def commit_sha(tree: str, parents: Iterable[str], author: Signature, committer: Signature, message: str) -> str:
    """Name a commit."""
    lines = [f"tree {tree}", *(f"parent {each}" for each in parents)]
    lines += [f"author {_signed(author)}", f"committer {_signed(committer)}"]
    return _sha("commit", ("\n".join(lines) + f"\n\n{message}").encode())


def _signed(signature: Signature) -> str:
    seconds = int(datetime.fromisoformat(signature.date).timestamp())
    return f"{signature.name} <{signature.email}> {seconds} +0000"


def _sha(kind: str, data: bytes) -> str:
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
