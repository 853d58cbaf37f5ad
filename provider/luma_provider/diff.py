"""What differs between what a service holds and what a program wants, path by path as the engine spells them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from luma_provider.values import Secret, Unknown, Value

Change: TypeAlias = Literal["add", "delete", "update"]


def differences(old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Change]:
    """Find every path that differs; a value not known yet differs from everything."""
    return dict(_object(old, new, ""))


def join(path: str, key: str) -> str:
    """Add a key to a path: `files["vercel.json"].mode`."""
    if not re.fullmatch(r"[A-Za-z_]\w*", key):
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key


def under(path: str, roots: Collection[str]) -> bool:
    """Tell whether a path is one of `roots`, within one, or around one."""
    return any(
        path == root or path.startswith((f"{root}.", f"{root}[")) or root.startswith(f"{path}.") for root in roots
    )


def top(path: str) -> str:
    """Give the property at the top of a path."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _object(old: Mapping[str, Value], new: Mapping[str, Value], path: str) -> Iterator[tuple[str, Change]]:
    for key in sorted({*old, *new}):
        yield from _value(old.get(key), new.get(key), join(path, key))


def _value(old: Value, new: Value, path: str) -> Iterator[tuple[str, Change]]:
    old, new = _shown(old), _shown(new)
    if old == new and not isinstance(new, Unknown):
        return
    if old is None or new is None:
        yield path, "add" if old is None else "delete"
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _object(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            yield from _value(_at(old, index), _at(new, index), f"{path}[{index}]")
    else:
        yield path, "update"


def _at(values: Sequence[Value], index: int) -> Value:
    return values[index] if index < len(values) else None


def _shown(value: Value) -> Value:
    """Take the wrapper off a secret, and no difference between nothing and an empty list or object."""
    value = value.reveal() if isinstance(value, Secret) else value
    return None if value in ([], {}) else value
