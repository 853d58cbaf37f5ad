"""The package schema, made from what the resource types declare.

Facts: https://www.pulumi.com/docs/iac/extending-pulumi/schema/
"""

from collections.abc import Iterator, Mapping
from inspect import getdoc
from typing import Any, Final

from luma_provider import config
from luma_provider.registry import Registry
from luma_provider.resource import Computed, Resource
from luma_provider.values import Json

_DESCRIPTION: Final = (
    "What no published provider offers: live Sentry alerts and monitors, Trigger.dev variables, "
    "and a set of files in one commit."
)
Schema = dict[str, Json]


def package(version: str, registry: Registry) -> Schema:
    """Build the schema of the whole package."""
    types: Schema = {}
    resources: Schema = {token: _resource(token, kind, types) for token, kind in registry}
    return {
        "name": "luma",
        "displayName": "Luma",
        "version": version,
        "description": _DESCRIPTION,
        "keywords": ["pulumi", "sentry", "trigger.dev", "github", "category/infrastructure"],
        "license": "Apache-2.0",
        "meta": {"moduleFormat": "(.*)"},
        "config": {"variables": _settings()},
        "provider": {"description": "Where the services are, and the tokens.", "inputProperties": _settings()},
        "types": types,
        "resources": resources,
    }


def _settings() -> Schema:
    return {
        name: {"type": "string", "description": text, **({"secret": True} if name in config.SECRETS else {})}
        for name, text in config.DESCRIPTIONS.items()
    }


def _resource(token: str, kind: type[Resource[Any]], types: Schema) -> Schema:
    model = kind.INPUTS.model_json_schema(by_alias=True)
    module = token.rsplit(":", 1)[0]
    for name, definition in model.get("$defs", {}).items():
        types[f"{module}:{name}"] = {"type": "object", **_object(definition, module)}
    inputs = _object(model, module)
    declared = inputs["properties"] if isinstance(inputs["properties"], dict) else {}
    properties = {name: _table(kind, name, each) for name, each in declared.items()}
    shown = {name: each for name, each in properties.items() if name not in kind.WRITE_ONLY}
    for output in kind.TYPES:
        types[f"{module}:{output.__name__}"] = {"type": "object", **_object(output.model_json_schema(), module)}
    computed = {name: _table(kind, name, _computed(each, module)) for name, each in kind.COMPUTED.items()}
    required = inputs.get("required") or []
    always = [name for name in (required if isinstance(required, list) else []) if name in shown]
    return {
        "description": getdoc(kind) or "",
        "inputProperties": properties,
        "requiredInputs": required,
        "properties": {**shown, **computed},
        "required": [*always, *computed],
    }


def _table(kind: type[Resource[Any]], name: str, spec: Json) -> Json:
    """Add what the tables of the type say about one property."""
    found = dict(spec) if isinstance(spec, dict) else {}
    found |= {"secret": True} if name in kind.SECRET else {}
    found |= {"willReplaceOnChanges": True} if name in kind.REPLACE else {}
    return found


def _computed(output: Computed, module: str) -> Json:
    own = output.items[:1].isupper()
    inner: Schema = {"$ref": f"#/types/{module}:{output.items}"} if own else {"type": output.items}
    within: Schema = {"array": {"items": inner}, "object": {"additionalProperties": inner}}
    found = within.get(output.type)
    return {"type": output.type, "description": output.description, **(found if isinstance(found, dict) else {})}


def _object(definition: Mapping[str, Any], module: str) -> Schema:
    properties: Schema = {
        name: {**_type(each, module), **dict(_words(each))} for name, each in definition.get("properties", {}).items()
    }
    found: Schema = {"properties": properties, "required": sorted(definition.get("required", []))}
    return {**found, **({"description": definition["description"]} if "description" in definition else {})}


def _words(spec: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Give the description, with the allowed values, and a default that is no list or object."""
    allowed = [each for part in (spec, *spec.get("anyOf", ())) for each in part.get("enum", ())]
    listed = f" One of: {', '.join(map(str, allowed))}." if allowed else ""
    yield "description", f"{spec.get('description', '')}{listed}".strip()
    if isinstance(spec.get("default"), str | int | float):
        yield "default", spec["default"]


def _type(spec: Mapping[str, Any], module: str) -> Schema:
    if "$ref" in spec:
        return {"$ref": f"#/types/{module}:{spec['$ref'].rsplit('/', 1)[-1]}"}
    if "anyOf" in spec:
        return _type(next(each for each in spec["anyOf"] if each.get("type") != "null"), module)
    if spec.get("type") == "array":
        return {"type": "array", "items": _type(spec["items"], module)}
    if spec.get("type") == "object":
        return {"type": "object", "additionalProperties": _type(spec["additionalProperties"], module)}
    return {"type": spec["type"]}
