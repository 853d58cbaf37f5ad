"""GitHub's API of repositories."""

from dataclasses import replace

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.errors import ValidationFailed, archived
from localcloud.github.service import GitHubService
from localcloud.http.api import Answer, Request
from localcloud.http.github.repository_shapes import ALONE, applied, shown
from localcloud.http.github.shared import DONE, ROOT, github, paged, repository_name, rest

REPOSITORY = "github:index/repository:Repository"


@rest("GET", "/orgs/{owner}/repos", REPOSITORY, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List an organization's repositories."""
    return paged(request, [shown(world, each) for each in github(world, request).repositories.listed()])


@rest("POST", "/orgs/{owner}/repos", REPOSITORY, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a repository, with a first commit where asked for."""
    body, service = request.body, github(world, request)
    draft = replace(applied(body, replace(ALONE, name=body.text("name"))), default_branch=ALONE.default_branch)
    made = service.repositories.create(draft)
    if body.flag_or_none("auto_init"):
        gitignore, license_ = body.text_or_none("gitignore_template"), body.text_or_none("license_template")
        service.repositories.initialise(made, gitignore or "", license_ or "")
    return Answer(shown(world, made), 201)


@rest("POST", f"{ROOT}/generate", REPOSITORY, "create")
def generate(world: Transaction, request: Request) -> Answer:
    """Make a repository from a template."""
    body = request.body
    owner = body.text_or_none("owner") or request.params["owner"]
    draft = replace(
        ALONE,
        name=body.text("name"),
        description=body.text_or_none("description") or "",
        visibility="private" if body.flag_or_none("private") else "public",
        template=f"{request.params['owner']}/{request.params['repository']}",
    )
    every = body.flag_or_none("include_all_branches") or False
    made = GitHubService(world, owner).repositories.generate(draft, all_branches=every)
    return Answer(shown(world, made), 201)


@rest("GET", ROOT, REPOSITORY, "read")
@rest("GET", "/repositories/{id}", REPOSITORY, "read")
def found(world: Transaction, request: Request) -> Answer:
    """Give a repository, also under a former name."""
    return Answer(shown(world, _required(world, request)))


@rest("PATCH", ROOT, REPOSITORY, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change a repository's settings, also its name."""
    known = _required(world, request)
    if known.archived and request.body.flag_or_none("archived") is not False:
        raise archived()
    if request.body.text_or_none("visibility") == known.visibility:
        raise ValidationFailed("Repository", "visibility", f"Visibility is already {known.visibility}.")
    changed = github(world, request).repositories.update(known.name, applied(request.body, known))
    return Answer(shown(world, changed))


@rest("DELETE", ROOT, REPOSITORY, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a repository with everything in it."""
    github(world, request).repositories.delete(_required(world, request).name)
    return DONE


@rest("GET", f"{ROOT}/topics", REPOSITORY, "read")
def topics(world: Transaction, request: Request) -> Answer:
    """List a repository's topics."""
    return Answer({"names": [*_required(world, request).topics]})


@rest("PUT", f"{ROOT}/topics", REPOSITORY, "update")
def replace_topics(world: Transaction, request: Request) -> Answer:
    """Replace a repository's topics."""
    if not isinstance(request.body.json("names"), list):
        raise Invalid('Invalid request.\n\n"names" wasn\'t supplied.')
    repositories = github(world, request).repositories
    known = repositories.writable(repository_name(world, request))
    changed = repositories.update(known.name, replace(known, topics=request.body.texts("names")))
    names: list[Json] = [*changed.topics]
    return Answer({"names": names})


def _required(world: Transaction, request: Request) -> Repository:
    return github(world, request).repositories.require(repository_name(world, request))
