"""What every part of Vercel's service needs: the team of a request, its project, and the ids of new things."""

from dataclasses import replace
from typing import Final

from localcloud.core import ids
from localcloud.core.errors import Forbidden, NotFound
from localcloud.core.transaction import Transaction
from localcloud.vercel.entities import Project, Team

USER: Final = ids.alphanumeric("vercel user", 24)
"""The one user of this cloud."""


class Scope:
    """A request's view of Vercel: `default_team` is the team of a request that names none."""

    def __init__(self, transaction: Transaction, default_team: str | None) -> None:
        self.world = transaction
        self.default_team = default_team

    def seed_team(self, team_id: str, plan: str) -> Team:
        """Make or update the team, as a person would."""
        known = self.world.by_id(Team, team_id)
        return self.world.put(replace(known, plan=plan)) if known else self.world.add(Team(id=team_id, plan=plan))

    def team(self, team_id: str | None = None) -> Team:
        """Find the team of a request: the one it names, else the default, else the user's own.

        Raises `Forbidden` for a team that the user is not in.
        """
        wanted = team_id or self.default_team
        found = self.world.by_id(Team, wanted) if wanted else next(iter(self.world.all(Team)), None)
        if found is None:
            raise Forbidden(f"Not authorized: Trying to access resource under scope {wanted or 'of no team'!r}.")
        return found

    def find_project(self, team_id: str | None, reference: str) -> Project | None:
        """Find a project of the team by id or name."""
        team = self.team(team_id)
        found = self.world.by_id(Project, reference) or self.world.get(Project, team.id, reference)
        return found if found and found.team == team.id else None

    def project(self, team_id: str | None, reference: str) -> Project:
        """Do `find_project`; raises `NotFound`."""
        found = self.find_project(team_id, reference)
        if found is None:
            raise NotFound("Project not found.")
        return found

    def plan(self, project: Project) -> str:
        """Tell the plan of a project's team."""
        return self.team(project.team).plan

    def owner(self, project_id: str) -> str:
        """Tell the id of a project's team; raises `NotFound`."""
        found = self.world.by_id(Project, project_id)
        if found is None:
            raise NotFound("Project not found.")
        return found.team
