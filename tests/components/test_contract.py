"""The generated classes against the real SDKs: the same inputs, and the same registration at the engine.

Nothing here uses `codegen`: the SDKs are imported and asked themselves. Cloudflare's alone takes seconds to import,
which is why the program does not.
"""

import importlib
import inspect
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pytest
from pulumi import _types

from components.resources import cloudflare, github, random, sentry, vercel
from components.resources._resource import ProviderResource, Resource
from tests.components.recorder import Recorder, Registered, record

pytestmark = pytest.mark.slow

SDKS = {
    "cloudflare": "pulumi_cloudflare",
    "github": "pulumi_github",
    "random": "pulumi_random",
    "sentry": "pulumiverse_sentry",
    "vercel": "pulumiverse_vercel",
}
MODULES = (cloudflare, github, random, sentry, vercel)


@dataclass(frozen=True)
class Ours:
    """A generated class with what it is compared to."""

    cloud: str
    name: str
    cls: type[Resource] | type[ProviderResource]

    @property
    def theirs(self) -> Any:
        """The SDK's class of the same name."""
        return getattr(importlib.import_module(SDKS[self.cloud]), self.name)

    @property
    def their_args(self) -> Any:
        """The SDK's class of inputs."""
        return getattr(importlib.import_module(SDKS[self.cloud]), f"{self.name}Args")

    @property
    def inputs(self) -> Any:
        """Our inputs."""
        return getattr(importlib.import_module(f"components.resources.inputs.{self.cloud}"), f"{self.name}Args")


def every_class() -> list[Ours]:
    """Every generated class, providers included."""
    found = [
        Ours(module.__name__.rsplit(".", 1)[-1], name, value)
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
    ]
    return sorted(found, key=lambda one: (one.cloud, one.name))


CLASSES = every_class()


def ids(one: Ours) -> str:
    """Name a class in pytest's list."""
    return f"{one.cloud}.{one.name}"


# --- reading types ---


def ours_described(typed_dict: Any, cloud: str) -> dict[str, tuple[str, bool]]:
    """Describe our typed dict: property to (type, required)."""
    hints = typing.get_type_hints(typed_dict, localns=scope(typed_dict), include_extras=True)
    required = {name for name, hint in hints.items() if typing.get_origin(hint) is typing.Required}
    return {name: (spelled(hint), name in required) for name, hint in hints.items()}


def theirs_described(args: Any, *, wire: bool) -> dict[str, tuple[str, bool]]:
    """Describe an SDK's class of inputs without what it deprecates."""
    names = _types.input_type_py_to_pulumi_names(args)
    required = {
        name
        for name, one in inspect.signature(args.__init__).parameters.items()
        if one.default is inspect.Parameter.empty
    }
    hints = {name: prop.fget.__annotations__["return"] for name, prop in properties(args)}
    names_in_scope = scope(args)
    return {
        names[name] if wire else name: (spelled(resolved(hint, names_in_scope)), name in required)
        for name, hint in hints.items()
        if not deprecated(args, name)
    }


def scope(cls: Any) -> dict[str, Any]:
    """Gather the names that the annotations of a class may use; `Input` itself holds `Output[T]` as text."""
    return {**vars(importlib.import_module(cls.__module__)), "pulumi": pulumi, "Output": pulumi.Output, "T": Any}


def properties(cls: Any) -> Iterator[tuple[str, property]]:
    """Find the properties that a class declares."""
    return ((name, value) for name, value in vars(cls).items() if isinstance(value, property))


def deprecated(cls: Any, name: str) -> bool:
    """Tell whether an SDK marks a property as deprecated."""
    return "deprecated" in (inspect.getsource(vars(cls)[name].fget).split("def ")[0])


def resolved(hint: Any, names: Mapping[str, Any]) -> Any:
    """Resolve the names inside an annotation."""
    holder = types.new_class("Holder")
    holder.__annotations__ = {"it": hint}
    return typing.get_type_hints(holder, localns=dict(names))["it"]


def spelled(hint: Any) -> str:
    """Spell a type without what the two sides write differently: Input, Optional, Required, Args."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Required:
        return spelled(arguments[0])
    if origin in (typing.Union, types.UnionType):
        kinds = sorted({spelled(one) for one in arguments if not wrapped(one)})
        return "|".join(kinds)
    if origin is not None and origin.__name__ == "Sequence":
        return f"[{spelled(arguments[0])}]"
    if origin is not None and origin.__name__ == "Mapping":
        return f"{{{spelled(arguments[1])}}}"
    return {"Any": "object"}.get(getattr(hint, "__name__", ""), getattr(hint, "__name__", str(hint))).removesuffix(
        "Args"
    )


def wrapped(hint: Any) -> bool:
    """Tell whether a member of a union only says that the value may come later, or not at all."""
    name = getattr(typing.get_origin(hint) or hint, "__name__", "")
    return name in ("Awaitable", "Output", "NoneType") or name.endswith("ArgsDict")


def objects_of(one: Ours) -> set[str]:
    """Name every object that a class's inputs lead to."""
    module = (
        importlib.import_module(f"components.resources.objects.{one.cloud}")
        if one.cloud not in ("random", "sentry")
        else None
    )
    if module is None:
        return set()
    waiting = {word for kind, _ in ours_described(one.inputs, one.cloud).values() for word in words(kind)}
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found or not hasattr(module, name):
            continue
        found.add(name)
        waiting |= {
            word for kind, _ in ours_described(getattr(module, name), one.cloud).values() for word in words(kind)
        }
    return found


def words(kind: str) -> list[str]:
    """Take the names out of a spelled type."""
    return kind.strip("[]{}").split("|")


# --- the comparison ---


@pytest.mark.parametrize("one", CLASSES, ids=ids)
def test_the_inputs_are_the_sdks_by_name_type_and_need(one: Ours) -> None:
    assert canonical(ours_described(one.inputs, one.cloud), one) == canonical(
        theirs_described(one.their_args, wire=False), one
    ), "an input was added, dropped, renamed or retyped: run `python -m codegen`"


@pytest.mark.parametrize("one", [one for one in CLASSES if one.cloud not in ("random", "sentry")], ids=ids)
def test_the_objects_inside_are_the_sdks_by_wire_name_type_and_need(one: Ours) -> None:
    ours = importlib.import_module(f"components.resources.objects.{one.cloud}")
    theirs = importlib.import_module(f"{SDKS[one.cloud]}._inputs")
    wrong = [
        name
        for name in sorted(objects_of(one))
        if canonical(ours_described(getattr(ours, name), one.cloud), one)
        != canonical(theirs_described(getattr(theirs, f"{name}Args"), wire=True), one)
    ]
    assert wrong == [], "an object was changed: run `python -m codegen`"


def canonical(described: dict[str, tuple[str, bool]], one: Ours) -> dict[str, tuple[str, bool]]:
    """Replace the name of an object type by the first of the types that equal it: ours are aliases of one another."""
    if one.cloud in ("random", "sentry"):
        return described
    module = importlib.import_module(f"components.resources.objects.{one.cloud}")
    return {name: (alias(kind, module), need) for name, (kind, need) in described.items()}


def alias(kind: str, module: types.ModuleType) -> str:
    """Spell a type by the name under which its object was defined."""
    bare = kind.strip("[]{}")
    target = getattr(module, bare, None)
    return kind.replace(bare, target.__name__) if target is not None else kind


@pytest.mark.parametrize("one", CLASSES, ids=ids)
def test_both_register_the_same_at_the_engine(one: Ours) -> None:
    given = sample_inputs(one)
    ours = registered(one.cls, given)
    theirs = registered(one.theirs, given)
    assert ours == theirs, "token, inputs, secrets, version, plugin address or replacements differ"


def registered(cls: Any, given: Mapping[str, Any]) -> Registered:
    """Register a resource and return what the engine would get."""

    def program() -> None:
        cls("sample", **given)

    into = record(program, Recorder())
    (found,) = into.registered
    return found


def sample_inputs(one: Ours) -> dict[str, Any]:
    """Make a value for every input; objects are written with the wire's names, which both sides pass on."""
    described = ours_described(one.inputs, one.cloud)
    return {name: sample(kind, one.cloud, depth=0) for name, (kind, _) in described.items()}


def sample(kind: str, cloud: str, *, depth: int) -> Any:
    """Make a value of a spelled type."""
    if kind.startswith("["):
        return [sample(kind[1:-1], cloud, depth=depth)]
    if kind.startswith("{"):
        return {"key": sample(kind[1:-1], cloud, depth=depth)}
    plain = {"str": "text", "bool": True, "int": 3, "float": 1.5, "object": "any"}
    if kind in plain:
        return plain[kind]
    module = importlib.import_module(f"components.resources.objects.{cloud}")
    described = ours_described(getattr(module, kind), cloud)
    return {name: sample(inner, cloud, depth=depth + 1) for name, (inner, _) in described.items()}
