"""Vercel's rules for deployment checks.

Facts: the reference of `ProjectDeploymentCheck` in pulumiverse-vercel 5.21.1, vercel.com/docs/checks.
"""

from dataclasses import dataclass, replace

from localcloud.core import ids
from localcloud.core.errors import Invalid, NotFound
from localcloud.vercel.entities import CheckSource, DeploymentCheck
from localcloud.vercel.scope import Scope


@dataclass(frozen=True)
class CheckChange:
    """What can be set on a check; `None` leaves a value as it is, or to Vercel for a new one."""

    name: str
    requires: str
    blocks: str | None
    is_rerequestable: bool
    targets: tuple[str, ...]
    timeout: int | None


class CheckService:
    """Deployment checks of projects, for the length of one operation."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.world = scope.world

    def create(
        self, team_id: str | None, project_id: str, source: CheckSource | None, change: CheckChange
    ) -> DeploymentCheck:
        """Make a check; raises `NotFound` (project), `Invalid`."""
        project = self.scope.project(team_id, project_id)
        if source is None:
            raise _invalid("`source` is required for a new deployment check.")
        _require_source(source)
        number = ids.alphanumeric(self.world.seed(DeploymentCheck, project.id, change.name), 24)
        check = DeploymentCheck(
            id=f"check_{number}", project=project.id, name=change.name, source=source, requires=change.requires
        )
        return self.world.add(_changed(check, change))

    def find(self, team_id: str | None, project_id: str, check_id: str) -> DeploymentCheck | None:
        """Find a check of a project by id."""
        project = self.scope.find_project(team_id, project_id)
        return self.world.get(DeploymentCheck, project.id, check_id) if project else None

    def update(self, team_id: str | None, project_id: str, check_id: str, change: CheckChange) -> DeploymentCheck:
        """Change a check, but for its source; raises `NotFound`, `Invalid`."""
        check = self.find(team_id, project_id, check_id)
        if check is None:
            raise NotFound("The deployment check was not found.")
        if change.requires == "none" != check.requires:
            raise _invalid("`requires` of an existing deployment check cannot be changed to none.")
        return self.world.put(_changed(check, change))

    def delete(self, team_id: str | None, project_id: str, check_id: str) -> None:
        """Remove a check."""
        check = self.find(team_id, project_id, check_id)
        if check is not None:
            self.world.remove(check)


def _require_source(source: CheckSource) -> None:
    if source.kind == "git-provider":
        if source.provider != "github":
            raise _invalid("A git-provider source supports the provider github.")
        if not source.external_check_name:
            raise _invalid("A git-provider source requires `externalCheckName`.")
    elif source.kind == "webhook" and not source.webhook_id:
        raise _invalid("A webhook source requires `webhookId`.")
    elif source.kind == "integration":
        raise _invalid("Creating an integration check requires an integration token.")


def _changed(check: DeploymentCheck, change: CheckChange) -> DeploymentCheck:
    if change.is_rerequestable and check.source.kind == "git-provider":
        raise _invalid("A check of a git-provider source cannot be rerequestable.")
    if "all" in change.targets and len(change.targets) > 1:
        raise _invalid("The target all cannot be combined with others.")
    return replace(
        check,
        name=change.name,
        requires=change.requires,
        blocks=change.blocks or check.blocks,
        is_rerequestable=change.is_rerequestable,
        targets=change.targets or check.targets,
        timeout=change.timeout or check.timeout,
    )


def _invalid(message: str) -> Invalid:
    return Invalid(message, status=400)
