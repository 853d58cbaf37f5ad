"""What all of Sentry's routes share: how it spells errors, and its pages."""

from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import CloudError
from localcloud.http.api import Answer, Api, Request, page

ORGANIZATION: Final = "/api/0/organizations/{organization}"
PROJECT: Final = "/api/0/projects/{organization}/{project}"
PAGE: Final = 100


def _spell(error: CloudError) -> Json:
    return {"detail": error.message}


SENTRY = Api("sentry", _spell)


def paged(items: list[Json], request: Request, path: str) -> Answer:
    """Answer with one page of the list that a request to the route `path` asks for."""
    return page(items, request, path.format(**request.params), PAGE)
