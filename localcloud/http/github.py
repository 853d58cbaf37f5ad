"""GitHub's API, as far as files in one commit need it: branches, rules, git data, pull requests."""

import base64

from localcloud.core.entities import Json
from localcloud.core.errors import CloudError, Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities_git import PullRequest, Ref, Signature
from localcloud.github.errors import RuleViolation, ValidationFailed, not_found
from localcloud.github.git_data import TreeChange
from localcloud.github.service import GitHubService
from localcloud.http.api import Answer, Api, Request
from localcloud.plugin.inputs import Inputs

FILES = "luma:github:Files"
ROOT = "/repos/{owner}/{repository}"
DOCS = "https://docs.github.com/rest"


def _spell(error: CloudError) -> Json:
    found: dict[str, Json] = {"message": error.message, "documentation_url": DOCS, "status": str(error.http_status)}
    if isinstance(error, ValidationFailed):
        found["errors"] = [
            {"resource": each.resource, "field": each.field, "code": each.code, "message": each.message}
            for each in error.errors
        ]
    if isinstance(error, RuleViolation):
        found["metadata"] = {"reasons": [*error.reasons]}
    return found


GITHUB = Api("github", _spell)


@GITHUB.route("GET", f"{ROOT}/branches/{{branch}}", FILES, "read")
def branch(world: Transaction, request: Request) -> Answer:
    """Give a branch; `protected` is about the older kind of protection, which rulesets have replaced."""
    name = request.params["branch"]
    ref = _github(world, request).refs.ref(_repository(request), f"heads/{name}")
    if ref is None:
        raise not_found()
    return Answer({"name": name, "commit": {"sha": ref.sha}, "protected": False})


@GITHUB.route("GET", f"{ROOT}/rules/branches/{{branch}}", FILES, "read")
def rules(world: Transaction, request: Request) -> Answer:
    """List the rules that cover a branch."""
    found = _github(world, request).rulesets.rules_for_branch(_repository(request), request.params["branch"])
    return Answer(
        [
            {"type": rule.type, "parameters": dict(rule.parameters), "ruleset_id": int(ruleset.id)}
            for ruleset, rule in found
        ]
    )


@GITHUB.route("GET", f"{ROOT}/git/trees/{{tree}}", FILES, "read")
def tree(world: Transaction, request: Request) -> Answer:
    """Give a tree, with its folders' content where asked for."""
    recursive = bool(request.query.get("recursive"))
    found, entries = _github(world, request).git.tree(_repository(request), request.params["tree"], recursive=recursive)
    listed: list[Json] = [
        {"path": path, "mode": each.mode, "type": each.kind, "sha": each.sha} for path, each in entries
    ]
    return Answer({"sha": found.sha, "tree": listed, "truncated": False})


@GITHUB.route("GET", f"{ROOT}/git/blobs/{{blob}}", FILES, "read")
def blob(world: Transaction, request: Request) -> Answer:
    """Give a blob."""
    found = _github(world, request).git.blob(_repository(request), request.params["blob"])
    content = base64.encodebytes(found.data).decode()
    return Answer({"sha": found.sha, "encoding": "base64", "content": content, "size": len(found.data)})


@GITHUB.route("POST", f"{ROOT}/git/trees", FILES, "create")
def create_tree(world: Transaction, request: Request) -> Answer:
    """Make a tree."""
    changes = [_tree_change(Inputs(each)) for each in request.body.items("tree")]
    base = request.body.text_or_none("base_tree")
    found = _github(world, request).git.create_tree(_repository(request), changes, base)
    return Answer({"sha": found.sha}, 201)


@GITHUB.route("POST", f"{ROOT}/git/commits", FILES, "create")
def create_commit(world: Transaction, request: Request) -> Answer:
    """Make a commit."""
    body, service = request.body, _github(world, request)
    found = service.git.create_commit(
        _repository(request),
        body.text("message"),
        body.text("tree"),
        body.texts("parents"),
        author=_signature(world, body.object("author")),
        committer=_signature(world, body.object("committer")),
    )
    return Answer({"sha": found.sha, "tree": {"sha": found.tree}, "message": found.message}, 201)


@GITHUB.route("POST", f"{ROOT}/git/refs", FILES, "create")
def create_ref(world: Transaction, request: Request) -> Answer:
    """Make a branch."""
    name, sha = request.body.text("ref"), request.body.text("sha")
    return Answer(_ref(_github(world, request).refs.create_ref(_repository(request), name, sha)), 201)


@GITHUB.route("PATCH", f"{ROOT}/git/refs/{{ref:path}}", FILES, "update")
def update_ref(world: Transaction, request: Request) -> Answer:
    """Move a branch."""
    force = request.body.flag_or_none("force") or False
    refs, sha = _github(world, request).refs, request.body.text("sha")
    return Answer(_ref(refs.update_ref(_repository(request), request.params["ref"], sha, force=force)))


@GITHUB.route("DELETE", f"{ROOT}/git/refs/{{ref:path}}", FILES, "delete")
def delete_ref(world: Transaction, request: Request) -> Answer:
    """Delete a branch."""
    _github(world, request).refs.delete_ref(_repository(request), request.params["ref"])
    return Answer(status=204)


@GITHUB.route("GET", f"{ROOT}/pulls", FILES, "read")
def pulls(world: Transaction, request: Request) -> Answer:
    """List pull requests."""
    found = _github(world, request).pulls.listed(
        _repository(request),
        state=request.query.get("state", "open"),
        head=request.query.get("head", ""),
        base=request.query.get("base", ""),
    )
    return Answer([_pull(request, each) for each in found])


@GITHUB.route("POST", f"{ROOT}/pulls", FILES, "create")
def create_pull(world: Transaction, request: Request) -> Answer:
    """Open a pull request."""
    body = request.body
    found = _github(world, request).pulls.create(
        _repository(request),
        title=body.text("title"),
        head=body.text("head"),
        base=body.text("base"),
        body=body.text_or_none("body") or "",
        maintainer_can_modify=body.flag_or_none("maintainer_can_modify") or False,
    )
    return Answer(_pull(request, found), 201)


@GITHUB.route("PATCH", f"{ROOT}/pulls/{{number}}", FILES, "update")
def update_pull(world: Transaction, request: Request) -> Answer:
    """Change or close a pull request."""
    if not request.params["number"].isdigit():
        raise Invalid("pull_number must be a number")
    found = _github(world, request).pulls.update(
        _repository(request),
        int(request.params["number"]),
        title=request.body.text_or_none("title"),
        body=request.body.text_or_none("body"),
        state=request.body.text_or_none("state"),
    )
    return Answer(_pull(request, found))


def _github(world: Transaction, request: Request) -> GitHubService:
    return GitHubService(world, request.params["owner"])


def _repository(request: Request) -> str:
    return request.params["repository"]


def _tree_change(entry: Inputs) -> TreeChange:
    return TreeChange(entry.text("path"), entry.text("mode"), entry.text_or_none("sha"), entry.text_or_none("content"))


def _signature(world: Transaction, person: Inputs) -> Signature | None:
    if "name" not in person:
        return None
    date = person.text_or_none("date") or world.clock.timestamp()
    return Signature(person.text("name"), person.text("email"), date)


def _ref(ref: Ref) -> Json:
    return {"ref": f"refs/{ref.name}", "object": {"type": "commit", "sha": ref.sha}}


def _pull(request: Request, pull: PullRequest) -> Json:
    path = f"{request.params['owner']}/{request.params['repository']}"
    return {
        "number": pull.number,
        "html_url": f"https://github.com/{path}/pull/{pull.number}",
        "state": pull.state,
        "merged": pull.merged,
        "title": pull.title,
        "body": pull.body,
        "head": {"ref": pull.head, "sha": pull.head_sha},
        "base": {"ref": pull.base, "sha": pull.base_sha},
    }
