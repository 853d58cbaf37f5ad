"""Puts what only a person can make (accounts, plans, zones) into the world, from the seed file."""

import json
from pathlib import Path
from typing import Any

from localcloud.core.store import Store
from localcloud.core.transaction import Transaction
from localcloud.plugin.inputs import InputError, Inputs
from localcloud.plugin.registry import Cloud
from localcloud.trigger.service import TriggerService


class SeedError(Exception):
    """The seed file cannot be used; the message names the file, the section and the cure."""


def apply(store: Store, path: Path, clouds: dict[str, Cloud[Any]]) -> None:
    """Upsert every section of the seed file in one transaction; raises `SeedError`.

    A section belongs to the cloud of its name; Trigger.dev has no plugin front end, only an HTTP one.
    """
    sections = _read(path)
    with store.transaction() as transaction:
        for name, section in sections.items():
            if not isinstance(section, dict):
                raise SeedError(f"{path}: {name} must be an object")
            try:
                _plant(transaction, name, Inputs(section), clouds)
            except InputError as error:
                raise SeedError(f"{path}: in {name}, {error}") from error


def _plant(transaction: Transaction, name: str, section: Inputs, clouds: dict[str, Cloud[Any]]) -> None:
    """Put one section into the world; one of a cloud that is not served is left alone."""
    if name == "trigger":
        TriggerService(transaction).seed_project(section.text("project"), section.texts("environments"))
    elif name in clouds:
        clouds[name].seed(clouds[name].service(transaction, Inputs()), section)


def _read(path: Path) -> dict[str, Any]:
    try:
        sections = json.loads(path.read_text())
    except OSError as error:
        raise SeedError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SeedError(f"{path} is not JSON: {error}") from error
    if not isinstance(sections, dict):
        raise SeedError(f"{path} must hold an object with a section for each cloud")
    return sections
