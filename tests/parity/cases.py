"""What both sides are asked: for each resource type good inputs, and one mutation of them a case.

`cases/<cloud>.json` holds, for each type, `good` inputs (what the program registers), `changes` (a new value for
a property whose change is worth asking about; the others are made up) and `wrong` (mutations to be refused; a
`null` takes a property away). Everything else follows from the tables of the SDKs.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

from localcloud.plugin.properties import UNKNOWN, Properties, SecretValue, Value
from localcloud.plugin.schema import Specs, load

FOLDER: Final = Path(__file__).parent / "cases"
CLOUDS: Final = ("cloudflare", "github", "random", "sentry", "vercel")
T = TypeVar("T")
Kind = Literal["good", "missing", "unknown-property", "wrong", "without", "changed", "secret", "not-yet-known"]


@dataclass(frozen=True)
class Case:
    """One question: the inputs of a resource, and which kind of mutation of the good ones they are."""

    token: str
    kind: Kind
    about: str
    inputs: Properties

    @property
    def name(self) -> str:
        """Name the case within its type: `missing name`, `changed visibility`."""
        return f"{self.kind} {self.about}".strip()


@dataclass(frozen=True)
class Type:
    """A resource type's good inputs and its cases, the good one first."""

    token: str
    good: Properties
    cases: tuple[Case, ...]


def needs(cloud: str) -> list[tuple[str, Properties]]:
    """Give the resources that the questions presume, in their order: token and inputs."""
    return [(token, inputs) for token, inputs in json.loads((FOLDER / "needs.json").read_text()).get(cloud, [])]


def types(cloud: str, ids: Sequence[str]) -> list[Type]:
    """Read the table of a cloud and make its cases; `{0}` in a table stands for the id of the first need."""
    rows = with_ids(json.loads((FOLDER / f"{cloud}.json").read_text()), ids)
    specs = load(cloud).inputs
    return [_type(token, row, specs[token]) for token, row in sorted(rows.items())]


def with_ids(data: T, ids: Sequence[str]) -> T:
    """Put the needs' ids where their places stand."""
    text = json.dumps(data)
    for place, each in enumerate(ids):
        text = text.replace(_place(place), each)
    return cast("T", json.loads(text))


def without_ids(text: str, cloud: str, ids: Sequence[str]) -> str:
    """Put the places back where a table uses the ids of its needs: another run has others."""
    table = (FOLDER / f"{cloud}.json").read_text()
    for place, each in enumerate(ids):
        text = text.replace(each, _place(place)) if _place(place) in table else text
    return text


def _place(place: int) -> str:
    return f"{{{place}}}"


def _type(token: str, row: dict[str, Properties], specs: Specs) -> Type:
    made = _mutations(row, specs)
    cases = [
        Case(token, kind, about, {n: v for n, v in inputs.items() if v is not None}) for kind, about, inputs in made
    ]
    return Type(token, row["good"], tuple(cases))


def _mutations(row: dict[str, Properties], specs: Specs) -> Iterator[tuple[Kind, str, Properties]]:
    good = row["good"]
    yield "good", "", good
    yield "unknown-property", "surprise", {**good, "surprise": "x"}
    yield "not-yet-known", "", dict.fromkeys(good, UNKNOWN)
    yield "secret", "", {name: SecretValue(value) for name, value in good.items()}
    for name in sorted(good):
        kind: Kind = "missing" if specs[name].required else "without"
        yield kind, name, {**good, name: None}
    for name, change in sorted(row["wrong"].items()):
        assert isinstance(change, dict), f"{name} is a mutation"
        yield "wrong", name, {**good, **change}
    for name, value in sorted(_changes(row).items()):
        yield "changed", name, {**good, name: value}


def _changes(row: dict[str, Properties]) -> Properties:
    """Give a new value for each good property, and for those that the table adds."""
    made = {name: _another(value) for name, value in row["good"].items()}
    return {name: value for name, value in {**made, **row["changes"]}.items() if value is not None}


def _another(value: Value) -> Value:
    """Make up another value of the same shape; none for lists and objects, which the table must change itself."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return f"{value}-x" if isinstance(value, str) else None
