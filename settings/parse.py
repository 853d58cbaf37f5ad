"""Validation of the raw object of a stack file, without Pulumi: what the program and `./luma` share."""

from typing import Final

from pydantic import ValidationError

from settings.characters import refuse_strange
from settings.errors import SettingsError, describe, listed
from settings.platform import Platform

KEY: Final = "platform"
"""The configuration key, in the project's namespace, that holds every setting."""


def parse(raw: object, stack: str) -> Platform:
    """Validate the raw object of a stack file.

    Raises:
        SettingsError: with every offender.
    """
    if not isinstance(raw, dict):
        raise SettingsError(
            f"Pulumi.{stack}.yaml: luma:{KEY} is missing or no object, so there is nothing to build. "
            "Copy the object from Pulumi.prod.yaml and adapt it."
        )
    found = refuse_strange(raw)
    try:
        platform = Platform.model_validate(raw)
    except ValidationError as error:
        from settings.schema import schema  # noqa: PLC0415 - costs 20 ms that only a mistake should pay

        found += describe(error, schema())
    if found:
        raise SettingsError(listed(found, stack))
    return platform


def secure_refused(stack: str) -> str:
    """Return the message for an encrypted value among the settings."""
    return (
        f"Pulumi.{stack}.yaml: luma:{KEY} holds a `secure:` value, which would be decrypted into plain settings. "
        f"Move each secret to a key of its own: pulumi config set --stack {stack} --secret NAME"
    )


def secrets_missing(names: list[str], stack: str) -> str:
    """Return the message for secrets that a stack was not given, with the command for each."""
    lines = "\n".join(f"  pulumi config set --stack {stack} --secret {name}" for name in names)
    count = f"{len(names)} secret is" if len(names) == 1 else f"{len(names)} secrets are"
    return (
        f"Pulumi.{stack}.yaml: {count} missing, so the app could not start. "
        f"Nothing was changed. Set each (the value is asked for, not shown):\n{lines}"
    )
