"""What the generators know about a resource type: plain data, read off an SDK by `codegen.sdk`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["string", "boolean", "integer", "number", "any", "list", "map", "object"]


@dataclass(frozen=True)
class Type:
    """The type of a property: a scalar, a list or map of `items`, or the object type named `name`."""

    kind: Kind
    items: "Type | None" = None
    name: str = ""

    def text(self) -> str:
        """Spell the type as the tables do: `string`, `[string]`, `{string}`, `#ObjectName`."""
        if self.kind == "list" and self.items is not None:
            return f"[{self.items.text()}]"
        if self.kind == "map" and self.items is not None:
            return f"{{{self.items.text()}}}"
        return f"#{self.name}" if self.kind == "object" else self.kind


@dataclass(frozen=True)
class Property:
    """One input or output: its name on the wire, in Python, its type and what the SDK says about it.

    `as_json` marks a provider's own setting that travels as JSON text; `doc` is the first sentence.
    """

    wire: str
    python: str
    type: Type
    required: bool = False
    secret: bool = False
    deprecated: str = ""
    as_json: bool = False
    doc: str = ""

    def text(self) -> str:
        """Spell the property as the tables do, e.g. `string! secret deprecated`."""
        marks = [self.type.text() + ("!" if self.required else "")]
        marks += [word for word, on in (("secret", self.secret), ("deprecated", self.deprecated)) if on]
        marks += ["json"] if self.as_json else []
        return " ".join(marks)


@dataclass(frozen=True)
class ObjectType:
    """A nested object type, named as in the SDK without the `Args` suffix."""

    name: str
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class ResourceType:
    """A resource type (or a provider, whose token is `pulumi:providers:<cloud>`) as its SDK describes it.

    `inputs` are what a program may set; `outputs` only what the service computes; `objects` every nested
    type that either reaches; `secrets` the wire names the SDK forces to be secret; `replace_on_changes`
    the wire names the SDK itself lists (most providers decide replaces at run time instead).
    """

    cloud: str
    token: str
    class_name: str
    module: str
    doc: str
    inputs: tuple[Property, ...]
    outputs: tuple[Property, ...]
    objects: Mapping[str, ObjectType]
    secrets: tuple[str, ...]
    replace_on_changes: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """A cloud's SDK: `plugin` and `version` are what the engine asks for, `server` where it would download."""

    cloud: str
    package: str
    plugin: str
    version: str
    server: str
    provider: ResourceType
    resources: tuple[ResourceType, ...]
