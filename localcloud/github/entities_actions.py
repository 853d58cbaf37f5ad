"""What GitHub stores of rulesets, environments, secrets and variables. `repository` is a repository's id."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from localcloud.core.entities import Entity, Json
from localcloud.core.fingerprint import Fingerprint


@dataclass(frozen=True)
class Rule:
    """One rule as GitHub's API spells it, e.g. type `pull_request` and its parameters."""

    type: str
    parameters: Mapping[str, Json]


@dataclass(frozen=True)
class BypassActor:
    """Who may pass by a ruleset: `type` such as OrganizationAdmin, `mode` always, pull_request or exempt."""

    type: str
    mode: str
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ruleset(Entity):
    """A repository's ruleset; `target` is branch, tag or push, patterns are refs or `~DEFAULT_BRANCH`, `~ALL`."""

    CLOUD = "github"
    KIND = "ruleset"
    repository: str
    name: str
    target: str
    enforcement: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    rules: tuple[Rule, ...]
    bypass_actors: tuple[BypassActor, ...] = ()

    def key(self) -> tuple[str, ...]:
        """Name it by repository and name."""
        return (self.repository, self.name)

    def parent(self) -> str:
        """Belong to the repository."""
        return self.repository

    @property
    def node_id(self) -> str:
        """Give the id that GraphQL uses."""
        return "RRS_" + base64.urlsafe_b64encode(f"ruleset:{self.id}".encode()).decode().rstrip("=")


@dataclass(frozen=True)
class BranchPolicy:
    """Which branches may deploy: those with protection, or those that match a deployment policy."""

    protected_branches: bool
    custom_branch_policies: bool


@dataclass(frozen=True, kw_only=True)
class Environment(Entity):
    """A deployment environment; `wait_timer` is minutes, reviewers are ids; without `policy` any branch may deploy."""

    CLOUD = "github"
    KIND = "environment"
    repository: str
    name: str
    wait_timer: int = 0
    can_admins_bypass: bool = True
    prevent_self_review: bool = False
    reviewer_teams: tuple[int, ...] = ()
    reviewer_users: tuple[int, ...] = ()
    policy: BranchPolicy | None = None

    def key(self) -> tuple[str, ...]:
        """Name it by repository and name, whose case does not count."""
        return (self.repository, self.name.lower())

    def parent(self) -> str:
        """Belong to the repository."""
        return self.repository


@dataclass(frozen=True, kw_only=True)
class DeploymentPolicy(Entity):
    """A pattern of branches or tags (`kind`) that may deploy to an environment (`environment` is its id)."""

    CLOUD = "github"
    KIND = "deployment-policy"
    environment: str
    kind: str
    pattern: str

    def key(self) -> tuple[str, ...]:
        """Name it by environment, kind and pattern."""
        return (self.environment, self.kind, self.pattern)

    def parent(self) -> str:
        """Belong to the environment."""
        return self.environment


@dataclass(frozen=True, kw_only=True)
class _Named(Entity):
    CLOUD = "github"
    scope: str
    name: str
    created_at: str
    updated_at: str

    def key(self) -> tuple[str, ...]:
        """Name it by scope and name, which is in upper case."""
        return (self.scope, self.name)

    def parent(self) -> str:
        """Belong to the scope."""
        return self.scope


@dataclass(frozen=True, kw_only=True)
class Secret(_Named):
    """An Actions secret of a repository or environment (`scope` is its id); nobody can read it back."""

    KIND = "secret"
    value: Fingerprint
    key_id: str


@dataclass(frozen=True, kw_only=True)
class Variable(_Named):
    """An Actions variable of a repository or environment (`scope` is its id)."""

    KIND = "variable"
    value: str
