"""What a provider refuses before any call, as tables: properties by dotted path, without indexes."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from operator import contains

from localcloud.core.entities import Json
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.schema import Failure


def found(data: Json, path: str, where: str = "") -> Iterator[tuple[str, Json]]:
    """Yield every value at a path with its place (`rules[0].name`); lists on the way are gone through."""
    if isinstance(data, list):
        for index, each in enumerate(data):
            yield from found(each, path, f"{where}[{index}]")
    elif not path:
        if data is not None:
            yield where, data
    elif isinstance(data, Mapping):
        name, _, rest = path.partition(".")
        yield from found(data.get(name), rest, f"{where}.{name}" if where else name)


def require(inputs: Inputs, path: str, holds: Callable[[Json], bool], reason: str) -> Iterator[Failure]:
    """Yield a failure for every value at a path that does not hold; absent and unknown values pass."""
    for where, value in found(dict(inputs.values), path):
        if not holds(value):
            yield Failure(where, reason)


def choices(inputs: Inputs, table: Mapping[str, Collection[Json]]) -> Iterator[Failure]:
    """Yield a failure for every value that is none of those its path allows."""
    for path, allowed in table.items():
        listed = ", ".join(str(each) for each in allowed)
        yield from require(inputs, path, partial(contains, allowed), f"must be one of {listed}")


def lengths(inputs: Inputs, table: Mapping[str, tuple[int, int]]) -> Iterator[Failure]:
    """Yield a failure for every text that is shorter or longer than its path allows."""
    for path, (low, high) in table.items():
        yield from require(inputs, path, partial(_fits, low, high), f"must have {low} to {high} characters")


def matches(inputs: Inputs, path: str, pattern: str, reason: str) -> Iterator[Failure]:
    """Yield a failure for a text that a pattern does not match in full."""
    yield from require(inputs, path, lambda value: re.fullmatch(pattern, str(value)) is not None, reason)


def together(inputs: Inputs, first: str, second: str) -> Iterator[Failure]:
    """Yield a failure where both of two inputs are given."""
    if _given(inputs, first) and _given(inputs, second):
        yield Failure(first, f"cannot be set together with {second}")


def exactly_one(inputs: Inputs, first: str, second: str) -> Iterator[Failure]:
    """Yield a failure where both or neither of two inputs are given."""
    yield from together(inputs, first, second)
    if not _given(inputs, first) and not _given(inputs, second):
        yield Failure(first, f"missing: give {first} or {second}")


def at_least_one(inputs: Inputs, first: str, second: str) -> Iterator[Failure]:
    """Yield a failure where neither of two inputs is given."""
    if not _given(inputs, first) and not _given(inputs, second):
        yield Failure(first, f"missing: give {first} or {second}")


def _fits(low: int, high: int, value: Json) -> bool:
    return low <= len(str(value)) <= high


def _given(inputs: Inputs, name: str) -> bool:
    return name in inputs or inputs.unknown(name)
