"""What a set of files means for a tree: which differ, and which changes bring it about. No HTTP here."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from pydantic import Field

from luma_provider.diff import Change as Kind
from luma_provider.diff import join
from luma_provider.github import merge
from luma_provider.github.repository import EXECUTABLE, PLAIN, Change, Entry, blob_sha
from luma_provider.model import Model

Mode = Literal["managed", "merged", "scaffold"]


class File(Model):
    """One file: the whole text, or the platform's part of a merged one."""

    content: str = Field(description="The text; of a merged file the platform's part: JSON, or the lines of a block.")
    mode: Mode = Field(
        default="managed",
        description="managed: a hand edit is drift. merged: only the platform's part is. scaffold: made where absent, "
        "then left alone and only reported.",
    )
    executable: bool = Field(default=False, description="Whether the file is run.")


class Delivered(Model):
    """What is known of one file: the state's record of what this resource owns."""

    mode: Mode = Field(description="How it was delivered.")
    executable: bool = Field(default=False, description="Whether it is run.")
    digest: str = Field(description="Git's sha of the text, or of the platform's part of it.")
    blob: str = Field(default="", description="Git's sha of the whole file when it was last in order on the branch.")
    keys: list[str] = Field(default_factory=list, description="The platform's keys in a merged JSON file.")
    leaving: bool = Field(default=False, description="Whether the open pull request takes it away.")


Files = Mapping[str, File]
Ledger = Mapping[str, Delivered]
Tree = Mapping[str, Entry]
_DELETE: Final[Kind] = "delete"


def wanted(files: Files) -> dict[str, Delivered]:
    """Give the record of files as they should be; the whole file's sha of a merged one is not known yet."""
    return {path: _wanted(path, file) for path, file in files.items()}


def _wanted(path: str, file: File) -> Delivered:
    if file.mode != "merged":
        sha = blob_sha(file.content)
        return Delivered(mode=file.mode, executable=file.executable, digest=sha, blob=sha)
    digest = blob_sha(merge.normal(path, file.content))
    return Delivered(mode="merged", executable=file.executable, digest=digest, keys=merge.parts(path, file.content))


def difference(ledger: Ledger, files: Files) -> dict[str, Kind]:
    """Compare what is known with what is wanted; a scaffold that was delivered once never differs."""
    found: dict[str, Kind] = {}
    for path, target in wanted(files).items():
        where, known = join("files", path), ledger.get(path)
        if known is None:
            found[where] = "add"
        elif target.mode not in (known.mode, "scaffold"):
            found[f"{where}.mode"] = "update"
        elif target.mode != "scaffold":
            found |= {f"{where}.content": "update"} if target.digest != known.digest else {}
            found |= {f"{where}.executable": "update"} if target.executable != known.executable else {}
    gone = (path for path, known in owned(ledger, files).items() if not known.leaving)
    return {**found, **dict.fromkeys((join("files", path) for path in gone), _DELETE)}


def owned(ledger: Ledger, files: Files) -> dict[str, Delivered]:
    """Give what this resource delivered and nobody wants any more; a scaffold was given away."""
    return {path: known for path, known in ledger.items() if path not in files and known.mode != "scaffold"}


def to_read(tree: Tree, ledger: Ledger, files: Files) -> dict[str, str]:
    """Name the blobs whose text is needed, by path: merged files that changed since they were in order."""
    paths = [path for path, file in files.items() if file.mode == "merged"]
    paths += [path for path, known in ledger.items() if known.mode == "merged" and path not in files]
    return {path: tree[path].sha for path in paths if path in tree and not _settled(path, tree, ledger, files)}


def _settled(path: str, tree: Tree, ledger: Ledger, files: Files) -> bool:
    known = ledger.get(path)
    if known is None or path not in files or known.blob != tree[path].sha:
        return False
    return known.digest == _wanted(path, files[path]).digest


def changes(tree: Tree, texts: Mapping[str, str], ledger: Ledger, files: Files) -> list[Change]:
    """List the changes that bring a tree into order.

    Args:
        tree: The tree.
        texts: The texts that `to_read` asked for.
        ledger: What this resource owns: of it, what is no longer wanted is deleted.
        files: What is wanted.
    """
    found = [each for path, file in sorted(files.items()) for each in _change(path, file, tree, texts, ledger)]
    for path, known in sorted(owned(ledger, files).items()):
        if path in tree:
            found += _removal(path, known, texts)
    return found


def _change(path: str, file: File, tree: Tree, texts: Mapping[str, str], ledger: Ledger) -> Iterator[Change]:
    live = tree.get(path)
    if file.mode == "scaffold" and (live is not None or (path in ledger and ledger[path].blob)):
        return
    text, sha = file.content, blob_sha(file.content)
    if file.mode == "merged":
        if live is not None and path not in texts:
            text, sha = "", live.sha
        else:
            owned = ledger[path].keys if path in ledger else []
            text = merge.merge(path, texts.get(path), file.content, owned)
            sha = blob_sha(text)
    if live is None or live.sha != sha or (live.mode == EXECUTABLE) != file.executable:
        yield Change(path, text, file.executable)


def _removal(path: str, known: Delivered, texts: Mapping[str, str]) -> Iterator[Change]:
    if known.mode == "managed":
        yield Change(path, None)
    elif known.mode == "merged" and path in texts:
        text = merge.merge(path, texts[path], "", known.keys)
        if text != texts[path]:
            yield Change(path, text, known.executable)


def record(tree: Tree, files: Files, ledger: Ledger) -> dict[str, Delivered]:
    """Give the record of files in order in a tree.

    A scaffold that is not in it keeps what `ledger` says: with a blob somebody deleted it, without it never got there.
    """
    found = {}
    for path, target in wanted(files).items():
        known = target.model_copy(update={"blob": tree[path].sha if path in tree else ""})
        found[path] = known if path in tree else ledger.get(path, known)
    return found


def leaving(tree: Tree, files: Files, ledger: Ledger) -> dict[str, Delivered]:
    """Give the record of what a pull request takes away: it is ours until that is merged."""
    gone = {path: known for path, known in owned(ledger, files).items() if path in tree}
    return {path: known.model_copy(update={"leaving": True}) for path, known in gone.items()}


def staying(ledger: Ledger, files: Files) -> dict[str, Delivered]:
    """Give the record of what no pull request takes away any more."""
    return {path: known.model_copy(update={"leaving": False}) for path, known in owned(ledger, files).items()}


def seen(path: str, file: File, ledger: Ledger) -> Delivered:
    """Give the record of a file that is not in order; `file` is how it stands, its content already a mere part."""
    keys = ledger[path].keys if path in ledger else []
    return Delivered(mode=file.mode, executable=file.executable, digest=blob_sha(file.content), keys=keys)


def applied(tree: Tree, written: list[Change]) -> dict[str, Entry]:
    """Give a tree with changes in it."""
    mode = {True: EXECUTABLE, False: PLAIN}
    added = {each.path: Entry(mode[each.executable], blob_sha(each.text)) for each in written if each.text is not None}
    gone = {each.path for each in written if each.text is None}
    return {path: entry for path, entry in {**tree, **added}.items() if path not in gone}


def notes(tree: Tree, files: Files) -> list[str]:
    """Tell of scaffolds that are no longer as they were made: their owners' business, but worth knowing."""
    found = []
    for path, file in sorted(files.items()):
        if file.mode == "scaffold" and path not in tree:
            found.append(f"{path}: not in the repository (a scaffold is made once and never again)")
        elif file.mode == "scaffold" and tree[path].sha != blob_sha(file.content):
            found.append(f"{path}: edited since it was made (a scaffold is the app developers' own)")
    return found
