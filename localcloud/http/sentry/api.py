"""What all of Sentry's routes share: how it spells errors, and its pages."""

from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import CloudError, ServerError
from localcloud.http.api import Answer, Api, Request, page
from localcloud.http.errors import on_demand

ORGANIZATION: Final = "/api/0/organizations/{organization}"
PROJECT: Final = "/api/0/projects/{organization}/{project}"
PAGE: Final = 100


_TOO_MANY: Final = "You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds"


def _spell(error: CloudError) -> Json:
    found: dict[str, Json] = {"detail": on_demand(error, _TOO_MANY, "Internal Error")}
    return {**found, "errorId": None} if isinstance(error, ServerError) else found


SENTRY = Api("sentry", _spell, ordered=frozenset({"issues"}))


def paged(items: list[Json], request: Request, path: str) -> Answer:
    """Answer with one page of the list that a request to the route `path` asks for."""
    return page(items, request, path.format(**request.params), PAGE)
