"""Writes Terraform's language: what is no block is an expression, and JSON's values are expressions as they stand."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Blocks:
    """The bodies of the blocks of one name."""

    bodies: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class References:
    """A list of addresses of resources."""

    addresses: Sequence[str]


def rendered(body: Mapping[str, Any]) -> str:
    """Return a body's text. Its strings are templates: `${` starts a reference."""
    return "".join(f"{line}\n" for line in _lines(body))


def _lines(body: Mapping[str, Any]) -> Iterator[str]:
    for name, value in body.items():
        if isinstance(value, Blocks):
            for each in value.bodies:
                yield f"{name} {{"
                yield from (f"  {line}" for line in _lines(each))
                yield "}"
        elif isinstance(value, References):
            yield f"{name} = [{', '.join(value.addresses)}]"
        else:
            yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
