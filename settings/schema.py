"""JSON Schemas of the settings: of the object `luma:platform`, and of a whole stack file for editors."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from settings.catalogue import CATALOGUE
from settings.platform import Platform, default_names

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _Untitled(GenerateJsonSchema):
    """Leaves the titles out: each would only repeat its key."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return False, whatever the field."""
        del schema
        return False


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the object under `luma:platform`."""
    found = Platform.model_json_schema(schema_generator=_Untitled)
    for definition in [found, *found["$defs"].values()]:
        definition.pop("title", None)
    _let_names_be_left_out(found)
    found["properties"]["variables"].update(_named("config"), additionalProperties=False)
    found["properties"]["rotations"].update(_named("generated"), additionalProperties=False)
    return found


def stack_file_schema() -> dict[str, Any]:
    """Return the JSON Schema of a whole stack file, shaped like the YAML."""
    platform = schema()
    definitions = platform.pop("$defs")
    secret = {
        "type": "object",
        "properties": {"secure": {"type": "string", "description": "The value, encrypted."}},
        "required": ["secure"],
        "additionalProperties": False,
    }
    secrets = {
        f"luma:{variable.name}": {**secret, "description": variable.description}
        for variable in CATALOGUE
        if variable.source == "secret"
    }
    config = {"type": "object", "required": ["luma:platform"], "properties": {"luma:platform": platform, **secrets}}
    own = {
        "encryptionsalt": "Made by Pulumi: the salt of the passphrase.",
        "encryptedkey": "Made by Pulumi: the key of a cloud secrets provider.",
        "secretsprovider": "Who encrypts the secrets.",
    }
    return {
        "$schema": _DRAFT,
        "title": "Stack file of the platform",
        "type": "object",
        "required": ["config"],
        "properties": {
            "config": config,
            **{name: {"type": "string", "description": text} for name, text in own.items()},
        },
        "$defs": definitions,
    }


def _named(source: str) -> dict[str, Any]:
    """Return the properties for the catalogue's variables of one source."""
    kind = "string" if source == "config" else "integer"
    variables = [variable for variable in CATALOGUE if variable.source == source]
    return {
        "properties": {variable.name: {"type": kind, "description": variable.description} for variable in variables}
    }


def _let_names_be_left_out(found: dict[str, Any]) -> None:
    """Drop from `required` the names that follow from the app's."""
    for path, _ in default_names("app", ""):
        node = found
        for part in path[:-1]:
            node = node["properties"][part]
            options = [node, *node.get("anyOf", ())]
            reference = next(option["$ref"] for option in options if "$ref" in option)
            node = found["$defs"][reference.rsplit("/", 1)[-1]]
        if path[-1] in node["required"]:
            node["required"].remove(path[-1])
