"""Cloudflare's envelope, its errors and its two ways of paging.

Paths are served with and without `/client/v4`: the vendor's plugin takes a base URL that may end either way.
"""

from collections.abc import Callable
from typing import Final

from localcloud.cloudflare.r2_service import Place
from localcloud.core.entities import Json
from localcloud.core.errors import CloudError, Invalid
from localcloud.http.api import Answer, Api, Function, Request
from localcloud.http.errors import on_demand

PREFIX: Final = "(?:/client/v4)?"
JURISDICTION: Final = "cf-r2-jurisdiction"
STORAGE_CLASS: Final = "cf-r2-storage-class"
LARGEST_PAGE: Final = 1000
_CODES: Final = {401: 10000, 403: 9109, 404: 7000, 429: 971}
"""Cloudflare's codes for errors that no rule of a service gave a code."""
_OTHER: Final = 10001
_TOO_MANY: Final = "Please wait and consider throttling your request speed"
_BROKEN: Final = "We encountered an internal error. Please try again."


def _spell(error: CloudError) -> Json:
    code = int(error.code) if error.code.isdigit() else _CODES.get(error.http_status, _OTHER)
    return {
        "success": False,
        "errors": [{"code": code, "message": on_demand(error, _TOO_MANY, _BROKEN)}],
        "messages": [],
        "result": None,
    }


CLOUDFLARE = Api("cloudflare", _spell, ordered=frozenset({"rules"}))


def route(method: str, path: str, kind: str, operation: str) -> Callable[[Function], Function]:
    """Register a function for a path below the API's root.

    Args:
        method: HTTP method.
        path: Path, as in Cloudflare's reference.
        kind: The resource type that faults name, e.g. `R2Bucket`.
        operation: What it counts as for faults.
    """
    target = f"cloudflare:index/{kind[0].lower()}{kind[1:]}:{kind}"
    return CLOUDFLARE.route(method, f"{PREFIX}{path}", target, operation)


def answer(result: Json, info: Json = None, message: str = "") -> Answer:
    """Wrap a result in the envelope, with `result_info` for a page of a list."""
    messages: list[Json] = [{"code": 10000, "message": message, "type": None}] if message else []
    body: dict[str, Json] = {"result": result, "success": True, "errors": [], "messages": messages}
    return Answer({**body, "result_info": info} if info is not None else body)


def by_number(items: list[Json], request: Request, size: int) -> Answer:
    """Answer with one page of a list that is paged by number, `size` items where the request says no other."""
    size, number = _size(request, size), _number(request, "page", 1)
    start = (number - 1) * size
    info: Json = {
        "page": number,
        "per_page": size,
        "count": len(items[start : start + size]),
        "total_count": len(items),
        "total_pages": -(-len(items) // size),
    }
    return answer(items[start : start + size], info)


def by_cursor(items: list[Json], request: Request, size: int, name: str = "") -> Answer:
    """Answer with one page of a list that is paged by cursor; `name` where the result is an object that holds it."""
    size, start = _size(request, size), _number(request, "cursor", 0)
    found, more = items[start : start + size], start + size < len(items)
    info: dict[str, Json] = {"per_page": size, "is_truncated": more}
    if more:
        info["cursor"] = str(start + size)
    return answer({name: found} if name else found, info)


def place(request: Request) -> Place:
    """Say which bucket a request means: its path, and its jurisdiction header."""
    return Place(request.params["account"], jurisdiction(request), request.params.get("bucket", ""))


def jurisdiction(request: Request) -> str:
    """Read the jurisdiction header."""
    return request.headers.get(JURISDICTION) or "default"


def _size(request: Request, size: int) -> int:
    return max(1, min(_number(request, "per_page", size), LARGEST_PAGE))


def _number(request: Request, name: str, default: int) -> int:
    text = request.query.get(name) or str(default)
    if not text.isascii() or not text.isdigit():
        raise Invalid(f"{name} must be a number, not {text!r}", code="10001", status=400)
    return int(text)
