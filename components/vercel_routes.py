"""Project routes: the headers and redirects that change without a deployment.

Every header and redirect has one owner; those of `vercel-json` are in the file of that name in the app's repository.
Vercel serialises the changes of a project's routes, so there are few: one for all headers of a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from settings.vercel import Redirect, Vercel

if TYPE_CHECKING:
    from components.resources.objects.vercel import ProjectRouteRoute


@dataclass(frozen=True, slots=True)
class Route:
    """One project route: its role in the stack, its name in Vercel, and what it does."""

    role: str
    name: str
    route: ProjectRouteRoute


def routes(settings: Vercel) -> list[Route]:
    """Return the routes of a project: one for all headers of a source, then one a redirect."""
    headers: dict[str, dict[str, str]] = {}
    for header in settings.headers:
        if header.owner == "project-route":
            headers.setdefault(header.source, {})[header.name] = header.value
    redirects = [redirect for redirect in settings.redirects if redirect.owner == "project-route"]
    return [*map(_header_route, headers, headers.values()), *map(_redirect_route, redirects)]


def _header_route(source: str, values: dict[str, str]) -> Route:
    return Route(f"headers-{source}", f"Headers on {source}", {"src": source, "headers": values})


def _redirect_route(redirect: Redirect) -> Route:
    return Route(
        f"redirect-{redirect.source}",
        f"Redirect {redirect.source}",
        {"src": redirect.source, "dest": redirect.destination, "status": 308 if redirect.permanent else 307},
    )
