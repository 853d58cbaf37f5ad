"""Reads our own provider's resource types off the package schema that it declares."""

import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from codegen.model import Kind, ObjectType, Package, Property, ResourceType, Type

FOLDER = Path(__file__).resolve().parent.parent / "provider"
SCALARS: dict[str, Kind] = {"string": "string", "boolean": "boolean", "integer": "integer", "number": "number"}


@cache
def package() -> Package:
    """Describe the provider luma as the published SDKs are described."""
    schema = _schema()
    settings = schema["provider"]["inputProperties"]
    return Package(
        cloud="luma",
        package="luma",
        plugin="luma",
        version=schema["version"],
        server="",
        provider=_type("pulumi:providers:luma", {"inputProperties": settings, "properties": {}}, schema),
        resources=tuple(_type(token, each, schema) for token, each in sorted(schema["resources"].items())),
    )


def _schema() -> dict[str, Any]:
    """Ask the provider for its schema; its folder is on no path of ours, since it is a program of its own."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    from luma_provider import resources, schema  # noqa: PLC0415 - found through the line above

    found = re.search(r'^VERSION = "(.+)"$', (FOLDER / "__main__.py").read_text(), re.MULTILINE)
    assert found is not None, "provider/__main__.py states the version"
    return schema.package(found.group(1), resources.REGISTRY)


def _type(token: str, resource: Mapping[str, Any], schema: Mapping[str, Any]) -> ResourceType:
    inputs = _properties(resource["inputProperties"], resource.get("requiredInputs", ()))
    computed = {name: each for name, each in resource["properties"].items() if name not in resource["inputProperties"]}
    everything = {**resource["inputProperties"], **resource["properties"]}
    name = "Provider" if token.startswith("pulumi:providers:") else token.rsplit(":", 1)[-1]
    return ResourceType(
        cloud="luma",
        token=token,
        class_name=name,
        module=name.lower(),
        doc=resource.get("description", ""),
        inputs=inputs,
        outputs=_properties(computed, ()),
        objects={name: _object(name, spec) for name, spec in _objects(schema).items()},
        secrets=tuple(sorted(name for name, each in everything.items() if each.get("secret"))),
        replace_on_changes=(),
    )


def _objects(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {token.rsplit(":", 1)[-1]: spec for token, spec in sorted(schema["types"].items())}


def _object(name: str, spec: Mapping[str, Any]) -> ObjectType:
    return ObjectType(name, _properties(spec["properties"], spec.get("required", ())))


def _properties(specs: Mapping[str, Mapping[str, Any]], required: Any) -> tuple[Property, ...]:
    return tuple(
        Property(
            wire=name,
            python=re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower(),
            type=_kind(spec),
            required=name in required,
            secret=bool(spec.get("secret")),
            doc=spec.get("description", ""),
        )
        for name, spec in specs.items()
    )


def _kind(spec: Mapping[str, Any]) -> Type:
    if "$ref" in spec:
        return Type("object", name=spec["$ref"].rsplit(":", 1)[-1])
    if spec["type"] == "array":
        return Type("list", _kind(spec["items"]))
    if spec["type"] == "object":
        return Type("map", _kind(spec["additionalProperties"]))
    return Type(SCALARS[spec["type"]])
