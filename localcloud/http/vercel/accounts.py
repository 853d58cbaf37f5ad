"""The team and the user of a token: what a plugin asks when it starts."""

from localcloud.core.entities import Json
from localcloud.core.errors import Forbidden, NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel.api import VERCEL, V, service, whole
from localcloud.vercel.entities import Team
from localcloud.vercel.scope import USER

TEAM = "vercel:index/teamConfig:TeamConfig"


@VERCEL.route("GET", f"{V}/teams", TEAM, "read")
def teams(world: Transaction, _request: Request) -> Answer:
    """List the teams."""
    return whole("teams", [_shown(each) for each in world.all(Team)])


@VERCEL.route("GET", f"{V}/teams/{{team}}", TEAM, "read")
def team(world: Transaction, request: Request) -> Answer:
    """Give a team by id or slug."""
    wanted = request.params["team"]
    found = next((each for each in world.all(Team) if wanted in (each.id, each.slug)), None)
    if found is None:
        raise NotFound("The Team was not found.", code="team_not_found")
    return Answer(_shown(found))


@VERCEL.route("GET", f"{V}/user", TEAM, "read")
def user(world: Transaction, request: Request) -> Answer:
    """Give the token's user."""
    try:
        usual = service(world, request).scope.team().id
    except Forbidden:  # a user can be in no team
        usual = None
    return Answer({"user": {"id": USER, "email": "luma@example.com", "username": "luma", "defaultTeamId": usual}})


def _shown(found: Team) -> Json:
    return {"id": found.id, "slug": found.slug, "name": found.slug, "billing": {"plan": found.plan, "status": "active"}}
