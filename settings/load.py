"""The boundary between Pulumi's configuration and the program: read once, validated once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.runtime import is_config_secret
from pydantic import BaseModel, ValidationError

from settings.errors import SettingsError, describe
from settings.places import provided_secrets
from settings.platform import Platform

NAMESPACE = "luma"
KEY = "platform"


@dataclass(frozen=True, slots=True)
class Settings:
    """One stack's settings, and its secret values by variable name: Outputs that stay secret."""

    platform: Platform
    secrets: Mapping[str, pulumi.Output[str]]


def load() -> Settings:
    """Read and validate the stack's configuration.

    Raises:
        SettingsError: the stack file is wrong or secrets are missing; every offender is listed.
    """
    stack = pulumi.get_stack()
    config = pulumi.Config(NAMESPACE)
    if is_config_secret(f"{NAMESPACE}:{KEY}"):
        raise SettingsError(
            f"Pulumi.{stack}.yaml: luma:platform holds a `secure:` value, decrypted into plain settings. "
            "Move each secret to a key of its own: pulumi config set --secret NAME."
        )
    platform = parse(config.get_object(KEY), stack)
    return Settings(platform, _secrets(config, platform, stack))


def parse(raw: object, stack: str) -> Platform:
    """Validate the raw object of a stack file.

    Raises:
        SettingsError: with every offender.
    """
    if not isinstance(raw, dict):
        raise SettingsError(
            f"Pulumi.{stack}.yaml: luma:platform is missing or no object, so there is nothing to build. "
            "Copy the object from Pulumi.prod.yaml and adapt it."
        )
    try:
        return Platform.model_validate(raw)
    except ValidationError as error:
        raise SettingsError(describe(error, stack, _keys(Platform))) from None


def _secrets(config: pulumi.Config, platform: Platform, stack: str) -> Mapping[str, pulumi.Output[str]]:
    values = {variable.name: config.get_secret(variable.name) for variable in provided_secrets(platform)}
    if missing := [name for name, value in values.items() if value is None]:
        lines = "\n".join(f"  pulumi config set --stack {stack} --secret {name}" for name in missing)
        raise SettingsError(
            f"Pulumi.{stack}.yaml: {len(missing)} secrets are missing, so the app could not start. "
            f"Nothing was changed. Set each (the value is asked for, not shown):\n{lines}"
        )
    return {name: value for name, value in values.items() if value is not None}


def _keys(model: type[BaseModel]) -> set[str]:
    """Return every key that a model and the models below it accept."""
    found: set[str] = set()
    definitions: dict[str, Any] = model.model_json_schema()
    for definition in [definitions, *definitions.get("$defs", {}).values()]:
        found.update(definition.get("properties", {}))
    return found
