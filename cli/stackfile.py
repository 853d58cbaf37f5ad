"""A stack file as Pulumi sees it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from cli.errors import UserError
from cli.local.home import project_name


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain scalars, as Pulumi reads them: `no` is a word, a date is a string."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def read_config(path: Path) -> dict[str, Any]:
    """Return the `config` section of a stack file, with every key in its full form (`luma:NAME`).

    Raises:
        UserError: it cannot be read, or is no stack file.
    """
    try:
        content = yaml.load(path.read_text(), _Loader)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(f"{path.name}: cannot be read as YAML, so nothing was done. Correct it: {error}") from None
    config = content.get("config") if isinstance(content, dict) else None
    if not isinstance(config, dict):
        raise UserError(
            f"{path.name}: no `config:` section, so the stack has no settings. Copy one from another stack."
        )
    return {_full(str(key)): value for key, value in config.items()}


def is_secure(value: object) -> bool:
    """Return whether a configuration value is an encrypted one."""
    return isinstance(value, dict) and set(value) == {"secure"}


def holds_secure(value: object) -> bool:
    """Return whether an encrypted value is anywhere in a configuration value."""
    if isinstance(value, dict):
        return is_secure(value) or any(holds_secure(item) for item in value.values())
    return isinstance(value, list) and any(holds_secure(item) for item in value)


def _full(key: str) -> str:
    return key if ":" in key else f"{project_name()}:{key}"
