"""What Trigger.dev stores, as far as variables go."""

from dataclasses import dataclass

from localcloud.core.entities import Entity
from localcloud.core.fingerprint import Fingerprint


@dataclass(frozen=True, kw_only=True)
class Project(Entity):
    """A project; only a person can make one. Its id is its reference, `proj_…`."""

    CLOUD = "trigger"
    KIND = "project"
    environments: tuple[str, ...]

    def key(self) -> tuple[str, ...]:
        """Name it by its reference."""
        return (self.id,)


@dataclass(frozen=True, kw_only=True)
class Variable(Entity):
    """A variable of one environment: `value` of a secret one is a fingerprint, for nobody can read it again."""

    CLOUD = "trigger"
    KIND = "variable"
    project: str
    environment: str
    name: str
    value: Fingerprint | str
    secret: bool

    def key(self) -> tuple[str, ...]:
        """Name it by project, environment and name."""
        return (self.project, self.environment, self.name)

    def parent(self) -> str:
        """Belong to the environment of the project."""
        return f"{self.project}/{self.environment}"
