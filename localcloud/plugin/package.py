"""The Pulumi package schema of a cloud, made from its table: what `pulumi import` and `get-schema` ask for."""

from typing import TypeAlias

from localcloud.plugin.schema import Spec, Specs, Table

Schema: TypeAlias = "str | bool | list[Schema] | dict[str, Schema]"


def package_schema(table: Table) -> dict[str, Schema]:
    """Describe every resource type of a table, in the form of `pulumi/schema.json`."""
    return {
        "name": table.plugin,
        "version": table.version,
        "provider": {"inputProperties": _properties(table, table.provider)},
        "resources": {token: _resource(table, token) for token in table.inputs},
        "types": {_name(table, name): _object(table, specs) for name, specs in table.objects.items()},
    }


def _resource(table: Table, token: str) -> Schema:
    inputs, outputs = table.inputs[token], table.outputs[token]
    return {
        "inputProperties": _properties(table, inputs),
        "requiredInputs": _required(inputs),
        "properties": _properties(table, {**inputs, **outputs}),
    }


def _object(table: Table, specs: Specs) -> Schema:
    return {"type": "object", "properties": _properties(table, specs), "required": _required(specs)}


def _required(specs: Specs) -> Schema:
    return [name for name, spec in specs.items() if spec.required]


def _properties(table: Table, specs: Specs) -> dict[str, Schema]:
    return {name: _property(table, spec) for name, spec in specs.items()}


def _property(table: Table, spec: Spec) -> Schema:
    described = _type(table, spec.type)
    return {**described, "secret": True} if spec.secret else described


def _type(table: Table, kind: str) -> dict[str, Schema]:
    if kind[0] == "[":
        return {"type": "array", "items": _type(table, kind[1:-1])}
    if kind[0] == "{":
        return {"type": "object", "additionalProperties": _type(table, kind[1:-1])}
    if kind[0] == "#":
        return {"$ref": f"#/types/{_name(table, kind[1:])}"}
    return {"$ref": "pulumi.json#/Any"} if kind == "any" else {"type": kind}


def _name(table: Table, name: str) -> str:
    return f"{table.plugin}:index/{name[0].lower()}{name[1:]}:{name}"
