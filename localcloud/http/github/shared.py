"""What every part of GitHub's API shares: where routes stand, errors in GitHub's words, pages, headers.

Facts: docs.github.com, "Using the REST API": pagination, rate limits, conditional requests; the prefix `/api/v3` is
GitHub Enterprise Server's, under which the GitHub provider looks for any host but GitHub's own.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlencode

from localcloud.core.entities import Json
from localcloud.core.errors import CloudError, Invalid, RateLimited
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.errors import RuleViolation, ValidationFailed, not_found
from localcloud.github.service import GitHubService
from localcloud.http.api import Answer, Api, Function, Request
from localcloud.http.errors import on_demand
from localcloud.plugin.inputs import InputError

API: Final = "https://api.github.com"
WEB: Final = "https://github.com"
ROOT: Final = "/repos/{owner}/{repository}"
PREFIXES: Final = ("", "/api/v3")
SCOPES: Final = "repo, workflow"
EXPIRY: Final = timedelta(days=90)
DONE: Final = Answer(status=204)
_DOCS: Final = "https://docs.github.com/rest"
_LIMITS: Final = f"{_DOCS}/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"
_TOO_MANY: Final = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
_BROKEN: Final = "Server Error"
_ORDERED: Final = frozenset({"commits", "issues", "parents", "pulls", "tree", "workflow_runs"})
_PAGE: Final = 30
_LARGEST_PAGE: Final = 100
_HOURLY: Final = 5000
DIGITS: Final = 18
_UNAUTHORIZED: Final = 401
_NOT_MODIFIED: Final = 304


def _spell(error: CloudError) -> Json:
    if isinstance(error, RateLimited):
        return {"message": _TOO_MANY, "documentation_url": _LIMITS}
    message = "Bad credentials" if error.http_status == _UNAUTHORIZED else on_demand(error, _TOO_MANY, _BROKEN)
    found: dict[str, Json] = {"message": message, "documentation_url": _DOCS, "status": str(error.http_status)}
    if isinstance(error, ValidationFailed):
        found |= {"message": error.summary, "errors": _errors(error)}
    if isinstance(error, RuleViolation):
        found["metadata"] = {"reasons": [*error.reasons]}
    return found


def _errors(error: ValidationFailed) -> list[Json]:
    """Spell what is wrong field by field; of a ruleset, as GitHub does, in sentences."""
    if error.errors[0].resource == "Ruleset":
        return [each.message for each in error.errors]
    return [
        {"resource": each.resource, "field": each.field, "code": each.code, "message": each.message}
        for each in error.errors
    ]


GITHUB: Final = Api("github", _spell, ordered=_ORDERED)


def rest(method: str, path: str, target: str, operation: str) -> Callable[[Function], Function]:
    """Register a function of the REST API under each prefix, with the headers that every answer carries.

    In the requests that the function gets, `address` is the whole URL without its query.
    """

    def register(function: Function) -> Function:
        for prefix in PREFIXES:
            GITHUB.route(method, f"{prefix}{path}", target, operation)(_answering(method, f"{prefix}{path}", function))
        return function

    return register


def _answering(method: str, path: str, function: Function) -> Function:
    def answered(world: Transaction, request: Request) -> Answer:
        asked = replace(request, address=f"{request.address}{_filled(path, request.params)}")
        try:
            answer = function(world, asked)
        except InputError as error:
            raise _malformed(error) from error
        whole = replace(answer, headers={**_headers(world), **answer.headers})
        return _tagged(asked, whole, conditional=method == "GET")

    return answered


def _malformed(error: InputError) -> Invalid:
    """Say in GitHub's words that a body lacks a field, or that a field is of another type."""
    name, _, wrong = str(error).partition(" ")
    what = f'"{name}" wasn\'t supplied.' if wrong == "is absent" else f"For 'properties/{name}', the value {wrong}."
    return Invalid(f"Invalid request.\n\n{what}")


def decoded(content: str) -> bytes:
    """Decode what a request carries in base64; raises `Invalid`."""
    try:
        return base64.b64decode("".join(content.split()), validate=True)
    except binascii.Error as error:
        raise Invalid("content is not valid Base64") from error


def _filled(path: str, params: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)(?::path)?\}", lambda found: quote(params[found[1]]), path)


def github(world: Transaction, request: Request) -> GitHubService:
    """Give GitHub for the owner in a request's path, or of the repository whose number is there."""
    return GitHubService(world, request.params.get("owner") or _numbered(world, request).owner)


def repository_name(world: Transaction, request: Request) -> str:
    """Give the name of the repository that a request's path names, as `owner/name` or by its number."""
    return request.params.get("repository") or _numbered(world, request).name


def _numbered(world: Transaction, request: Request) -> Repository:
    found = world.by_id(Repository, request.params.get("id", ""))
    if found is None:
        raise not_found()
    return found


def paged(request: Request, items: Iterable[Json], wrapped: str = "") -> Answer:
    """Answer with a page of a list, as it is or with its length in an object under the name `wrapped`."""
    found = [*items]
    size = min(_positive(request, "per_page", _PAGE), _LARGEST_PAGE)
    number = _positive(request, "page", 1)
    shown = found[(number - 1) * size : number * size]
    last = max(1, -(-len(found) // size))
    body: Json = {"total_count": len(found), wrapped: shown} if wrapped else shown
    return Answer(body, headers=_links(request, number, last))


def _positive(request: Request, name: str, default: int) -> int:
    given = request.query.get(name, "")
    return max(1, int(given)) if given.isdecimal() and len(given) <= DIGITS else default


def _links(request: Request, number: int, last: int) -> Mapping[str, str]:
    wanted = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
    ends = {"prev", "first"} if number > 1 else set()
    ends |= {"next", "last"} if number < last else set()
    links = [
        f'<{request.address}?{urlencode({**request.query, "page": page})}>; rel="{name}"'
        for name, page in wanted.items()
        if name in ends
    ]
    return {"Link": ", ".join(links)} if links else {}


def _headers(world: Transaction) -> Mapping[str, str]:
    """Give the headers about the token and what it may still ask this hour."""
    now = world.clock.read()
    return {
        "X-OAuth-Scopes": SCOPES,
        "X-RateLimit-Limit": str(_HOURLY),
        "X-RateLimit-Remaining": str(_HOURLY - 1),
        "X-RateLimit-Used": "1",
        "X-RateLimit-Reset": str(int((now + timedelta(hours=1)).timestamp())),
        "X-RateLimit-Resource": "core",
        "GitHub-Authentication-Token-Expiration": (now + EXPIRY).strftime("%Y-%m-%d %H:%M:%S UTC"),
    }


def _tagged(request: Request, answer: Answer, *, conditional: bool) -> Answer:
    """Name what is answered by its hash; who reads and has it already gets nothing but the name again."""
    if answer.json is None:
        return answer
    text = json.dumps([answer.json, answer.headers.get("Link")], sort_keys=True)
    tag = f'W/"{hashlib.sha256(text.encode()).hexdigest()}"'
    headers = {**answer.headers, "ETag": tag}
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    unchanged = conditional and tag in known
    return Answer(None, _NOT_MODIFIED, headers) if unchanged else replace(answer, headers=headers)
