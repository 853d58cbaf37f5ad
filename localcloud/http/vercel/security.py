"""Attack challenge mode, and production taken off the net."""

from localcloud.core.errors import NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel.api import PROJECT, VERCEL, V, project, service, team

TYPE = "vercel:index/attackChallengeMode:AttackChallengeMode"


@VERCEL.route("POST", "/security/attack-mode", TYPE, "update")
@VERCEL.route("POST", f"{V}/security/attack-mode", TYPE, "update")
def attack_mode(world: Transaction, request: Request) -> Answer:
    """Challenge every visitor of a project, or stop it."""
    body, cloud = request.body, service(world, request)
    enabled, until = body.flag("attackModeEnabled"), body.integer_or_none("attackModeActiveUntil")
    cloud.deployments.set_attack_mode(team(request), body.text("projectId"), enabled=enabled, until=until)
    return Answer({"attackModeEnabled": enabled, "attackModeUpdatedAt": world.clock.milliseconds()})


@VERCEL.route("POST", f"{PROJECT}/pause", TYPE, "update")
def pause(world: Transaction, request: Request) -> Answer:
    """Take a project's production off the net."""
    return _paused(world, request, paused=True)


@VERCEL.route("POST", f"{PROJECT}/unpause", TYPE, "update")
def unpause(world: Transaction, request: Request) -> Answer:
    """Bring a project's production back."""
    return _paused(world, request, paused=False)


def _paused(world: Transaction, request: Request, *, paused: bool) -> Answer:
    found = project(world, request)
    if found.id != request.params["project"]:
        raise NotFound("Project not found.")  # this one path takes the id alone, as Vercel's own
    service(world, request).deployments.pause(found.team, found.id, paused=paused)
    return Answer(status=200)
