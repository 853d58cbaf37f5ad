"""Vercel's rules for projects.

Facts: vercel.com/docs/rest-api (projects), vercel.com/docs/limits, vercel.com/docs/functions/limitations,
vercel.com/docs/deployment-protection, vercel.com/docs/skew-protection; `vercel/resource_project.go` of
vercel/terraform-provider-vercel. Deleting a project takes everything along that belongs to it.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final

from localcloud.core import ids
from localcloud.core.entities import Entity
from localcloud.core.errors import Conflict
from localcloud.core.transaction import KeyTaken
from localcloud.vercel import entities, plan_limits
from localcloud.vercel.entities import Project, Team
from localcloud.vercel.git import GitHost
from localcloud.vercel.scope import Scope
from localcloud.vercel.settings import (
    GitProviderOptions,
    GitRepository,
    OidcTokenConfig,
    PasswordProtection,
    ProjectSettings,
    ResourceConfig,
    Retention,
    VercelAuthentication,
)

BORN: Final = ProjectSettings(
    auto_assign_custom_domains=True,
    automatically_expose_system_environment_variables=True,
    build_machine_type="standard",
    customer_success_code_visibility=False,
    directory_listing=False,
    enable_affected_projects_deployments=False,
    enable_preview_feedback=True,
    enable_production_feedback=False,
    function_failover=False,
    git_fork_protection=True,
    git_lfs=False,
    git_provider_options=GitProviderOptions(
        create_deployments=True,
        git_commit_status=True,
        repository_dispatch_events=True,
        require_verified_commits=False,
    ),
    node_version="24.x",
    oidc_token_config=OidcTokenConfig(issuer_mode="team"),
    on_demand_concurrent_builds=False,
    preview_deployments_disabled=False,
    prioritise_production_builds=True,
    protected_sourcemaps=False,
    resource_config=ResourceConfig(
        fluid=True,
        function_default_cpu_type="standard",
        function_default_regions=("iad1",),
        function_default_timeout=300,
    ),
    vercel_authentication=VercelAuthentication(deployment_type="standard_protection_new"),
)
"""What Vercel sets on a new project."""

# A request that leaves one of these out leaves it as it is; leaving out any other takes its value away.
KEPT: Final = ("passport", *(each.name for each in fields(BORN) if getattr(BORN, each.name) is not None))

ITEMS: Final[tuple[type[entities.ProjectItem], ...]] = (
    entities.EnvironmentVariable,
    entities.ProjectDomain,
    entities.Route,
    entities.Firewall,
    entities.DeploymentCheck,
    entities.ProtectionBypass,
    entities.Deployment,
)


@dataclass(frozen=True)
class Password:
    """A password to put in front of deployments, and of which."""

    deployment_type: str
    password: str


class ProjectService:
    """Projects, for the length of one operation."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.world = scope.world
        self.git = GitHost(scope.world)

    def create(self, team_id: str | None, name: str, settings: ProjectSettings, password: Password | None) -> Project:
        """Make a project; raises `Conflict` (name), `Forbidden` (plan), `Invalid` (repository, settings)."""
        team = self.scope.team(team_id)
        full = self._checked(team, _filled(BORN, settings), password)
        project = Project(
            id=f"prj_{ids.alphanumeric(self.world.seed(Project, team.id, name), 28)}",
            team=team.id,
            name=name,
            settings=full,
            created=self.world.clock.milliseconds(),
            password_protection=self._protection(password),
        )
        try:
            return self.world.add(project)
        except KeyTaken as error:
            raise _taken(name) from error

    def update(
        self,
        team_id: str | None,
        reference: str,
        name: str,
        settings: ProjectSettings,
        password: Password | PasswordProtection | None,
    ) -> Project:
        """Change a project; a protection that is there already stays as it is.

        Raises `NotFound`, `Conflict` (name), `Forbidden` (plan), `Invalid`.
        """
        project = self.scope.project(team_id, reference)
        full = self._checked(self.scope.team(project.team), _filled(project.settings, settings), password)
        try:
            return self.world.put(
                replace(project, name=name, settings=full, password_protection=self._protection(password))
            )
        except KeyTaken as error:
            raise _taken(name) from error

    def delete(self, team_id: str | None, reference: str) -> None:
        """Remove a project and all that belongs to it."""
        project = self.scope.find_project(team_id, reference)
        if project is None:
            return
        items: list[Entity] = [each for kind in ITEMS for each in self.world.children(kind, project.id)]
        for item in (*items, *self.world.children(entities.UserToken, project.id), project):
            self.world.remove(item)

    def set_retention(self, team_id: str | None, reference: str, retention: Retention) -> Project:
        """Say how long deployments are kept; raises `NotFound`."""
        return self.world.put(replace(self.scope.project(team_id, reference), retention=retention))

    def _checked(self, team: Team, settings: ProjectSettings, password: object) -> ProjectSettings:
        """Refuse what the plan does not have, and connect the repository."""
        plan_limits.check_project(team.plan, settings, password is not None)
        return replace(settings, git_repository=self._connected(team, settings.git_repository))

    def _connected(self, team: Team, wanted: GitRepository | None) -> GitRepository | None:
        if wanted is None:
            return None
        branch = self.git.connect(wanted.type, wanted.repo, team.plan)
        return replace(wanted, production_branch=wanted.production_branch or branch)

    def _protection(self, password: Password | PasswordProtection | None) -> PasswordProtection | None:
        if password is None or isinstance(password, PasswordProtection):
            return password
        fingerprint = self.world.fingerprints.of(password.password)
        return PasswordProtection(deployment_type=password.deployment_type, password=fingerprint)


def _taken(name: str) -> Conflict:
    return Conflict(f"Project “{name}” already exists, please use a new name.")


def _filled(base: ProjectSettings, given: ProjectSettings) -> ProjectSettings:
    """Take what is given, and of what is not, keep what Vercel keeps."""
    return replace(given, **{name: _merged(getattr(base, name), getattr(given, name)) for name in KEPT})


def _merged(base: object, given: object) -> Any:
    """Fill what an object leaves out from what was there; a field's type is that of the field it comes from."""
    if given is None or base is None:
        return base if given is None else given
    if not is_dataclass(given) or isinstance(given, type):
        return given
    filled = {each.name: _merged(getattr(base, each.name), getattr(given, each.name)) for each in fields(given)}
    return replace(given, **filled)
