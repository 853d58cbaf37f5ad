"""Where a stack's state keeps the values of environment variables, and their fingerprints.

A value is turned into a fingerprint where it is read; only a rehearsal's export is given values, to take them out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

SECRET_KEY: Final = "4dabf18193072939515e22adb298388d"  # noqa: S105 - Pulumi's signature key of special values
_CHARACTERS: Final = 6


@dataclass(frozen=True, slots=True)
class Place:
    """One place that holds values of environment variables: a stack's own, of one service.

    `service` is vercel, github or trigger; `name` the target or environment there.
    """

    stack: str
    service: str
    name: str

    def __str__(self) -> str:
        return f"{self.stack} {self.service} {self.name}"


@dataclass(frozen=True, slots=True)
class Stored:
    """A variable in a place, as the state has it. `fingerprint` is None where the value is not known.

    `modified` is when the state's entry was written last, in ISO 8601.
    """

    place: Place
    variable: str
    fingerprint: str | None
    modified: str


class Fingerprints:
    """Short names for values, by HMAC with a key that nobody keeps: equal values are equal within one run alone."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, value: str) -> str:
        """Return the fingerprint of a value."""
        return hmac.new(self._key, value.encode(), hashlib.sha256).hexdigest()[:_CHARACTERS]


def stored(stack: str, resources: Iterable[Mapping[str, Any]], fingerprints: Fingerprints) -> Iterator[Stored]:
    """Yield every environment variable of a state that was exported with its secrets decrypted."""
    for resource in resources:
        inputs = resource.get("inputs") or {}
        value = decrypted_text(inputs.get("value"))
        for service, place, name in _where(str(resource["type"]), inputs):
            yield Stored(
                Place(stack, service, place),
                name,
                fingerprints.of(value) if value is not None else None,
                str(resource.get("modified", "")),
            )


def variable_values(resources: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield name and value of every environment variable of a decrypted state, for this process's memory alone."""
    for resource in resources:
        inputs = resource.get("inputs") or {}
        if (value := decrypted_text(inputs.get("value"))) is not None:
            yield from ((name, value) for _, _, name in _where(str(resource["type"]), inputs))


def _where(kind: str, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield service, place and variable of a resource; nothing where it holds no variable."""
    shape = kind.rsplit(":", 1)[-1]
    if shape == "ProjectEnvironmentVariable":
        yield from (("vercel", str(target), str(inputs["key"])) for target in inputs.get("targets") or ())
    elif shape == "ActionsEnvironmentSecret":
        yield "github", str(inputs["environment"]), str(inputs["secretName"])
    elif shape == "ActionsEnvironmentVariable":
        yield "github", str(inputs["environment"]), str(inputs["variableName"])
    elif kind == "luma:trigger:EnvVar":
        yield "trigger", str(inputs["environment"]), str(inputs["name"])


def decrypted_text(value: object) -> str | None:
    """Return a property's text, decrypted where the state says it is a secret; None where it is not known."""
    if isinstance(value, dict) and SECRET_KEY in value:
        try:
            value = json.loads(value["plaintext"])
        except (KeyError, ValueError):
            return None
    return value if isinstance(value, str) and value != "[secret]" else None
