"""Live routing rules of projects.

Vercel keeps versions of a project's rules: a change makes a staged one, and `promote` takes it live. Here each change
is live at once, as the provider wants it in the end: no version is ever left staged, and promoting one changes nothing.
"""

import json
from collections.abc import Mapping

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid, NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel.api import PROJECT, VERCEL, checked, project, service, team
from localcloud.plugin.inputs import Inputs
from localcloud.vercel.entities import Project, Route
from localcloud.vercel.route_rules import Position, RouteRule
from localcloud.vercel.route_service import RouteChange
from localcloud.vercel.scope import USER
from localcloud.vercel.wire import from_wire, to_wire

TYPE = "vercel:index/projectRoute:ProjectRoute"
ROUTES = f"{PROJECT}/routes"
MOST = 100


@VERCEL.route("GET", ROUTES, TYPE, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List a project's rules in their order."""
    owner = project(world, request)
    found = sorted(world.children(Route, owner.id), key=lambda each: each.rank)
    limit: Json = {"maxRoutes": MOST, "currentRoutes": len(found)}
    return Answer({"routes": [_shown(each) for each in found], "version": _version(owner, len(found)), "limit": limit})


@VERCEL.route("GET", f"{ROUTES}/versions", TYPE, "read")
def versions(world: Transaction, request: Request) -> Answer:
    """List the versions of a project's rules: the live one alone."""
    owner = project(world, request)
    return Answer({"versions": [_version(owner, len(world.children(Route, owner.id)))]})


@VERCEL.route("POST", f"{ROUTES}/versions", TYPE, "update")
def promote(world: Transaction, request: Request) -> Answer:
    """Take a version live, which it is already."""
    owner = project(world, request)
    version = _version(owner, len(world.children(Route, owner.id)))
    if request.body.text("id") != version["id"]:
        raise NotFound("The version was not found.")
    return Answer({"version": dict(version)})


@VERCEL.route("POST", ROUTES, TYPE, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a rule."""
    given, routes = request.body.object("position"), service(world, request).routes
    position = Position(placement="end")
    if given.values:
        position = Position(placement=given.text("placement"), reference_route_id=given.text_or_none("referenceId"))
    made = routes.create(team(request), request.params["project"], _change(request), position)
    return _changed(world, request, made)


@VERCEL.route("PATCH", f"{ROUTES}/{{route}}", TYPE, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change a rule where it stands."""
    owner = project(world, request)
    changed = service(world, request).routes.update(owner.team, owner.id, request.params["route"], _change(request))
    return _changed(world, request, changed)


@VERCEL.route("DELETE", ROUTES, TYPE, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove rules by their ids."""
    owner, routes, wanted = project(world, request), service(world, request).routes, request.body.texts("routeIds")
    if missing := [each for each in wanted if routes.find(owner.team, owner.id, each) is None]:
        raise NotFound(f"The routes {', '.join(missing)} were not found.")
    for each in wanted:
        routes.delete(owner.team, owner.id, each)
    count = len(world.children(Route, owner.id))
    return Answer({"deletedCount": len(wanted), "version": dict(_version(owner, count))})


def _change(request: Request) -> RouteChange:
    body = request.body.object("route")
    return RouteChange(
        name=body.text("name"),
        description=body.text_or_none("description") or "",
        enabled=body.flag_or_none("enabled") is not False,
        src_syntax=body.text_or_none("srcSyntax"),
        route=_rule(body.object("route")),
    )


def _rule(given: Inputs) -> RouteRule:
    """Read a rule, whose words differ a little from the settings'; targets and arguments are JSON documents there."""
    values = dict(given.values)
    values["missings"] = values.pop("missing", None)
    values["transforms"] = [
        {**each, "envs": each.get("env"), **{name: _document(each.get(name)) for name in ("target", "args")}}
        for each in given.items("transforms")
    ] or None
    if not isinstance(values.get("src"), str):
        raise Invalid("Invalid request: `route` should have a `src`.", status=400)
    return checked(from_wire(RouteRule, values))


def _changed(world: Transaction, request: Request, route: Route) -> Answer:
    owner = project(world, request)
    return Answer({"route": _shown(route), "version": dict(_version(owner, len(world.children(Route, owner.id))))})


def _shown(route: Route) -> Json:
    rule = to_wire(route.route)
    shown = dict(rule) if isinstance(rule, dict) else {}
    shown["missing"] = shown.pop("missings", None)
    shown["transforms"] = [_shown_transform(each) for each in Inputs(shown).items("transforms")]
    return {
        "id": route.id,
        "name": route.name,
        "description": route.description,
        "enabled": route.enabled,
        "srcSyntax": route.src_syntax,
        "routeType": route.route.kind,
        "rawSrc": route.route.src,
        "rawDest": route.route.dest,
        "route": {name: value for name, value in shown.items() if value not in (None, [])},
    }


def _shown_transform(transform: Mapping[str, Json]) -> Json:
    shown = {name: transform[name] for name in ("type", "op")}
    shown |= {name: json.loads(str(transform[name])) for name in ("target", "args") if transform.get(name) is not None}
    return {**shown, **({"env": transform["envs"]} if transform.get("envs") else {})}


def _document(value: Json) -> Json:
    return None if value is None else json.dumps(value)


def _version(owner: Project, count: int) -> dict[str, Json]:
    return {
        "id": f"live-{owner.id}",
        "s3Key": f"routes/{owner.id}.json",
        "lastModified": owner.created,
        "createdBy": USER,
        "isStaging": False,
        "isLive": True,
        "ruleCount": count,
    }
