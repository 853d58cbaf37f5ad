"""A deployment as Vercel's API spells it: lists say `uid` and `state`, one by itself `id` and `readyState`.

Source: `src/models/getdeploymentsop.ts` of vercel/sdk.
"""

from collections.abc import Mapping

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.vercel.deployment_service import READY
from localcloud.vercel.entities import Deployment, GitCommit, Project, ProjectDomain
from localcloud.vercel.scope import USER
from localcloud.vercel.service import VercelService

META = {
    "sha": "githubCommitSha",
    "ref": "githubCommitRef",
    "message": "githubCommitMessage",
    "author": "githubCommitAuthorName",
    "repository": "githubRepo",
}
GIT = {"sha": "commitSha", "ref": "commitRef", "message": "commitMessage", "author": "commitAuthorName"}


def commit(meta: Mapping[str, Json], git: Mapping[str, Json]) -> GitCommit:
    """Read what was deployed, from either way to say it."""
    told = {name: git.get(wire) for name, wire in GIT.items()}
    return GitCommit(**{name: str(meta.get(wire) or told.get(name) or "") for name, wire in META.items()})


def shown_one(world: Transaction, found: Deployment) -> dict[str, Json]:
    """Write a deployment by itself."""
    current = _current(world, found)
    aliases: list[Json] = []
    if current is not None and current.id == found.id:
        aliases = [each.id for each in world.children(ProjectDomain, found.project)]
    shown = _shared(found, served=bool(aliases) or (current is not None and current.id == found.id))
    return {
        **shown,
        "id": found.id,
        "readyState": found.state,
        "status": found.state,
        "alias": aliases,
        "aliasError": None,
    }


def shown_listed(world: Transaction, found: Deployment) -> Json:
    """Write a deployment in a list."""
    current = _current(world, found)
    served = current is not None and current.id == found.id
    candidate = found.state == READY and bool(found.promoted) and not served
    shown = _shared(found, served=served)
    return {**shown, "uid": found.id, "state": found.state, "readyState": found.state, "isRollbackCandidate": candidate}


def shown_target(world: Transaction, project: Project) -> Json:
    """Write what serves a project's production, as a part of the project."""
    found = VercelService(world, project.team).deployments.current(project)
    return shown_one(world, found) if found else None


def _shared(found: Deployment, *, served: bool) -> dict[str, Json]:
    meta: dict[str, Json] = {wire: value for name, wire in META.items() if (value := getattr(found.commit, name))}
    shown: dict[str, Json] = {
        "name": found.name,
        "projectId": found.project,
        "url": found.url,
        "created": found.created,
        "createdAt": found.created,
        "type": "LAMBDAS",
        "source": found.source,
        "creator": {"uid": USER, "username": "luma"},
        "target": found.target or None,
        "meta": meta,
        "aliasAssigned": found.promoted if served else False,
        "inspectorUrl": f"https://vercel.com/{found.name}/{found.id.removeprefix('dpl_')}",
    }
    if found.state == READY:
        shown |= {"ready": found.created, "readySubstate": "PROMOTED" if found.promoted else "STAGED"}
    return shown


def _current(world: Transaction, found: Deployment) -> Deployment | None:
    project = world.by_id(Project, found.project)
    return VercelService(world, project.team).deployments.current(project) if project else None
