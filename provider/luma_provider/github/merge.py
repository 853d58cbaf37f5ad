"""Merged files: the platform's part of a file that others write in too. Pure text in, text out.

A `.json` file is merged key by key: the declared leaves are ours, everything else stays as it stands. Any other file
gets a block between two marker lines (comments that start with `#`).
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from luma_provider.errors import ProviderError
from luma_provider.values import Json

START: Final = "# >>> managed block: changes inside it are overwritten >>>"
END: Final = "# <<< managed block <<<"
_BLOCK: Final = re.compile(rf"^{re.escape(START)}\n(.*?)^{re.escape(END)}(?:\n|\Z)", re.DOTALL | re.MULTILINE)

Leaf = tuple[str, ...]


class NotMergeable(ProviderError):
    """The file in the repository is not what its name says; the message says how to put it right."""


def merge(path: str, live: str | None, wanted: str, owned: list[str]) -> str:
    """Give the whole file with the platform's part brought up to date.

    Args:
        path: The file's path, whose ending decides how to merge.
        live: The file as it stands; `None` where there is none.
        wanted: The platform's part; empty to take it out.
        owned: What `parts` gave for the part delivered last: of it, what is no longer wanted goes.

    Raises:
        NotMergeable: the file as it stands cannot be read.
    """
    if path.endswith(".json"):
        return _merge_json(path, live, wanted, owned)
    return _merge_block(live or "", wanted)


def part(path: str, live: str | None, wanted: str) -> str:
    """Give the platform's part as it stands in a file, spelled like `wanted`; equal texts mean equal parts."""
    if live is None:
        return ""
    if not path.endswith(".json"):
        found = _BLOCK.search(live)
        return found.group(1) if found else ""
    try:
        leaves = dict(_leaves(_object(path, live)))
    except NotMergeable:
        return _spell({}, 2)
    return _spell(_tree({leaf: leaves[leaf] for leaf in dict(_leaves(_object(path, wanted))) if leaf in leaves}), 2)


def normal(path: str, wanted: str) -> str:
    """Spell the wanted part as `part` spells what stands in a file."""
    if path.endswith(".json"):
        return _spell(_object(path, wanted), 2)
    return wanted if wanted.endswith("\n") or not wanted else f"{wanted}\n"


def parts(path: str, wanted: str) -> list[str]:
    """Name what the platform owns of a file: its leaves as JSON pointers (RFC 6901); nothing for a block."""
    if not path.endswith(".json"):
        return []
    return sorted(_pointer(leaf) for leaf, _ in _leaves(_object(path, wanted)))


def _merge_json(path: str, live: str | None, wanted: str, owned: list[str]) -> str:
    found = _object(path, live) if live is not None else {}
    leaves = dict(_leaves(_object(path, wanted))) if wanted else {}
    for leaf in (_leaf(each) for each in owned):
        if leaf not in leaves:
            _remove(found, leaf)
    for leaf, value in leaves.items():
        _set(found, leaf, value)
    merged = _spell(found, _indent(live))
    return live if live is not None and json.loads(live) == found else merged


def _merge_block(live: str, wanted: str) -> str:
    block = f"{START}\n{normal('', wanted)}{END}\n" if wanted else ""
    if _BLOCK.search(live):
        return _BLOCK.sub(lambda _: block, live, count=1)
    gap = "" if not live or not block else ("\n" if live.endswith("\n") else "\n\n")
    return f"{live}{gap}{block}"


def _object(path: str, text: str) -> dict[str, Json]:
    try:
        found = json.loads(text or "{}")
    except ValueError as error:
        raise NotMergeable(f"{path} is not JSON ({error}), so nothing can be merged into it: repair it first") from None
    if not isinstance(found, dict):
        raise NotMergeable(f"{path} holds no JSON object, so nothing can be merged into it: repair it first")
    return found


def _leaves(value: Mapping[str, Json], above: Leaf = ()) -> Iterator[tuple[Leaf, Json]]:
    for key, each in value.items():
        if isinstance(each, dict) and each:
            yield from _leaves(each, (*above, key))
        else:
            yield (*above, key), each


def _set(found: dict[str, Json], leaf: Leaf, value: Json) -> None:
    for key in leaf[:-1]:
        inner = found.get(key)
        if not isinstance(inner, dict):
            found[key] = inner = {}
        found = inner
    found[leaf[-1]] = value


def _remove(found: dict[str, Json], leaf: Leaf) -> None:
    inner = found.get(leaf[0])
    if len(leaf) == 1:
        found.pop(leaf[0], None)
    elif isinstance(inner, dict):
        _remove(inner, leaf[1:])


def _tree(leaves: Mapping[Leaf, Json]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for leaf, value in leaves.items():
        _set(found, leaf, value)
    return found


def _spell(value: Mapping[str, Json], indent: int | str) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False) + "\n"


def _indent(live: str | None) -> int | str:
    """Keep the file's own indentation."""
    found = re.search(r"\n([ \t]+)\"", live or "")
    return found.group(1) if found else 2


def _pointer(leaf: Leaf) -> str:
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in leaf)


def _leaf(pointer: str) -> Leaf:
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])
