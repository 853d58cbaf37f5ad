"""Where a platform's repository stands in GitHub's API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from settings.platform import Platform

MOST: Final = 100
"""The largest page that GitHub gives."""


@dataclass(frozen=True, slots=True)
class Place:
    """A repository by its owner and name."""

    owner: str
    name: str

    @property
    def root(self) -> str:
        """The path in front of everything in the repository."""
        return f"/repos/{quote(self.owner, safe='')}/{quote(self.name, safe='')}"

    def environment(self, name: str) -> str:
        """Spell the path of an environment."""
        return f"{self.root}/environments/{quote(name, safe='')}"

    def values(self, environment: str = "") -> str:
        """Spell the path in front of secrets and variables, of the repository or of an environment."""
        return self.environment(environment) if environment else f"{self.root}/actions"


def place(platform: Platform) -> Place:
    """Return where a platform's repository stands."""
    return Place(platform.github.organization, platform.github.repository.name)
