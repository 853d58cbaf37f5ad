"""The file of a rehearsal: a stack's state and the names of its secrets, without a secret."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from cli.env.values import decrypted_text, variable_values
from cli.errors import FAILED, UserError
from cli.files import write_private
from cli.local.generate import plain_config, platform_of
from cli.local.home import project_name
from cli.local.placeholders import placeholder
from cli.rehearsal.scrub import scrub
from cli.target import Target
from settings.catalogue import CATALOGUE
from settings.places import provided_secrets

_VERSION: Final = 3
"""Of the state's format (pulumi sdk/v3, apitype.DeploymentSchemaVersionCurrent)."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A stack as it was: its name, the secrets it has a value for, and its scrubbed deployment."""

    stack: str
    secrets: list[str]
    deployment: dict[str, Any]

    def write(self, path: Path) -> None:
        """Write it to a file, whole or not at all."""
        write_private(path, json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n")

    def exported(self, salt_line: str) -> str:
        """Return the deployment as `pulumi stack import` reads it.

        Args:
            salt_line: The `encryptionsalt` of the stack that takes it; its passphrase encrypts the placeholders.
        """
        provider = {"type": "passphrase", "state": {"salt": salt_line}}
        return json.dumps({"version": _VERSION, "deployment": {**self.deployment, "secrets_providers": provider}})


def take(target: Target) -> Snapshot:
    """Take a snapshot of a stack; secrets are in this process's memory alone.

    Raises:
        UserError: the stack or its settings cannot be read, or a secret would be left.
    """
    values = _secret_values(target)
    settings = plain_config(target.stack)
    platform = platform_of(target.stack, settings)
    known = {
        values[each.name]: placeholder(each, target.stack, platform.app.environment)
        for each in provided_secrets(platform)
        if each.name in values
    }
    deployment = target.deployment(decrypted=True)
    if deployment is None:
        raise UserError(f"{target.stack}: the backend has no such stack, so there is nothing to export.", FAILED)
    resources = deployment.get("resources") or []
    public = {*_texts(settings), *_open_values(resources)}
    return Snapshot(target.stack, sorted(values), scrub(deployment, known, public, _derivations(resources)))


def read(path: Path) -> Snapshot:
    """Read a snapshot.

    Raises:
        UserError: it cannot be read, or is none.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        deployment: dict[str, Any] = content["deployment"]
        return Snapshot(str(content["stack"]), [str(each) for each in content["secrets"]], deployment)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UserError(
            f"{path}: no snapshot of a stack, so there is nothing to compare with. "
            "Make one: ./luma rehearsal export --stack prod --output FILE"
        ) from None


def _secret_values(target: Target) -> dict[str, str]:
    shown: Mapping[str, Mapping[str, Any]] = json.loads(target.output("config", "--show-secrets", "--json"))
    prefix = f"{project_name()}:"
    return {name.removeprefix(prefix): str(each.get("value", "")) for name, each in shown.items() if each.get("secret")}


def _open_values(resources: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the values of the variables that the catalogue calls no secret: some vendors' types mark every value."""
    names = {each.name for each in CATALOGUE if each.kind != "secret"}
    return {value for name, value in variable_values(resources) if name in names}


def _texts(value: object) -> Iterator[str]:
    """Yield what the committed stack file says in plain text."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _derivations(resources: Iterable[Mapping[str, Any]]) -> list[Callable[[str], str]]:
    """Return what is computed from secrets: the S3 secret of a token, and our provider's fingerprints by their salt."""
    from components.r2 import s3_secret

    marks = (decrypted_text((each.get("outputs") or {}).get("fingerprint")) for each in resources)
    salts = {mark.partition(":")[0] for mark in marks if mark}
    return [s3_secret, *(partial(_fingerprint, salt) for salt in sorted(salts))]


def _fingerprint(salt: str, value: str) -> str:
    """Return what `luma_provider.trigger.values.fingerprint` makes of a value with that salt."""
    return f"{salt}:{hmac.new(salt.encode(), value.encode(), hashlib.sha256).hexdigest()}"
