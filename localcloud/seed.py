"""Puts what only a person can make (accounts, plans, zones) into the world, from the seed file."""

import json
from pathlib import Path
from typing import Any

from localcloud.core.store import Store
from localcloud.plugin.inputs import InputError, Inputs
from localcloud.plugin.registry import Cloud


class SeedError(Exception):
    """The seed file cannot be used; the message names the file, the section and the cure."""


def apply(store: Store, path: Path, clouds: dict[str, Cloud[Any]]) -> None:
    """Upsert every section of the seed file in one transaction; raises `SeedError`.

    A section belongs to the cloud of its name; one without such a cloud is left alone, since the file also
    serves the HTTP front ends.
    """
    sections = _read(path)
    with store.transaction() as transaction:
        for name, section in sections.items():
            if name not in clouds:
                continue
            if not isinstance(section, dict):
                raise SeedError(f"{path}: {name} must be an object")
            service = clouds[name].service(transaction, Inputs())
            try:
                clouds[name].seed(service, Inputs(section))
            except InputError as error:
                raise SeedError(f"{path}: in {name}, {error}") from error


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
