"""A stand-in for the part of Pulumi's SDK that the components use: it writes down what they would register.

Importing Pulumi's SDK and registering through its mocks costs several times what `./luma check` may take. Here nothing
is asynchronous and nothing is sent: what only a service can say is `UNKNOWN`, as it is in a first preview. A test holds
that it writes down exactly what the real SDK would register.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final, Generic, TypeVar, Union

from luma_policies.view import UNKNOWN

T = TypeVar("T")


class RunError(Exception):
    """What ends a program with a message."""


class Output(Generic[T]):
    """A value that is known or `UNKNOWN`, and the resources it comes from."""

    def __init__(self, value: object, sources: Sequence[Resource] = ()) -> None:
        self.value, nested = settled(value)
        self.sources = (*sources, *nested)

    def apply(self, function: Callable[[Any], object]) -> Output[Any]:
        """Return what `function` makes of the value; of an unknown one nothing is known."""
        return Output(UNKNOWN if holds_unknown(self.value) else function(self.value), self.sources)

    @staticmethod
    def secret(value: object) -> Output[Any]:
        """Return the value as an output; no rule asks whether an input is a secret."""
        return Output(value)

    @staticmethod
    def json_dumps(value: object) -> Output[Any]:
        """Return the value as JSON text."""
        return Output(value).apply(json.dumps)


Input = Union[T, Output[T]]  # noqa: UP007 - subscripted by the components, which `|` cannot be


def settled(value: object) -> tuple[object, tuple[Resource, ...]]:
    """Return a value without outputs, and the resources that they come from; what is None in an object is left out."""
    if isinstance(value, Output):
        return value.value, value.sources
    if isinstance(value, Mapping):
        pairs = {str(key): settled(item) for key, item in value.items() if item is not None}
        return {key: item for key, (item, _) in pairs.items()}, _joined(pairs.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = [settled(item) for item in value]
        return [item for item, _ in items], _joined(items)
    return value, ()


def _joined(parts: Any) -> tuple[Resource, ...]:
    return tuple(source for _, sources in parts for source in sources)


def holds_unknown(value: object) -> bool:
    """Return whether something in a value is not known."""
    if isinstance(value, Mapping):
        return any(map(holds_unknown, value.values()))
    return any(map(holds_unknown, value)) if isinstance(value, list) else value is UNKNOWN


class ResourceOptions:
    """The options of a resource; one that is not given is None."""

    def __init__(self, **given: Any) -> None:
        self.given = {name: value for name, value in given.items() if value is not None}

    def __getattr__(self, name: str) -> Any:
        return self.given.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "given":
            super().__setattr__(name, value)
        else:
            self.given[name] = value

    @staticmethod
    def merge(first: ResourceOptions | None, second: ResourceOptions | None) -> ResourceOptions:
        """Return both: lists are joined, of anything else the second's goes before the first's."""
        merged = dict(first.given if first else {})
        for name, value in (second.given if second else {}).items():
            both = isinstance(value, list) and isinstance(merged.get(name), list)
            merged[name] = [*merged[name], *value] if both else value
        return ResourceOptions(**merged)


@dataclass(eq=False)
class Planned:
    """One registration as it was asked for. `sources` are the resources that it names or comes after."""

    type: str
    name: str
    urn: str
    parent: Resource | None
    options: ResourceOptions
    protect: bool
    provider: ProviderResource | None
    inputs: dict[str, object] = field(default_factory=dict)
    sources: list[Resource] = field(default_factory=list)

    def dependencies(self) -> Iterator[str]:
        """Yield the URNs of what must exist first; a component stands for everything in it."""
        pending = list(self.sources)
        while pending:
            each = pending.pop()
            if isinstance(each, ComponentResource):
                pending += each._children
            else:
                yield each._planned.urn


@dataclass(frozen=True)
class Program:
    """Everything that one program has made so far, in order."""

    stack: str
    project: str
    made: list[Planned] = field(default_factory=list)


_running: list[Program] = []


def begin(stack: str, project: str) -> Program:
    """Begin a program: what is made from now on is written down in it."""
    _running[:] = [Program(stack, project)]
    return _running[0]


class Resource:
    """Anything that the program registers; its attributes are its inputs and what a service computes."""

    def __init__(
        self, kind: str, name: str, props: Mapping[str, object] | None = None, opts: ResourceOptions | None = None
    ) -> None:
        opts = opts or ResourceOptions()
        parent: Resource | None = opts.parent
        self._children: list[Resource] = []
        self._types: str = f"{parent._types}${kind}" if parent else kind
        self._providers: dict[str, ProviderResource] = {
            **(parent._providers if parent else {}),
            **{each._package: each for each in opts.providers or ()},
        }
        if parent:
            parent._children.append(self)
        self._planned = self._written(kind, name, opts)
        for key, value in (props or {}).items():
            self._give(key, value)

    def _written(self, kind: str, name: str, opts: ResourceOptions) -> Planned:
        program, parent = _running[0], opts.parent
        inherited = parent is not None and parent._planned.protect
        planned = Planned(
            kind,
            name,
            f"urn:pulumi:{program.stack}::{program.project}::{self._types}::{name}",
            parent,
            opts,
            inherited if opts.protect is None else opts.protect,
            (opts.provider or self.get_provider(kind)) if isinstance(self, CustomResource) else None,
            sources=[*(opts.depends_on or ())],
        )
        program.made.append(planned)
        return planned

    def _give(self, key: str, value: object) -> None:
        """Take an input; the attribute of the same name is its output, which is unknown where nothing was given."""
        found, sources = settled(value)
        if value is not None:
            self._planned.inputs[self.translate_input_property(key)] = found
            self._planned.sources += sources
        setattr(self, key, Output(UNKNOWN if value is None else found, [self]))

    def translate_input_property(self, prop: str) -> str:
        """Return the wire's name of an input."""
        return prop

    def get_provider(self, member: str) -> ProviderResource | None:
        """Return the provider for a type of the form `package:module/member:Type`."""
        return self._providers.get(member.split(":", maxsplit=1)[0])


class CustomResource(Resource):
    """A resource that a provider makes; its id is unknown."""

    def __init__(
        self, kind: str, name: str, props: Mapping[str, object] | None = None, opts: ResourceOptions | None = None
    ) -> None:
        self.id: Output[Any] = Output(UNKNOWN, [self])
        super().__init__(kind, name, props, opts)


class ProviderResource(CustomResource):
    """A provider, of the type `pulumi:providers:<package>`."""

    def __init__(
        self, package: str, name: str, props: Mapping[str, object] | None = None, opts: ResourceOptions | None = None
    ) -> None:
        self._package = package
        super().__init__(f"pulumi:providers:{package}", name, props, opts)


class ComponentResource(Resource):
    """A group of resources."""

    def register_outputs(self, outputs: Mapping[str, object]) -> None:
        """Do nothing: no rule judges a component's outputs."""


class InvokeOptions:
    """The options of a function; none changes what is answered here."""

    def __init__(self, **_given: object) -> None: ...


def _invoke(_token: str, _args: Mapping[str, object], _opts: InvokeOptions) -> SimpleNamespace:
    """Answer a function as if what it asks for were there: whether it is, only a service can say."""
    return SimpleNamespace(value={"nodeId": UNKNOWN})


runtime: Final = SimpleNamespace(invoke=_invoke)
