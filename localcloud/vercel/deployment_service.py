"""Vercel's rules for deployments: which one serves production, promotion, attack mode and pausing.

Facts: vercel.com/docs/rest-api (deployments; promote; pause; attack challenge mode), vercel.com/docs/instant-rollback;
`client/deployment.go` and `client/attack_challenge_mode.go` of vercel/terraform-provider-vercel.
A deployment here is ready at once, unless its meta says otherwise: nothing is built.
"""

from dataclasses import replace
from typing import Final

from localcloud.core import ids
from localcloud.core.errors import Conflict, Invalid, NotFound
from localcloud.vercel.entities import Deployment, GitCommit, Project
from localcloud.vercel.scope import Scope

READY: Final = "READY"
STATES: Final = ("READY", "ERROR", "CANCELED", "BUILDING", "QUEUED")


class DeploymentService:
    """Deployments of projects, for the length of one operation."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.world = scope.world

    def create(
        self,
        team_id: str | None,
        project_id: str,
        target: str,
        commit: GitCommit,
        *,
        state: str = READY,
        live: bool = True,
    ) -> Deployment:
        """Deploy; a production deployment that is ready serves at once, unless not `live` (`--skip-domain`).

        Raises `NotFound` (project), `Invalid` (target, state), `Conflict` (paused).
        """
        project = self.scope.project(team_id, project_id)
        if target not in ("", "production"):
            raise Invalid("Invalid request: `target` should be production.", status=400)
        if state not in STATES:
            raise Invalid(f"There is no state {state}: it is one of {', '.join(STATES)}.", status=400)
        number = ids.alphanumeric(self.world.seed(Deployment, project.id), 28)
        deployment = Deployment(
            id=f"dpl_{number}",
            project=project.id,
            name=project.name,
            url=f"{project.name}-{number[:9].lower()}-{self.scope.team(project.team).slug}.vercel.app",
            target=target,
            state=state,
            created=self.world.clock.milliseconds(),
            commit=commit,
        )
        made = self.world.add(deployment)
        serves = target == "production" and state == READY and live and project.settings.auto_assign_custom_domains
        return self._served(project, made) if serves else made

    def listed(self, team_id: str | None, project_id: str | None) -> list[Deployment]:
        """List the deployments of a project, or of all of a team's."""
        team = self.scope.team(team_id)
        projects = [self.scope.project(team.id, project_id)] if project_id else self.world.children(Project, team.id)
        return [each for project in projects for each in self.world.children(Deployment, project.id)]

    def find(self, team_id: str | None, reference: str) -> Deployment:
        """Find a deployment by id or address; raises `NotFound`."""
        found = next((each for each in self.listed(team_id, None) if reference in (each.id, each.url)), None)
        if found is None:
            raise NotFound("The deployment could not be found.")
        return found

    def current(self, project: Project) -> Deployment | None:
        """Find what serves a project's production now."""
        served = [each for each in self.world.children(Deployment, project.id) if each.promoted]
        return max(served, key=lambda each: each.promoted, default=None)

    def promote(self, team_id: str | None, project_id: str, deployment_id: str) -> Deployment:
        """Let a deployment serve production; raises `NotFound`, `Invalid` (not ready), `Conflict` (serves already)."""
        project, found = self.scope.project(team_id, project_id), self.find(team_id, deployment_id)
        if found.project != project.id:
            raise NotFound("The deployment could not be found.")
        if found.state != READY:
            raise Invalid(f"The deployment is not ready to be promoted: its state is {found.state}.", status=400)
        current = self.current(project)
        if current and current.id == found.id:
            raise Conflict("The deployment is already the current production deployment.", code="already_promoted")
        return self._served(project, found)

    def set_attack_mode(self, team_id: str | None, project_id: str, *, enabled: bool, until: int | None) -> Project:
        """Challenge every visitor, or stop it; `until` in milliseconds. Raises `NotFound`, `Invalid` (the past)."""
        project = self.scope.project(team_id, project_id)
        if enabled and until is not None and until <= self.world.clock.milliseconds():
            raise Invalid("`attackModeActiveUntil` must be in the future.", status=400)
        return self.world.put(replace(project, attack_mode=enabled, attack_mode_until=until if enabled else None))

    def pause(self, team_id: str | None, project_id: str, *, paused: bool) -> Project:
        """Take production off the net, or bring it back; raises `NotFound`."""
        return self.world.put(replace(self.scope.project(team_id, project_id), paused=paused))

    def _served(self, project: Project, deployment: Deployment) -> Deployment:
        """Count a deployment as the one promoted last, even within one millisecond."""
        current = self.current(project)
        moment = max(self.world.clock.milliseconds(), current.promoted + 1 if current else 1)
        return self.world.put(replace(deployment, promoted=moment, target="production"))
