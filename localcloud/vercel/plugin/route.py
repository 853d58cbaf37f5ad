"""Live routing rules of projects."""

import json
from collections.abc import Iterable, Iterator
from typing import ClassVar

from localcloud.core.entities import Json
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure
from localcloud.vercel.entities import Route
from localcloud.vercel.plugin import checks
from localcloud.vercel.plugin.cloud import CLOUD, Place
from localcloud.vercel.route_rules import Position, RouteRule
from localcloud.vercel.route_service import RouteChange
from localcloud.vercel.service import VercelService
from localcloud.vercel.wire import from_wire, said, to_wire

CHOICES = {
    "position.placement": ("start", "end", "before", "after"),
    "route.has.type": ("host", "header", "cookie", "query"),
    "route.missings.type": ("host", "header", "cookie", "query"),
    "route.transforms.op": ("append", "set", "delete"),
    "route.transforms.type": ("request.headers", "request.query", "response.headers"),
    "srcSyntax": ("equals", "path-to-regexp", "regex"),
}


@CLOUD.resource("vercel:index/projectRoute:ProjectRoute")
class RouteHandler(Resource[VercelService]):
    """A rule; its import id is `team/project/route` or `project/route`. Vercel does not tell its position."""

    AUTONAME = "name"
    REPLACE = frozenset({"position", "projectId", "teamId"})
    DEFAULTS: ClassVar = {"description": "", "enabled": True}
    FILLED = frozenset({"srcSyntax", "teamId"})
    VOLATILE = frozenset({"routeType", "srcSyntax"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse what the provider's validators refuse, and what its plugin does not survive: an absent position."""
        if not (inputs.unknown("position") or "position" in inputs):
            yield Failure("position", 'the plugin crashes without one; {"placement": "end"} is Vercel\'s own')
        yield from checks.choices(inputs, CHOICES)
        yield from checks.lengths(inputs, {"name": (1, 256), "description": (0, 1024)})
        yield from checks.require(inputs, "route.status", lambda value: value in range(100, 1000), "must be 100 to 999")
        for path in ("route.transforms.args", "route.transforms.target"):
            yield from checks.require(inputs, path, _is_json, "must be a JSON document")
        for path in ("route.has", "route.missings"):
            yield from _check_hosts(inputs, path)

    def create(self, cloud: VercelService, inputs: Inputs) -> State:
        """Make the rule."""
        team, project = inputs.text_or_none("teamId"), inputs.text("projectId")
        position = from_wire(Position, inputs.object("position").values) if "position" in inputs else None
        return _route(cloud, cloud.routes.create(team, project, _change(inputs), position), project, inputs)

    def read(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the rule."""
        place = Place.of(resource_id, inputs)
        found = cloud.routes.find(place.team, place.project, place.id)
        return _route(cloud, found, place.project, inputs) if found else None

    def update(self, cloud: VercelService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the rule where it stands."""
        team, project = new.text_or_none("teamId"), new.text("projectId")
        return _route(cloud, cloud.routes.update(team, project, resource_id, _change(new)), project, new)

    def delete(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> None:
        """Remove the rule."""
        cloud.routes.delete(inputs.text_or_none("teamId"), inputs.text("projectId"), resource_id)


def _is_json(value: Json) -> bool:
    try:
        json.loads(str(value))
    except ValueError:
        return False
    return True


def _check_hosts(inputs: Inputs, path: str) -> Iterator[Failure]:
    root, _, name = path.partition(".")
    for index, condition in enumerate(inputs.object(root).items(name)):
        if condition.get("type") == "host" and condition.get("key"):
            yield Failure(f"{path}[{index}].key", "cannot be set when type is host")


def _change(inputs: Inputs) -> RouteChange:
    return RouteChange(
        name=inputs.text("name"),
        description=inputs.text("description"),
        enabled=inputs.flag("enabled"),
        src_syntax=inputs.text_or_none("srcSyntax"),
        route=from_wire(RouteRule, inputs.object("route").values),
    )


def _route(cloud: VercelService, route: Route, project: str, inputs: Inputs) -> State:
    return State(
        route.id,
        {
            "projectId": project,
            "teamId": cloud.scope.owner(route.project),
            "name": route.name,
            "description": route.description,
            "enabled": route.enabled,
            "srcSyntax": route.src_syntax,
            "routeType": route.route.kind,
            "route": said(to_wire(route.route), inputs.json("route")),
        },
    )
