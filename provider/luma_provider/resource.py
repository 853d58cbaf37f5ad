"""The base of resource types: a type states its inputs, its tables and its methods; the base does the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from luma_provider.config import Services
from luma_provider.diff import Change, differences, under
from luma_provider.model import Failure, Model, dump
from luma_provider.values import UNKNOWN, Secret, Value

I = TypeVar("I", bound=Model)  # noqa: E741 - the conventional letter for inputs here


@dataclass(frozen=True)
class Computed:
    """An output that the service computes: its type as the package schema spells it, and what it is.

    `items` is the type of what is in an array or object: a scalar's, or the name of one of the type's `TYPES`.
    """

    type: str
    description: str
    items: str = ""


@dataclass(frozen=True)
class Found(Generic[I]):
    """A resource as the service holds it: its id, its inputs and what was computed."""

    id: str
    inputs: I
    computed: Mapping[str, Value]


@dataclass(frozen=True)
class Changes:
    """What an update would change, by path, and which of these paths need a new resource."""

    paths: Mapping[str, Change] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()
    delete_first: bool = False


class Resource(Generic[I]):
    """A resource type. Its docstring is its description in the package schema.

    Tables, by wire name:

    - `REPLACE`: inputs (dotted where nested) whose change makes a new resource; `DELETE_FIRST`: the old one goes first
    - `PRESENCE`: inputs that make a new resource when they come or go
    - `COMPUTED`: outputs beside the inputs; `VOLATILE`: those that any update may change
    - `SECRET`: properties that are always secret
    - `PUBLIC`: inputs that anybody may read, so that a secret in them is refused
    - `APART`: inputs that `drift` compares by other means
    - `WRITE_ONLY`: those of them that no output repeats
    - `TYPES`: object types that only outputs use
    """

    INPUTS: ClassVar[type[Model]]
    REPLACE: ClassVar[frozenset[str]] = frozenset()
    PRESENCE: ClassVar[frozenset[str]] = frozenset()
    DELETE_FIRST: ClassVar[bool] = False
    COMPUTED: ClassVar[Mapping[str, Computed]] = {}
    VOLATILE: ClassVar[frozenset[str]] = frozenset()
    SECRET: ClassVar[frozenset[str]] = frozenset()
    PUBLIC: ClassVar[frozenset[str]] = frozenset()
    APART: ClassVar[frozenset[str]] = frozenset()
    WRITE_ONLY: ClassVar[frozenset[str]] = frozenset()
    TYPES: ClassVar[tuple[type[Model], ...]] = ()

    def __init__(self, services: Services) -> None:
        self.services = services

    # What a resource type implements, in the order of its life.

    def check(self, inputs: I) -> Iterable[Failure]:
        """Yield what is wrong with inputs that are all known, beyond names and types."""
        del inputs
        return ()

    def drift(self, outputs: Mapping[str, Value], wanted: Mapping[str, Value]) -> Mapping[str, Change]:
        """Find differences that the inputs alone do not show: write-only values, things nobody declared."""
        del outputs, wanted
        return {}

    async def create(self, inputs: I) -> Found[I]:
        """Make the resource; raises `ProviderError`."""
        raise NotImplementedError

    async def read(self, resource_id: str, inputs: I | None, outputs: Mapping[str, Value]) -> Found[I] | None:
        """Look the resource up; an import gives neither inputs nor outputs. `None` where it is gone."""
        raise NotImplementedError

    async def update(self, resource_id: str, inputs: I, outputs: Mapping[str, Value]) -> Found[I]:
        """Change the resource to `inputs`; `outputs` are those of the last operation."""
        raise NotImplementedError

    async def delete(self, resource_id: str, outputs: Mapping[str, Value]) -> None:
        """Remove the resource; one that is gone already is no error."""
        raise NotImplementedError

    # What the provider asks of every resource type.

    def parse(self, values: Mapping[str, Value]) -> I:
        """Build the typed inputs from checked values."""
        parsed: I = self.INPUTS.model_validate(values)  # type: ignore[assignment]  # INPUTS is I by convention
        return parsed

    def outputs(self, found: Found[I]) -> dict[str, Value]:
        """Give the outputs of a resource: its inputs but the write-only ones, and what was computed."""
        return self.marked({**self.shown(dump(found.inputs)), **found.computed})

    def foreseen(self, inputs: Mapping[str, Value], outputs: Mapping[str, Value]) -> dict[str, Value]:
        """Foresee the outputs in a preview; `outputs` are those of the last operation, empty before the first."""
        kept = {name: outputs.get(name, UNKNOWN) for name in self.COMPUTED if name not in self.VOLATILE}
        return self.marked({**self.shown(inputs), **dict.fromkeys(self.VOLATILE, UNKNOWN), **kept})

    def changes(self, outputs: Mapping[str, Value], wanted: Mapping[str, Value]) -> Changes:
        """Compare the last known state with what is wanted."""
        known = {name: value for name, value in outputs.items() if name not in {*self.COMPUTED, *self.APART}}
        plain = {name: value for name, value in wanted.items() if name not in self.APART}
        paths = {**differences(known, plain), **self.drift(outputs, wanted)}
        replaced = {path for path in paths if under(path, self.REPLACE)}
        replaced |= {path for path, change in paths.items() if path in self.PRESENCE and change != "update"}
        return Changes(paths, frozenset(replaced), self.DELETE_FIRST)

    def shown(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Leave the write-only values out."""
        return {name: value for name, value in values.items() if name not in self.WRITE_ONLY}

    def marked(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Wrap the texts that are always secret."""
        return {
            name: Secret(value) if name in self.SECRET and isinstance(value, str) else value
            for name, value in values.items()
        }
