"""Projects: their settings, repository, deploy hooks, and how long their deployments are kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid, NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel import bypasses, protection_shapes
from localcloud.http.vercel.api import PROJECT, PROJECTS, VERCEL, checked, page, project, service, team
from localcloud.http.vercel.deployment_shapes import shown_target
from localcloud.http.vercel.project_shapes import changed, shown_hook, shown_link, shown_settings
from localcloud.plugin.inputs import Inputs
from localcloud.vercel.entities import Project
from localcloud.vercel.project_service import Password
from localcloud.vercel.settings import DeployHook, GitRepository, PasswordProtection, ProjectSettings, Retention

TYPE = "vercel:index/project:Project"
RETENTION = "vercel:index/projectDeploymentRetention:ProjectDeploymentRetention"
DAYS: Final = {"1d": 1, "1w": 7, "1m": 30, "2m": 60, "3m": 90, "6m": 180, "1y": 365, "unlimited": 36500}
PERIODS: Final = {"preview": "", "production": "Production", "canceled": "Canceled", "errored": "Errored"}


@VERCEL.route("GET", PROJECTS, TYPE, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List a team's projects."""
    owner, word = service(world, request).scope.team(team(request)), request.query.get("search", "")
    found = [each for each in world.children(Project, owner.id) if word in each.name]
    return page("projects", found, lambda each: each.created, lambda each: shown(world, each), request)


@VERCEL.route("POST", PROJECTS, TYPE, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a project."""
    body = request.body
    if body.items("environmentVariables"):
        raise Invalid("The local cloud makes a project's variables one by one: POST them to its `env`.", status=400)
    settings = checked(changed(ProjectSettings(), body.values))
    made = service(world, request).projects.create(team(request), body.text("name"), settings, None)
    return Answer(shown(world, made))


@VERCEL.route("GET", PROJECT, TYPE, "read")
def find(world: Transaction, request: Request) -> Answer:
    """Give a project by id or name."""
    return Answer(shown(world, project(world, request)))


@VERCEL.route("PATCH", PROJECT, TYPE, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change what is given of a project; null takes a value away."""
    known, body = project(world, request), request.body
    settings = checked(changed(known.settings, _object(request.json)))
    settings = replace(settings, git_repository=known.settings.git_repository)
    name, projects = body.text_or_none("name") or known.name, service(world, request).projects
    return Answer(shown(world, projects.update(known.team, known.id, name, settings, _password(known, request))))


@VERCEL.route("DELETE", PROJECT, TYPE, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a project and all that belongs to it."""
    known = project(world, request)
    service(world, request).projects.delete(known.team, known.id)
    return Answer(status=204)


@VERCEL.route("POST", f"{PROJECT}/link", TYPE, "update")
def link(world: Transaction, request: Request) -> Answer:
    """Connect a repository."""
    body = request.body
    return _linked(world, request, GitRepository(type=body.text("type"), repo=body.text("repo")))


@VERCEL.route("DELETE", f"{PROJECT}/link", TYPE, "update")
def unlink(world: Transaction, request: Request) -> Answer:
    """Disconnect the repository."""
    return _linked(world, request, None)


@VERCEL.route("PATCH", f"{PROJECT}/branch", TYPE, "update")
def branch(world: Transaction, request: Request) -> Answer:
    """Say which branch is production's."""
    return _linked(world, request, replace(_repository(world, request), production_branch=request.body.text("branch")))


@VERCEL.route("POST", f"{PROJECT}/deploy-hooks", TYPE, "update")
def create_hook(world: Transaction, request: Request) -> Answer:
    """Make a deploy hook."""
    hook = DeployHook(name=request.body.text("name"), ref=request.body.text("ref"))
    repository = _repository(world, request)
    return _linked(world, request, replace(repository, deploy_hooks=(*repository.deploy_hooks, hook)))


@VERCEL.route("DELETE", f"{PROJECT}/deploy-hooks/{{hook}}", TYPE, "update")
def delete_hook(world: Transaction, request: Request) -> Answer:
    """Remove a deploy hook."""
    known, repository = project(world, request), _repository(world, request)
    kept = tuple(
        each
        for each in repository.deploy_hooks
        if Inputs(_object(shown_hook(known, each))).text("id") != request.params["hook"]
    )
    if len(kept) == len(repository.deploy_hooks):
        raise NotFound("The deploy hook was not found.")
    return _linked(world, request, replace(repository, deploy_hooks=kept))


@VERCEL.route("PATCH", f"{PROJECT}/deployment-expiration", RETENTION, "update")
def retain(world: Transaction, request: Request) -> Answer:
    """Say how long deployments are kept; what is left out is kept for ever."""
    known = project(world, request)
    given = {name: request.body.text_or_none(f"expiration{suffix}") for name, suffix in PERIODS.items()}
    if strange := sorted({each for each in given.values() if each and each not in DAYS}):
        raise Invalid(f"Invalid request: the period {', '.join(strange)} is none of {', '.join(DAYS)}.", status=400)
    retention = Retention(**{name: value for name, value in given.items() if value})
    service(world, request).projects.set_retention(known.team, known.id, retention)
    return Answer(
        {"deploymentExpiration": {f"expiration{PERIODS[name]}": getattr(retention, name) for name in PERIODS}}
    )


def shown(world: Transaction, found: Project) -> Json:
    """Write a project."""
    protection = found.password_protection
    password: Json = None
    if protection is not None:
        password = {"deploymentType": protection_shapes.shown_scope(protection.deployment_type)}
    retention = found.retention or Retention()
    days: Json = {f"expirationDays{suffix}": DAYS[getattr(retention, name)] for name, suffix in PERIODS.items()}
    until = found.attack_mode_until
    return {
        **shown_settings(found.settings),
        "id": found.id,
        "accountId": found.team,
        "name": found.name,
        "createdAt": found.created,
        "updatedAt": found.created,
        "link": shown_link(found),
        "passwordProtection": password,
        "protectionBypass": bypasses.shown(world, found),
        "deploymentExpiration": days if found.retention else None,
        "security": {
            "attackModeEnabled": found.under_attack(world.clock.milliseconds()),
            "attackModeActiveUntil": until,
        },
        "paused": found.paused,
        "live": not found.paused,
        "targets": {"production": shown_target(world, found)},
    }


def _linked(world: Transaction, request: Request, repository: GitRepository | None) -> Answer:
    known = project(world, request)
    settings = replace(known.settings, git_repository=repository)
    projects = service(world, request).projects
    return Answer(shown(world, projects.update(known.team, known.id, known.name, settings, known.password_protection)))


def _repository(world: Transaction, request: Request) -> GitRepository:
    found = project(world, request).settings.git_repository
    if found is None:
        raise Invalid("The project is not connected to a Git repository.", status=400)
    return found


def _password(known: Project, request: Request) -> Password | PasswordProtection | None:
    """Tell the password to be: null takes it away, and leaving it out leaves it."""
    given = _object(request.json)
    if "passwordProtection" not in given:
        return known.password_protection
    return (
        protection_shapes.password(request.body.object("passwordProtection")) if given["passwordProtection"] else None
    )


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
