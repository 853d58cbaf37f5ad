"""A delivered workflow as the tests look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from payload.files import PayloadFile

FOLDER = ".github/workflows/"
_REFERENCE = re.compile(r"\b(secrets|vars)\.([A-Z0-9_]+)")


@dataclass(frozen=True)
class Job:
    """One job of a workflow, by the path of its file and its key there."""

    file: str
    key: str
    body: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.file.removeprefix(FOLDER)}: {self.key}"

    @property
    def environment(self) -> str | None:
        """Return the deployment environment's name."""
        named = self.body.get("environment")
        return named["name"] if isinstance(named, dict) else named

    @property
    def references(self) -> set[tuple[str, str]]:
        """Return what the job reads of its environment: ("secrets" or "vars", name)."""
        return {(kind, name) for kind, name in _REFERENCE.findall(yaml.safe_dump(self.body, width=10_000))}

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Return the job's steps; a job that calls another workflow has none."""
        return list(self.body.get("steps", []))

    @property
    def needs(self) -> list[str]:
        """Return the keys of the jobs this one waits for."""
        needed = self.body.get("needs", [])
        return [needed] if isinstance(needed, str) else list(needed)


def workflows(delivered: Mapping[str, PayloadFile]) -> dict[str, dict[str, Any]]:
    """Return the delivered workflows by path. YAML 1.1 reads the key `on` as True; it is put right."""
    found = {}
    for path, file in delivered.items():
        if path.startswith(FOLDER):
            document = yaml.safe_load(file.text)
            document["on"] = document.pop(True)
            found[path] = document
    return found


def jobs(delivered: Mapping[str, PayloadFile]) -> Iterator[Job]:
    """Yield every job of every delivered workflow."""
    for path, document in workflows(delivered).items():
        for key, body in document["jobs"].items():
            yield Job(path, key, body)
