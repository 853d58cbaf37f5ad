"""What Sentry's alerting stores."""

from collections.abc import Mapping
from dataclasses import dataclass

from localcloud.core.entities import Entity, Json


@dataclass(frozen=True, kw_only=True)
class Detector(Entity):
    """A monitor; `source`, `conditions` and `config` are as its type has them. `project` is the project's id."""

    CLOUD = "sentry"
    KIND = "detector"
    organization: str
    project: str
    type: str
    name: str
    created: str
    description: str | None = None
    enabled: bool = True
    owner: str | None = None
    source: Mapping[str, Json]
    conditions: tuple[Json, ...] = ()
    config: Mapping[str, Json]

    def key(self) -> tuple[str, ...]:
        """Name it by organization and id: names need not be unique."""
        return (self.organization, self.id)

    def parent(self) -> str:
        """Belong to the project."""
        return self.project


@dataclass(frozen=True, kw_only=True)
class Workflow(Entity):
    """An alert: it watches `detectors` and runs the actions of `filters` whose conditions hold."""

    CLOUD = "sentry"
    KIND = "workflow"
    organization: str
    name: str
    created: str
    enabled: bool
    environment: str | None
    frequency: int
    detectors: tuple[str, ...]
    triggers: tuple[Json, ...]
    filters: tuple[Json, ...]

    def key(self) -> tuple[str, ...]:
        """Name it by organization and id: names need not be unique."""
        return (self.organization, self.id)

    def parent(self) -> str:
        """Belong to the organization."""
        return self.organization


@dataclass(frozen=True, kw_only=True)
class Integration(Entity):
    """A connected Slack workspace with its channels, names to ids; a person connects it."""

    CLOUD = "sentry"
    KIND = "integration"
    organization: str
    provider: str
    name: str
    channels: Mapping[str, str]

    def key(self) -> tuple[str, ...]:
        """Name it by organization, provider and name."""
        return (self.organization, self.provider, self.name)

    def parent(self) -> str:
        """Belong to the organization."""
        return self.organization


@dataclass(frozen=True, kw_only=True)
class Member(Entity):
    """A person in the organization; `user` is the id of their account."""

    CLOUD = "sentry"
    KIND = "member"
    organization: str
    email: str
    user: str

    def key(self) -> tuple[str, ...]:
        """Name them by organization and address."""
        return (self.organization, self.email)

    def parent(self) -> str:
        """Belong to the organization."""
        return self.organization
