"""The good stack file that every failing case breaks in one place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.stackfile import read_config
from settings.errors import SettingsError
from settings.parse import parse

ROOT = Path(__file__).resolve().parents[2]
Raw = dict[str, Any]
Refusal = Callable[[Raw], dict[str, str]]
"""Parses raw settings that must be refused, and gives the message of each offender by its path."""


def raw_settings(stack: str) -> Raw:
    """Read the settings of a committed stack file as they stand."""
    found: Raw = read_config(ROOT / f"Pulumi.{stack}.yaml")["luma:platform"]
    return found


def put(raw: Raw, path: str, value: object) -> Raw:
    """Set one place, such as `vercel.headers.0.name`, and give the settings back; `...` removes it."""
    node: Any = raw
    *parents, last = path.split(".")
    for part in parents:
        node = node[int(part)] if isinstance(node, list) else node.setdefault(part, {})
    if value is ...:
        del node[last]
    elif isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return raw


@pytest.fixture
def prod() -> Raw:
    """Give the settings of the production stack."""
    return raw_settings("prod")


@pytest.fixture
def staging() -> Raw:
    """Give the settings of the staging stack."""
    return raw_settings("staging")


@pytest.fixture
def refusal() -> Refusal:
    """Parse settings that must be refused."""

    def parsed(raw: Raw) -> dict[str, str]:
        with pytest.raises(SettingsError) as caught:
            parse(raw, "prod")
        first, *lines = str(caught.value).split("\n")
        assert first.startswith("Pulumi.prod.yaml: "), "the message names the file"
        assert first.endswith("Nothing was changed."), "and says that nothing happened"
        assert lines == sorted(lines), "offenders are sorted, so that two runs read the same"
        found = [(where, message) for where, message in (line.removeprefix("  - ").split(": ", 1) for line in lines)]
        assert len({where for where, _ in found}) == len(found), "one line for each place"
        return dict(found)

    return parsed
