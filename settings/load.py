"""The boundary between Pulumi's configuration and the program: read once, validated once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi.runtime import is_config_secret

from settings.errors import SettingsError
from settings.parse import KEY, parse, secrets_missing, secure_refused
from settings.places import provided_secrets
from settings.platform import Platform
from settings.worlds import refuse_mixed_worlds

NAMESPACE = "luma"
POLICIES = "policies"


@dataclass(frozen=True, slots=True)
class Settings:
    """A stack's settings, its secrets by variable name (Outputs that stay secret), and its settings of the policies."""

    platform: Platform
    secrets: Mapping[str, pulumi.Output[str]]
    policies: Mapping[str, object]


def load() -> Settings:
    """Read and validate the stack's configuration.

    Raises:
        SettingsError: the stack file is wrong or secrets are missing, every offender is listed; or the local cloud and
            the real accounts would meet.
    """
    refuse_mixed_worlds(os.environ)
    stack = pulumi.get_stack()
    config = pulumi.Config(NAMESPACE)
    if is_config_secret(f"{NAMESPACE}:{KEY}"):
        raise SettingsError(secure_refused(stack))
    platform = parse(config.get_object(KEY), stack)
    return Settings(platform, _secrets(config, platform, stack), config.get_object(POLICIES) or {})


def _secrets(config: pulumi.Config, platform: Platform, stack: str) -> Mapping[str, pulumi.Output[str]]:
    values = {variable.name: config.get_secret(variable.name) for variable in provided_secrets(platform)}
    if missing := [name for name, value in values.items() if value is None]:
        raise SettingsError(secrets_missing(missing, stack))
    return {name: value for name, value in values.items() if value is not None}
