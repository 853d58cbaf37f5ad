"""GitHub's API of files, one at a time: each write is a commit."""

import base64
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.github.contents import Content
from localcloud.github.entities_git import Commit, Signature
from localcloud.github.errors import not_found
from localcloud.http.api import Answer, Request
from localcloud.http.github.git import FILE, plain, signature
from localcloud.http.github.shared import API, ROOT, WEB, decoded, github, rest

_ONE: Final = f"{ROOT}/contents/{{path:path}}"


@rest("GET", _ONE, FILE, "read")
def content(world: Transaction, request: Request) -> Answer:
    """Give a file with its content, or list a folder."""
    service, repository, path = github(world, request), request.params["repository"], request.params["path"]
    file = service.contents.file(repository, path, request.query.get("ref", ""))
    if file is not None:
        return Answer(_shown(request, file))
    listed = service.contents.folder(repository, path, request.query.get("ref", ""))
    if listed is None:
        raise not_found()
    kinds = {"blob": "file", "tree": "dir", "commit": "submodule"}
    return Answer(
        [
            {"type": kinds[each.kind], "name": each.name, "path": f"{path}/{each.name}", "sha": each.sha}
            for each in listed
        ]
    )


@rest("PUT", _ONE, FILE, "create")
def put(world: Transaction, request: Request) -> Answer:
    """Write a file; `sha` names what it replaces."""
    body, service, branch = request.body, github(world, request).contents, request.body.text_or_none("branch") or ""
    path, sha = request.params["path"], request.body.text_or_none("sha")
    commit = service.put_file(
        request.params["repository"],
        path,
        decoded(body.text("content")),
        message=body.text("message"),
        branch=branch,
        sha=sha,
        author=_author(world, request),
    )
    made = service.file(request.params["repository"], path, branch)
    return Answer({"content": _shown(request, made) if made else None, "commit": plain(commit)}, 200 if sha else 201)


@rest("DELETE", _ONE, FILE, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a file."""
    body = request.body
    commit: Commit = github(world, request).contents.delete_file(
        request.params["repository"],
        request.params["path"],
        message=body.text("message"),
        sha=body.text("sha"),
        branch=body.text_or_none("branch") or "",
        author=_author(world, request),
    )
    return Answer({"content": None, "commit": plain(commit)})


def _author(world: Transaction, request: Request) -> Signature | None:
    return signature(world, request.body.object("author"))


def _shown(request: Request, found: Content) -> dict[str, Json]:
    full = f"{request.params['owner']}/{request.params['repository']}"
    return {
        "type": "file",
        "encoding": "base64",
        "size": len(found.blob.data),
        "name": found.path.rsplit("/", 1)[-1],
        "path": found.path,
        "content": base64.encodebytes(found.blob.data).decode(),
        "sha": found.blob.sha,
        "url": f"{API}/repos/{full}/contents/{found.path}?ref={found.branch}",
        "html_url": f"{WEB}/{full}/blob/{found.branch}/{found.path}",
        "git_url": f"{API}/repos/{full}/git/blobs/{found.blob.sha}",
        "download_url": f"https://raw.githubusercontent.com/{full}/{found.branch}/{found.path}",
    }
