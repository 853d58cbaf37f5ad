"""Deployments: listed, made, promoted, rolled back, cancelled."""

from dataclasses import replace

from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel.api import PROJECT, VERCEL, V, page, service, team
from localcloud.http.vercel.deployment_shapes import commit, shown_listed, shown_one
from localcloud.vercel.entities import Deployment

TYPE = "vercel:index/deployment:Deployment"
DEPLOYMENTS = f"{V}/deployments"
DEPLOYMENT = f"{DEPLOYMENTS}/{{deployment}}"


@VERCEL.route("GET", DEPLOYMENTS, TYPE, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List deployments, newest first, by project, target, state, branch or commit."""
    found = service(world, request).deployments.listed(
        team(request), request.query.get("projectId") or request.query.get("app")
    )
    wanted = [each for each in found if _matches(each, request)]
    return page("deployments", wanted, lambda each: each.created, lambda each: shown_listed(world, each), request)


@VERCEL.route("POST", DEPLOYMENTS, TYPE, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Deploy a project's source, which is kept nowhere here; `meta.state` says how the build ends (`READY`)."""
    body = request.body
    meta = body.object("meta")
    made = service(world, request).deployments.create(
        team(request),
        body.text_or_none("project") or body.text("name"),
        body.text_or_none("target") or "",
        commit(meta.values, body.object("gitMetadata").values),
        state=meta.text_or_none("state") or "READY",
        live=body.flag_or_none("autoAssignCustomDomains") is not False,
    )
    return Answer(shown_one(world, made))


@VERCEL.route("GET", DEPLOYMENT, TYPE, "read")
def find(world: Transaction, request: Request) -> Answer:
    """Give a deployment by id or address."""
    return Answer(shown_one(world, _found(world, request)))


@VERCEL.route("DELETE", DEPLOYMENT, TYPE, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a deployment."""
    found = _found(world, request)
    world.remove(found)
    return Answer({"uid": found.id, "state": "DELETED"})


@VERCEL.route("PATCH", f"{DEPLOYMENT}/cancel", TYPE, "update")
def cancel(world: Transaction, request: Request) -> Answer:
    """Stop a deployment that is being built."""
    found = _found(world, request)
    if found.state not in ("BUILDING", "QUEUED"):
        raise Invalid("The deployment is not building, so it cannot be canceled.", status=400)
    return Answer(shown_one(world, world.put(replace(found, state="CANCELED"))))


@VERCEL.route("POST", f"{PROJECT}/promote/{{deployment}}", TYPE, "update")
def promote(world: Transaction, request: Request) -> Answer:
    """Let a deployment serve production; nothing is built again."""
    _promoted(world, request)
    return Answer(status=201)


@VERCEL.route("POST", f"{PROJECT}/rollback/{{deployment}}", TYPE, "update")
def roll_back(world: Transaction, request: Request) -> Answer:
    """Let an earlier deployment serve production again."""
    _promoted(world, request)
    return Answer(status=201)


def _promoted(world: Transaction, request: Request) -> None:
    deployments = service(world, request).deployments
    deployments.promote(team(request), request.params["project"], request.params["deployment"])


def _found(world: Transaction, request: Request) -> Deployment:
    return service(world, request).deployments.find(team(request), request.params["deployment"])


def _matches(found: Deployment, request: Request) -> bool:
    query = request.query
    states, target = query.get("state"), query.get("target")
    return (
        (states is None or found.state in states.upper().split(","))
        and (target is None or (found.target or "preview") == target)
        and query.get("branch") in (None, found.commit.ref)
        and query.get("sha") in (None, found.commit.sha)
    )
