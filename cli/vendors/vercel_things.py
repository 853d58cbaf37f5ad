"""What Vercel answers about a team's things, as far as the verbs read it; no value of a variable, no secret.

Source: vercel.com/docs/rest-api (the models of vercel/sdk).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import Field

from cli.vendors.wire import Wire


def moment(milliseconds: int) -> datetime:
    """Give the time that Vercel tells in milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


class Billing(Wire):
    """A team's contract."""

    plan: str


class Team(Wire):
    """A team; `billing` is None where the token may not see it."""

    id: str
    slug: str
    name: str
    billing: Billing | None = None


class Scope(Wire):
    """What a token reaches: the whole account (`user`) or one team."""

    type: str
    team_id: str = Field(default="", alias="teamId")


class Token(Wire):
    """A token without its text; times are milliseconds, `expires_at` is None for one that never ends."""

    id: str
    name: str
    created_at: int = Field(alias="createdAt")
    active_at: int | None = Field(default=None, alias="activeAt")
    expires_at: int | None = Field(default=None, alias="expiresAt")
    project_id: str | None = Field(default=None, alias="projectId")
    scopes: tuple[Scope, ...] = ()

    @property
    def expires(self) -> datetime | None:
        """When it ends, None for never."""
        return None if self.expires_at is None else moment(self.expires_at)

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that it is limited to, sorted; none means the whole account."""
        whole = any(each.type == "user" for each in self.scopes)
        return () if whole else tuple(sorted({each.team_id for each in self.scopes if each.team_id}))


class Meta(Wire):
    """The commit that a deployment was built from."""

    sha: str = Field(default="", alias="githubCommitSha")
    ref: str = Field(default="", alias="githubCommitRef")
    message: str = Field(default="", alias="githubCommitMessage")
    author: str = Field(default="", alias="githubCommitAuthorName")


class Deployment(Wire):
    """A deployment; `state` is READY, ERROR, BUILDING, QUEUED, INITIALIZING or CANCELED, `target` None for a preview.

    `substate` of a ready one is PROMOTED once it has served production, STAGED before.
    """

    id: str
    url: str
    state: str
    created_at: int = Field(alias="createdAt")
    target: str | None = None
    meta: Meta = Meta()
    substate: str = Field(default="", alias="readySubstate")
    candidate: bool | None = Field(default=None, alias="isRollbackCandidate")

    @property
    def created(self) -> datetime:
        """When it was made."""
        return moment(self.created_at)


class Security(Wire):
    """Whether every visitor is challenged, and until when (milliseconds)."""

    attack_mode: bool = Field(default=False, alias="attackModeEnabled")
    attack_mode_until: int | None = Field(default=None, alias="attackModeActiveUntil")


class GitOptions(Wire):
    """What Vercel's Git integration does on a push."""

    create_deployments: str = Field(default="enabled", alias="createDeployments")


class Production(Wire):
    """The deployment that serves a project's production."""

    id: str


class Targets(Wire):
    """What serves a project's targets."""

    production: Production | None = None


class Project(Wire):
    """A project."""

    id: str
    team: str = Field(alias="accountId")
    name: str
    created_at: int = Field(alias="createdAt")
    paused: bool = False
    security: Security | None = None
    git: GitOptions | None = Field(default=None, alias="gitProviderOptions")
    targets: Targets | None = None
    expiration: Mapping[str, int] | None = Field(default=None, alias="deploymentExpiration")

    @property
    def attack_mode(self) -> bool:
        """Whether every visitor is challenged."""
        return self.security is not None and self.security.attack_mode

    @property
    def current(self) -> str | None:
        """The id of the deployment that serves production."""
        return self.targets.production.id if self.targets and self.targets.production else None

    @property
    def deploys_on_push(self) -> bool:
        """Whether Vercel's Git integration deploys what is pushed."""
        return self.git is None or self.git.create_deployments == "enabled"


class Variable(Wire):
    """An environment variable without its value; `kind` is `sensitive` where nobody can read it again."""

    id: str
    key: str
    kind: str = Field(alias="type")
    target: tuple[str, ...] = ()
    git_branch: str | None = Field(default=None, alias="gitBranch")
    updated_at: int | None = Field(default=None, alias="updatedAt")


class Domain(Wire):
    """A domain of a project; `redirect` is where it sends visitors."""

    name: str
    verified: bool
    redirect: str | None = None
    redirect_status: int | None = Field(default=None, alias="redirectStatusCode")
    git_branch: str | None = Field(default=None, alias="gitBranch")


class Named(Wire):
    """A routing rule or a deployment check."""

    id: str
    name: str
    enabled: bool = True


class Action(Wire):
    """What a firewall rule does."""

    action: str


class Mitigate(Wire):
    """The action of a firewall rule."""

    mitigate: Action


class FirewallRule(Wire):
    """A custom rule of a firewall."""

    name: str
    active: bool
    action: Mitigate


class ManagedRule(Wire):
    """A rule set that Vercel maintains."""

    active: bool
    action: str = ""


class Firewall(Wire):
    """A project's firewall."""

    enabled: bool = Field(alias="firewallEnabled")
    managed: Mapping[str, ManagedRule] = Field(default_factory=dict, alias="managedRules")
    rules: tuple[FirewallRule, ...] = ()
