"""What Sentry stores."""

from dataclasses import dataclass
from typing import Self

from localcloud.core.entities import Entity
from localcloud.core.fingerprint import Secret


@dataclass(frozen=True, kw_only=True)
class Organization(Entity):
    """An account; only a person can make one, so it comes from the seed file."""

    CLOUD = "sentry"
    KIND = "organization"
    slug: str
    plan: str

    def key(self) -> tuple[str, ...]:
        """Name it by its slug."""
        return (self.slug,)


@dataclass(frozen=True, kw_only=True)
class Team(Entity):
    """A team of an organization."""

    CLOUD = "sentry"
    KIND = "team"
    organization: str
    slug: str
    name: str

    def key(self) -> tuple[str, ...]:
        """Name it by organization and slug."""
        return (self.organization, self.slug)

    def parent(self) -> str:
        """Belong to the organization."""
        return self.organization


@dataclass(frozen=True, kw_only=True)
class Project(Entity):
    """A project; `teams` are slugs, delays are seconds, `resolve_age` is hours (0 means never)."""

    CLOUD = "sentry"
    KIND = "project"
    organization: str
    slug: str
    name: str
    platform: str
    teams: tuple[str, ...]
    digests_min_delay: int = 300
    digests_max_delay: int = 1800
    resolve_age: int = 0

    def key(self) -> tuple[str, ...]:
        """Name it by organization and slug."""
        return (self.organization, self.slug)

    def parent(self) -> str:
        """Belong to the organization."""
        return self.organization


@dataclass(frozen=True, kw_only=True)
class ClientKey(Entity):
    """A client key, which makes a DSN; `project` is the project's id. Names need not be unique."""

    CLOUD = "sentry"
    KIND = "key"
    project: str
    name: str
    public: str
    secret: Secret
    rate_limit_window: int = 0
    rate_limit_count: int = 0
    active: bool = True

    def key(self) -> tuple[str, ...]:
        """Name it by project and id."""
        return (self.project, self.id)

    def parent(self) -> str:
        """Belong to the project."""
        return self.project


@dataclass(frozen=True)
class Dsn:
    """The addresses that a client key makes; `secret` holds the key's secret part."""

    public: str
    secret: str
    csp: str

    @classmethod
    def of(cls, organization: Organization, key: ClientKey) -> Self:
        """Spell a key's addresses."""
        host = f"o{organization.id}.ingest.us.sentry.io"
        return cls(
            public=f"https://{key.public}@{host}/{key.project}",
            secret=f"https://{key.public}:{key.secret.value}@{host}/{key.project}",
            csp=f"https://{host}/api/{key.project}/csp-report/?sentry_key={key.public}",
        )


@dataclass(frozen=True, kw_only=True)
class Issue(Entity):
    """Equal events of a project (its id); `status` is unresolved, resolved or ignored."""

    CLOUD = "sentry"
    KIND = "issue"
    organization: str
    project: str
    short: str
    title: str
    level: str
    first_seen: str
    last_seen: str
    status: str = "unresolved"
    count: int = 1

    def key(self) -> tuple[str, ...]:
        """Name it by organization, project and short id."""
        return (self.organization, self.project, self.short)

    def parent(self) -> str:
        """Belong to the project."""
        return self.project
