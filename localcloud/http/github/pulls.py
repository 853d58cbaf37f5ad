"""GitHub's API of pull requests."""

from datetime import UTC, datetime
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities_git import PullRequest
from localcloud.http.api import Answer, Request
from localcloud.http.github.accounts import user
from localcloud.http.github.shared import DIGITS, ROOT, WEB, github, paged, rest

FILES: Final = "luma:github:Files"
PULL_REQUEST: Final = "github:index/repositoryPullRequest:RepositoryPullRequest"


@rest("GET", f"{ROOT}/pulls", FILES, "read")
def pulls(world: Transaction, request: Request) -> Answer:
    """List pull requests, newest first."""
    found = github(world, request).pulls.listed(
        request.params["repository"],
        state=request.query.get("state", "open"),
        head=request.query.get("head", ""),
        base=request.query.get("base", ""),
    )
    return paged(request, [spelled(request, each) for each in found[::-1]])


@rest("POST", f"{ROOT}/pulls", FILES, "create")
def create_pull(world: Transaction, request: Request) -> Answer:
    """Open a pull request."""
    body = request.body
    found = github(world, request).pulls.create(
        request.params["repository"],
        title=body.text("title"),
        head=body.text("head"),
        base=body.text("base"),
        body=body.text_or_none("body") or "",
        maintainer_can_modify=body.flag_or_none("maintainer_can_modify") or False,
    )
    return Answer(spelled(request, found), 201)


@rest("GET", f"{ROOT}/pulls/{{number}}", PULL_REQUEST, "read")
def pull(world: Transaction, request: Request) -> Answer:
    """Give a pull request."""
    return Answer(spelled(request, github(world, request).pulls.require(request.params["repository"], number(request))))


@rest("PATCH", f"{ROOT}/pulls/{{number}}", FILES, "update")
def update_pull(world: Transaction, request: Request) -> Answer:
    """Change or close a pull request."""
    body = request.body
    found = github(world, request).pulls.update(
        request.params["repository"],
        number(request),
        title=body.text_or_none("title"),
        body=body.text_or_none("body"),
        base=body.text_or_none("base"),
        state=body.text_or_none("state"),
        maintainer_can_modify=body.flag_or_none("maintainer_can_modify"),
    )
    return Answer(spelled(request, found))


def number(request: Request) -> int:
    """Read the number of a pull request or issue out of a path; raises `Invalid`."""
    given = request.params["number"]
    if not given.isdecimal() or len(given) > DIGITS:
        raise Invalid("number must be a number")
    return int(given)


def spelled(request: Request, pull: PullRequest) -> dict[str, Json]:
    """Spell a pull request."""
    owner, name = request.params["owner"], request.params["repository"]
    repository: Json = {"name": name, "full_name": f"{owner}/{name}", "owner": {"login": owner}}
    return {
        "id": int(pull.id),
        "number": pull.number,
        "html_url": f"{WEB}/{owner}/{name}/pull/{pull.number}",
        "state": pull.state,
        "merged": pull.merged,
        "merge_commit_sha": pull.merge_sha or None,
        "draft": False,
        "title": pull.title,
        "body": pull.body or None,
        "user": user(pull.opened_by),
        "labels": [],
        "maintainer_can_modify": pull.maintainer_can_modify,
        "created_at": _time(pull.opened_at),
        "updated_at": _time(pull.updated_at),
        "head": {"label": f"{owner}:{pull.head}", "ref": pull.head, "sha": pull.head_sha, "repo": repository},
        "base": {"label": f"{owner}:{pull.base}", "ref": pull.base, "sha": pull.base_sha, "repo": repository},
    }


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
