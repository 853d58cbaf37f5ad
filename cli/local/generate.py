"""Makes a stack's generated files.

The copy of the stack file holds the committed file's plain values as they stand, none of its secrets, and an encrypted
placeholder for each secret the stack needs: a plain one would stand in the state's history. What a person set in the
copy by `./luma local config set` stays, unless the committed file has a plain value of its own for that key.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from cli.errors import UserError
from cli.files import write_private
from cli.local.copies import Copy, committed, read_record
from cli.local.crypter import Crypter
from cli.local.home import PASSPHRASE, Home, project_name
from cli.local.placeholders import placeholder
from cli.local.policies import policy_config
from cli.local.seed import seed
from cli.stackfile import holds_secure, read_config
from settings.errors import SettingsError
from settings.parse import KEY, parse, secure_refused
from settings.places import provided_secrets
from settings.platform import Platform

PLATFORM: Final = f"{project_name()}:{KEY}"
"""The configuration key of the settings."""


def generate(home: Home, stack: str, copy: Copy, source: str) -> None:
    """Write a stack's generated files.

    Args:
        home: The local home.
        stack: Name of a stack with a committed file.
        copy: Where the files go.
        source: Digest of what they are made from.

    Raises:
        UserError: the committed file cannot be used; every offender is listed.
    """
    plain = plain_config(stack)
    platform = platform_of(stack, plain)
    ours = {**plain, **_placeholders(home, stack, platform)}
    config = {**ours, **_set_by_hand(copy, plain, ours)}
    # JSON is YAML in which no scalar can be read two ways.
    _write_json(copy.stack_file, {"encryptionsalt": home.salt_line, "config": config})
    _write_json(copy.policies, policy_config(platform))
    _write_json(copy.seed, seed(platform))
    _write_json(copy.record, {"source": source, "config": ours})


def plain_config(stack: str) -> dict[str, Any]:
    """Return the committed file's configuration without its secrets.

    Raises:
        UserError: it cannot be read, or a secret stands among the settings.
    """
    config = read_config(committed(stack))
    if holds_secure(config.get(PLATFORM)):
        raise UserError(secure_refused(stack))
    return {key: value for key, value in config.items() if not holds_secure(value)}


def platform_of(stack: str, config: dict[str, Any]) -> Platform:
    """Validate the settings in a stack's configuration.

    Raises:
        UserError: with every offender.
    """
    try:
        return parse(config.get(PLATFORM), stack)
    except SettingsError as error:
        raise UserError(str(error)) from None


def _placeholders(home: Home, stack: str, platform: Platform) -> dict[str, Any]:
    crypter = Crypter.from_salt_line(PASSPHRASE, home.salt_line)
    return {
        f"{project_name()}:{variable.name}": {
            "secure": crypter.encrypt(placeholder(variable, stack, platform.app.environment))
        }
        for variable in provided_secrets(platform)
    }


def _set_by_hand(copy: Copy, plain: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """Return what differs in the present copy from what was generated: a person put it there."""
    if not copy.stack_file.exists():
        return {}
    before = read_record(copy).get("config", {})
    return {
        key: value
        for key, value in read_config(copy.stack_file).items()
        if key not in plain and before.get(key) != value and (key in ours or key not in before)
    }


def _write_json(path: Path, content: object) -> None:
    write_private(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
