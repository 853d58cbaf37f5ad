"""What every part of Vercel's API shares: how errors are spelled, whose request it is, and pages."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from localcloud.core.entities import EntityError, Json, from_json, to_json
from localcloud.core.errors import CloudError, Invalid, RateLimited, ServerError
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Api, Request
from localcloud.http.errors import Unauthorized
from localcloud.vercel.entities import Project
from localcloud.vercel.service import VercelService

T = TypeVar("T")
V: Final = "/{version}"
PROJECTS: Final = f"{V}/projects"
PROJECT: Final = f"{PROJECTS}/{{project}}"
PAGE: Final = 20
_ORDERED: Final = frozenset(
    {"conditionGroup", "conditions", "deployments", "ips", "routes", "rules", "transforms", "versions"}
)
_BROKEN: Final = "An unexpected internal error occurred"


def _spell(error: CloudError) -> Json:
    if isinstance(error, Unauthorized):
        return {"error": {"code": "forbidden", "message": "Not authorized", "invalidToken": True}}
    if isinstance(error, RateLimited):
        return {"error": {"code": error.code, "message": _too_many(error), "limit": {"remaining": 0, "total": 100}}}
    if isinstance(error, ServerError):
        return {"error": {"code": "internal_server_error", "message": _BROKEN}}
    return {"error": {"code": error.code, "message": error.message}}


def _too_many(error: RateLimited) -> str:
    return f"The rate limit of 100 exceeded for 'api'. Try again in {error.retry_after:g} seconds"


VERCEL: Final = Api("vercel", _spell, token_length=24, denied=403, ordered=_ORDERED)


def service(world: Transaction, request: Request) -> VercelService:
    """Give Vercel in the scope of the team that a request names."""
    return VercelService(world, team(request))


def team(request: Request) -> str | None:
    """Tell the team that a request names."""
    return request.query.get("teamId")


def project(world: Transaction, request: Request) -> Project:
    """Find the project of a request's path, or of its query; raises `NotFound`, `Forbidden` (team)."""
    reference = request.params.get("project") or request.query.get("projectId")
    if not reference:
        raise Invalid("Missing required query parameter `projectId`.", status=400)
    return service(world, request).scope.project(team(request), reference)


def checked(value: T) -> T:
    """Refuse a settings object whose fields are of other types than they say; raises `Invalid`."""
    try:
        from_json(type(value), to_json(value))  # type: ignore[type-var, arg-type]  # any dataclass that entities hold
    except EntityError as error:
        raise Invalid(f"Invalid request: {error}.", status=400) from error
    return value


def page(
    name: str, items: Sequence[T], created: Callable[[T], int], show: Callable[[T], Json], request: Request
) -> Answer:
    """Answer with a page of a list, newest first, as far as `until` says; things of one moment share a page."""
    last = next((request.number(mark, 0) for mark in ("until", "from") if request.query.get(mark)), None)
    size = max(1, request.number("limit", PAGE))
    found = sorted((each for each in items if last is None or created(each) < last), key=created, reverse=True)
    shown = [each for index, each in enumerate(found) if index < size or created(each) == created(found[size - 1])]
    more = len(found) > len(shown)
    marks = {"count": len(shown), "next": created(shown[-1]) if more else None, "prev": None}
    return Answer({name: [show(each) for each in shown], "pagination": dict(marks)})


def whole(name: str, items: list[Json]) -> Answer:
    """Answer with a list that is one page."""
    return Answer({name: items, "pagination": {"count": len(items), "next": None, "prev": None}})
