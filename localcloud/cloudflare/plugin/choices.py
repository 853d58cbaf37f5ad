"""Inputs that must be one of a few words."""

from collections.abc import Iterator, Mapping
from typing import Final

from localcloud.core.entities import Json
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.schema import Failure

JURISDICTION: Final = ("default", "eu", "fedramp")

Choices = Mapping[str, tuple[str, ...]]


def refused(inputs: Inputs, choices: Choices) -> Iterator[Failure]:
    """Yield each value outside its list; the vendor's plugin compares without case.

    Paths are spelled as in the tables of a resource type, e.g. `rules.condition.type`.
    """
    for path, words in choices.items():
        yield from _refused(dict(inputs.values), path.split("."), "", words)


def _refused(value: Json, path: list[str], where: str, words: tuple[str, ...]) -> Iterator[Failure]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _refused(each, path, f"{where}[{index}]", words)
    elif isinstance(value, dict) and path:
        yield from _refused(value.get(path[0]), path[1:], f"{where}.{path[0]}".lstrip("."), words)
    elif isinstance(value, str) and value.lower() not in {each.lower() for each in words}:
        yield Failure(where, f"must be one of {', '.join(words)}, not {value!r}")
