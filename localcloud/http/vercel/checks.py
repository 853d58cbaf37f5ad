"""Deployment checks of projects."""

from localcloud.core.entities import Json
from localcloud.core.errors import NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel.api import PROJECT, VERCEL, checked, project, service
from localcloud.vercel.check_service import CheckChange
from localcloud.vercel.entities import CheckSource, DeploymentCheck
from localcloud.vercel.wire import from_wire, to_wire

TYPE = "vercel:index/projectDeploymentCheck:ProjectDeploymentCheck"
CHECKS = f"{PROJECT}/checks"


@VERCEL.route("GET", CHECKS, TYPE, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List a project's checks."""
    owner = project(world, request)
    return Answer({"checks": [_shown(each, owner.team) for each in world.children(DeploymentCheck, owner.id)]})


@VERCEL.route("POST", CHECKS, TYPE, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a check."""
    owner, body = project(world, request), request.body
    change = CheckChange(
        name=body.text("name"),
        requires=body.text_or_none("requires") or "build-ready",
        blocks=body.text_or_none("blocks"),
        is_rerequestable=body.flag_or_none("isRerequestable") or False,
        targets=body.texts("targets"),
        timeout=body.integer_or_none("timeout"),
    )
    source = checked(from_wire(CheckSource, body.object("source").values)) if "source" in body else None
    return Answer(_shown(service(world, request).checks.create(owner.team, owner.id, source, change), owner.team))


@VERCEL.route("GET", f"{CHECKS}/{{check}}", TYPE, "read")
def find(world: Transaction, request: Request) -> Answer:
    """Give a check."""
    return Answer(_shown(_found(world, request), project(world, request).team))


@VERCEL.route("PATCH", f"{CHECKS}/{{check}}", TYPE, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change what is given of a check."""
    owner, known, body = project(world, request), _found(world, request), request.body
    again = body.flag_or_none("isRerequestable")
    change = CheckChange(
        name=body.text_or_none("name") or known.name,
        requires=body.text_or_none("requires") or known.requires,
        blocks=body.text_or_none("blocks"),
        is_rerequestable=known.is_rerequestable if again is None else again,
        targets=body.texts("targets"),
        timeout=body.integer_or_none("timeout"),
    )
    return Answer(_shown(service(world, request).checks.update(owner.team, owner.id, known.id, change), owner.team))


@VERCEL.route("DELETE", f"{CHECKS}/{{check}}", TYPE, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a check."""
    owner, known = project(world, request), _found(world, request)
    service(world, request).checks.delete(owner.team, owner.id, known.id)
    return Answer({"success": True})


def _found(world: Transaction, request: Request) -> DeploymentCheck:
    owner = project(world, request)
    found = service(world, request).checks.find(owner.team, owner.id, request.params["check"])
    if found is None:
        raise NotFound("The deployment check was not found.")
    return found


def _shown(check: DeploymentCheck, owner: str) -> Json:
    return {
        "id": check.id,
        "name": check.name,
        "ownerId": owner,
        "projectId": check.project,
        "isRerequestable": check.is_rerequestable,
        "requires": check.requires,
        "source": to_wire(check.source),
        "sourceKind": check.source.kind,
        "blocks": check.blocks,
        "targets": [*check.targets],
        "timeout": check.timeout,
    }
