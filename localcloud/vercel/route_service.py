"""Vercel's rules for live routing rules.

Facts: vercel.com/docs/routing (project-level routes); `vercel/resource_project_route.go` of
vercel/terraform-provider-vercel. Each change is live at once; rules apply in order.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from localcloud.core import ids
from localcloud.core.errors import Invalid, NotFound
from localcloud.vercel.entities import Route
from localcloud.vercel.route_rules import Position, RouteRule
from localcloud.vercel.scope import Scope

PATTERN: Final = re.compile(r"[:*+?(){}]")


@dataclass(frozen=True)
class RouteChange:
    """What can be set on a rule; `src_syntax` of `None` is inferred from the pattern."""

    name: str
    description: str
    enabled: bool
    src_syntax: str | None
    route: RouteRule


class RouteService:
    """Routing rules of projects, for the length of one operation."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.world = scope.world

    def create(
        self, team_id: str | None, project_id: str, change: RouteChange, position: Position | None = None
    ) -> Route:
        """Make a rule, at the end unless told where; raises `NotFound` (project, other rule), `Invalid`."""
        project = self.scope.project(team_id, project_id)
        syntax = _checked(change)
        rank = self._make_room(project.id, position or Position(placement="end"))
        route = Route(
            id=ids.alphanumeric(self.world.seed(Route, project.id, change.name), 16),
            project=project.id,
            name=change.name,
            description=change.description,
            enabled=change.enabled,
            src_syntax=syntax,
            route=change.route,
            rank=rank,
        )
        return self.world.add(route)

    def find(self, team_id: str | None, project_id: str, route_id: str) -> Route | None:
        """Find a rule of a project by id."""
        project = self.scope.find_project(team_id, project_id)
        return self.world.get(Route, project.id, route_id) if project else None

    def update(self, team_id: str | None, project_id: str, route_id: str, change: RouteChange) -> Route:
        """Change a rule where it stands; raises `NotFound`, `Invalid`."""
        route = self.find(team_id, project_id, route_id)
        if route is None:
            raise NotFound("The route was not found.")
        return self.world.put(
            replace(
                route,
                name=change.name,
                description=change.description,
                enabled=change.enabled,
                src_syntax=_checked(change),
                route=change.route,
            )
        )

    def delete(self, team_id: str | None, project_id: str, route_id: str) -> None:
        """Remove a rule."""
        route = self.find(team_id, project_id, route_id)
        if route is not None:
            self.world.remove(route)

    def _make_room(self, project_id: str, position: Position) -> int:
        """Give the rank at a position, moving the rules behind it on."""
        routes = sorted(self.world.children(Route, project_id), key=lambda each: each.rank)
        index = _index(routes, position)
        for rank, route in enumerate(routes):
            self.world.put(replace(route, rank=rank if rank < index else rank + 1))
        return index


def _index(routes: list[Route], position: Position) -> int:
    if position.placement in ("start", "end"):
        return 0 if position.placement == "start" else len(routes)
    for index, route in enumerate(routes):
        if route.id == position.reference_route_id:
            return index if position.placement == "before" else index + 1
    raise NotFound(f"The route {position.reference_route_id} to place this one {position.placement} was not found.")


def _checked(change: RouteChange) -> str:
    """Refuse a rule that cannot work, and tell the syntax of its pattern."""
    route = change.route
    if not (route.dest or route.status or route.headers or route.transforms):
        raise _invalid("A route must set at least one of `dest`, `status`, `headers`, or `transforms`.")
    if route.redirects and not route.dest:
        raise _invalid(f"A route with the status {route.status} must have a `dest` to redirect to.")
    syntax = change.src_syntax or _syntax(route.src)
    if syntax == "regex":
        _require_expression(route.src)
    elif not route.src.startswith("/"):
        raise _invalid(f"The source {route.src!r} must start with a slash.")
    return syntax


def _syntax(src: str) -> str:
    if src.startswith("^") or src.endswith("$"):
        return "regex"
    return "path-to-regexp" if PATTERN.search(src) else "equals"


def _require_expression(src: str) -> None:
    try:
        re.compile(src)
    except re.error as error:
        raise _invalid(f"The source {src!r} is not a regular expression: {error}.") from error


def _invalid(message: str) -> Invalid:
    return Invalid(message, code="invalid_route", status=400)
