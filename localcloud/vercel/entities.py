"""What Vercel stores."""

from dataclasses import dataclass

from localcloud.core.entities import Entity
from localcloud.core.fingerprint import Fingerprint, Secret
from localcloud.vercel.firewall_rules import FirewallSettings
from localcloud.vercel.route_rules import RouteRule
from localcloud.vercel.settings import PasswordProtection, ProjectSettings, Retention


@dataclass(frozen=True, kw_only=True)
class Team(Entity):
    """A team; only a person can make one, so it comes from the seed file."""

    CLOUD = "vercel"
    KIND = "team"
    plan: str

    @property
    def slug(self) -> str:
        """Name it as its addresses do."""
        return self.id.lower().replace("_", "-")

    def key(self) -> tuple[str, ...]:
        """Name it by its id."""
        return (self.id,)


@dataclass(frozen=True, kw_only=True)
class Project(Entity):
    """A project; `team` is an id, `created` and `attack_mode_until` milliseconds."""

    CLOUD = "vercel"
    KIND = "project"
    team: str
    name: str
    settings: ProjectSettings
    created: int
    password_protection: PasswordProtection | None = None
    retention: Retention | None = None
    attack_mode: bool = False
    attack_mode_until: int | None = None
    paused: bool = False

    def key(self) -> tuple[str, ...]:
        """Name it by team and name."""
        return (self.team, self.name)

    def under_attack(self, now: int) -> bool:
        """Tell whether every visitor is challenged at a time in milliseconds."""
        return self.attack_mode and (self.attack_mode_until is None or now < self.attack_mode_until)

    def parent(self) -> str:
        """Belong to the team."""
        return self.team


@dataclass(frozen=True, kw_only=True)
class ProjectItem(Entity):
    """Base of what belongs to one project (by id) and goes with it."""

    project: str

    def parent(self) -> str:
        """Belong to the project."""
        return self.project


@dataclass(frozen=True, kw_only=True)
class EnvironmentVariable(ProjectItem):
    """An environment variable; a sensitive value is kept as a fingerprint only."""

    CLOUD = "vercel"
    KIND = "variable"
    name: str
    value: Fingerprint | Secret
    targets: tuple[str, ...]
    custom_environments: tuple[str, ...] = ()
    git_branch: str | None = None
    comment: str = ""
    visibility: str | None = None

    def key(self) -> tuple[str, ...]:
        """Name it by project, name, environments and branch, which together are unique."""
        places = "+".join(sorted((*self.targets, *self.custom_environments)))
        return (self.project, self.name, places, *([self.git_branch] if self.git_branch else []))


@dataclass(frozen=True, kw_only=True)
class ProjectDomain(ProjectItem):
    """A domain of a project; its id is the domain itself."""

    CLOUD = "vercel"
    KIND = "domain"
    redirect: str | None = None
    redirect_status_code: int | None = None
    git_branch: str | None = None
    custom_environment: str | None = None

    def key(self) -> tuple[str, ...]:
        """Name it by itself: one project a domain."""
        return (self.id,)


@dataclass(frozen=True, kw_only=True)
class Route(ProjectItem):
    """A live routing rule of a project; rules apply in the order of `rank`."""

    CLOUD = "vercel"
    KIND = "route"
    name: str
    description: str
    enabled: bool
    src_syntax: str
    route: RouteRule
    rank: int

    def key(self) -> tuple[str, ...]:
        """Name it by project and id; names need not be unique."""
        return (self.project, self.id)


@dataclass(frozen=True, kw_only=True)
class Firewall(ProjectItem):
    """The firewall of a project."""

    CLOUD = "vercel"
    KIND = "firewall"
    settings: FirewallSettings

    def key(self) -> tuple[str, ...]:
        """Name it by its project."""
        return (self.project,)


@dataclass(frozen=True, kw_only=True)
class CheckSource:
    """Who supplies a deployment check."""

    kind: str
    external_check_name: str | None = None
    external_resource_id: str | None = None
    provider: str | None = None
    webhook_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeploymentCheck(ProjectItem):
    """A check that deployments must pass; `timeout` as the Checks API gives it to its runners."""

    CLOUD = "vercel"
    KIND = "deployment-check"
    name: str
    source: CheckSource
    requires: str
    blocks: str = "deployment-alias"
    is_rerequestable: bool = False
    targets: tuple[str, ...] = ("production",)
    timeout: int = 300

    def key(self) -> tuple[str, ...]:
        """Name it by project and id."""
        return (self.project, self.id)


@dataclass(frozen=True, kw_only=True)
class ProtectionBypass(ProjectItem):
    """A secret that gets automation past deployment protection; `digest` is its fingerprint."""

    CLOUD = "vercel"
    KIND = "protection-bypass"
    secret: Secret
    digest: str
    is_env_var: bool
    created: int
    created_by: str
    note: str | None = None
    scope: str = "automation-bypass"

    def key(self) -> tuple[str, ...]:
        """Name it by project and the secret's fingerprint."""
        return (self.project, self.digest)


@dataclass(frozen=True, kw_only=True)
class GitCommit:
    """What a deployment was built from."""

    sha: str = ""
    ref: str = ""
    message: str = ""
    author: str = ""
    repository: str = ""


@dataclass(frozen=True, kw_only=True)
class Deployment(ProjectItem):
    """A deployment; `target` is `production` or empty for a preview, `created` milliseconds.

    `promoted` is when it last became the project's current production, 0 for never.
    """

    CLOUD = "vercel"
    KIND = "deployment"
    name: str
    url: str
    target: str
    state: str
    created: int
    commit: GitCommit
    promoted: int = 0
    source: str = "cli"

    def key(self) -> tuple[str, ...]:
        """Name it by its id."""
        return (self.id,)


@dataclass(frozen=True, kw_only=True)
class UserToken(Entity):
    """An API token, shown once; times are milliseconds."""

    CLOUD = "vercel"
    KIND = "token"
    team: str
    name: str
    token: Fingerprint
    suffix: str
    created: int
    project: str | None = None
    expires: int | None = None

    def key(self) -> tuple[str, ...]:
        """Name it by its id; names need not be unique."""
        return (self.id,)

    def parent(self) -> str:
        """Belong to the project it is limited to, or to the team."""
        return self.project or self.team
