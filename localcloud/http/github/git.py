"""GitHub's API of git data: branches and other refs, trees, blobs and commits."""

import base64
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.github.entities_git import Commit, Ref, Signature
from localcloud.github.errors import not_found
from localcloud.github.git_data import TreeChange
from localcloud.http.api import Answer, Request
from localcloud.http.github.shared import API, DONE, ROOT, decoded, github, paged, rest
from localcloud.plugin.inputs import Inputs

FILES: Final = "luma:github:Files"
FILE: Final = "github:index/repositoryFile:RepositoryFile"
BRANCH: Final = "github:index/branch:Branch"


@rest("GET", f"{ROOT}/branches", BRANCH, "read")
def branches(world: Transaction, request: Request) -> Answer:
    """List branches."""
    return paged(request, [_branch(each) for each in github(world, request).refs.listed(_name(request), "heads/")])


@rest("GET", f"{ROOT}/branches/{{branch}}", FILES, "read")
def branch(world: Transaction, request: Request) -> Answer:
    """Give a branch; `protected` is about the older kind of protection, which rulesets have replaced."""
    ref = github(world, request).refs.ref(_name(request), f"heads/{request.params['branch']}")
    if ref is None:
        raise not_found()
    return Answer(_branch(ref))


@rest("POST", f"{ROOT}/branches/{{branch}}/rename", BRANCH, "update")
def rename_branch(world: Transaction, request: Request) -> Answer:
    """Rename a branch."""
    new = request.body.text("new_name")
    return Answer(
        _branch(github(world, request).refs.rename_branch(_name(request), request.params["branch"], new)), 201
    )


@rest("GET", f"{ROOT}/git/trees/{{tree}}", FILES, "read")
def tree(world: Transaction, request: Request) -> Answer:
    """Give a tree, with its folders' content where asked for."""
    recursive = bool(request.query.get("recursive"))
    found, entries = github(world, request).git.tree(_name(request), request.params["tree"], recursive=recursive)
    listed: list[Json] = [
        {"path": path, "mode": each.mode, "type": each.kind, "sha": each.sha} for path, each in entries
    ]
    return Answer({"sha": found.sha, "tree": listed, "truncated": False})


@rest("GET", f"{ROOT}/git/blobs/{{blob}}", FILES, "read")
def blob(world: Transaction, request: Request) -> Answer:
    """Give a blob."""
    found = github(world, request).git.blob(_name(request), request.params["blob"])
    content = base64.encodebytes(found.data).decode()
    return Answer({"sha": found.sha, "encoding": "base64", "content": content, "size": len(found.data)})


@rest("POST", f"{ROOT}/git/blobs", FILES, "create")
def create_blob(world: Transaction, request: Request) -> Answer:
    """Make a blob."""
    content, body = request.body.text("content"), request.body
    data = decoded(content) if body.text_or_none("encoding") == "base64" else content.encode()
    return Answer({"sha": github(world, request).git.create_blob(_name(request), data).sha}, 201)


@rest("POST", f"{ROOT}/git/trees", FILES, "create")
def create_tree(world: Transaction, request: Request) -> Answer:
    """Make a tree."""
    changes = [_tree_change(Inputs(each)) for each in request.body.items("tree")]
    base = request.body.text_or_none("base_tree")
    return Answer({"sha": github(world, request).git.create_tree(_name(request), changes, base).sha}, 201)


@rest("POST", f"{ROOT}/git/commits", FILES, "create")
def create_commit(world: Transaction, request: Request) -> Answer:
    """Make a commit."""
    body, service = request.body, github(world, request)
    found = service.git.create_commit(
        _name(request),
        body.text("message"),
        body.text("tree"),
        body.texts("parents"),
        author=signature(world, body.object("author")),
        committer=signature(world, body.object("committer")),
    )
    return Answer(plain(found), 201)


@rest("GET", f"{ROOT}/git/commits/{{sha}}", FILES, "read")
def git_commit(world: Transaction, request: Request) -> Answer:
    """Give a commit as git has it."""
    return Answer(plain(github(world, request).git.commit(_name(request), request.params["sha"])))


@rest("GET", f"{ROOT}/commits", FILE, "read")
def commits(world: Transaction, request: Request) -> Answer:
    """List the commits before a branch or commit, newest first, also those alone that changed one file."""
    service, query = github(world, request).git, request.query
    found = service.history(_name(request), query.get("sha", ""), query.get("path", ""))
    return paged(request, [_commit(each) for each in found])


@rest("GET", f"{ROOT}/commits/{{sha:path}}", FILE, "read")
def commit(world: Transaction, request: Request) -> Answer:
    """Give a commit, or a branch's latest one, with the files that it changed."""
    service = github(world, request).git
    found = next(service.history(_name(request), request.params["sha"]))
    files: list[Json] = [
        {"filename": path, "status": status} for path, status in service.changes(_name(request), found)
    ]
    return Answer({**_commit(found), "files": files})


@rest("GET", f"{ROOT}/git/ref/{{ref:path}}", BRANCH, "read")
def ref(world: Transaction, request: Request) -> Answer:
    """Give a ref."""
    return Answer(_ref(github(world, request).refs.require(_name(request), request.params["ref"])))


@rest("GET", f"{ROOT}/git/matching-refs/{{ref:path}}", BRANCH, "read")
def matching_refs(world: Transaction, request: Request) -> Answer:
    """List the refs whose name starts so."""
    return paged(
        request, [_ref(each) for each in github(world, request).refs.listed(_name(request), request.params["ref"])]
    )


@rest("POST", f"{ROOT}/git/refs", FILES, "create")
def create_ref(world: Transaction, request: Request) -> Answer:
    """Make a branch."""
    name, sha = request.body.text("ref"), request.body.text("sha")
    return Answer(_ref(github(world, request).refs.create_ref(_name(request), name, sha)), 201)


@rest("PATCH", f"{ROOT}/git/refs/{{ref:path}}", FILES, "update")
def update_ref(world: Transaction, request: Request) -> Answer:
    """Move a branch."""
    force = request.body.flag_or_none("force") or False
    refs, sha = github(world, request).refs, request.body.text("sha")
    return Answer(_ref(refs.update_ref(_name(request), request.params["ref"], sha, force=force)))


@rest("DELETE", f"{ROOT}/git/refs/{{ref:path}}", FILES, "delete")
def delete_ref(world: Transaction, request: Request) -> Answer:
    """Delete a branch."""
    github(world, request).refs.delete_ref(_name(request), request.params["ref"])
    return DONE


def signature(world: Transaction, person: Inputs) -> Signature | None:
    """Read who signs a commit, now where no time is told; none where nobody is named."""
    if "name" not in person:
        return None
    date = person.text_or_none("date") or world.clock.timestamp()
    return Signature(person.text("name"), person.text("email"), date)


def plain(found: Commit) -> dict[str, Json]:
    """Spell a commit as git has it."""
    return {
        "sha": found.sha,
        "tree": {"sha": found.tree},
        "message": found.message,
        "parents": [{"sha": each} for each in found.parents],
        "author": _signed(found.author),
        "committer": _signed(found.committer),
    }


def _commit(found: Commit) -> dict[str, Json]:
    inner = plain(found)
    parents = inner.pop("parents")
    return {"sha": inner.pop("sha"), "commit": inner, "parents": parents}


def _signed(found: Signature) -> Json:
    return {"name": found.name, "email": found.email, "date": found.date}


def _name(request: Request) -> str:
    return request.params["repository"]


def _tree_change(entry: Inputs) -> TreeChange:
    return TreeChange(entry.text("path"), entry.text("mode"), entry.text_or_none("sha"), entry.text_or_none("content"))


def _branch(found: Ref) -> Json:
    return {"name": found.name.removeprefix("heads/"), "commit": {"sha": found.sha}, "protected": False}


def _ref(found: Ref) -> Json:
    target: Json = {"type": "commit", "sha": found.sha, "url": f"{API}/git/commits/{found.sha}"}
    return {"ref": f"refs/{found.name}", "node_id": f"REF_{found.id}", "object": target}
