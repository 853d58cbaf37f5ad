"""Projects: the vendor's plugin makes one in its first team, and then tells it the rest, team by team."""

from typing import Final

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.sentry.api import ORGANIZATION, PROJECT, SENTRY, paged
from localcloud.http.sentry.organizations import ONE_TEAM, shown_organization, shown_team
from localcloud.plugin.inputs import Inputs
from localcloud.sentry.entities import Project
from localcloud.sentry.service import ProjectChange, SentryService

KIND: Final = "sentry:index/sentryProject:SentryProject"
TEAM_OF_PROJECT: Final = f"{PROJECT}/teams/{{team}}/"


@SENTRY.route("GET", f"{ORGANIZATION}/projects/", KIND, "read")
def projects(world: Transaction, request: Request) -> Answer:
    """List projects."""
    service = SentryService(world)
    found = service.projects(request.params["organization"])
    return paged([shown(service, each) for each in found], request, f"{ORGANIZATION}/projects/")


@SENTRY.route("POST", f"{ONE_TEAM}projects/", KIND, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a project in a team."""
    service, team = SentryService(world), request.params["team"]
    change = _change(request.body, request.body.text("name"), (team,))
    made = service.create_project(request.params["organization"], change)
    return Answer(shown(service, made), 201)


@SENTRY.route("GET", f"{PROJECT}/", KIND, "read")
def project(world: Transaction, request: Request) -> Answer:
    """Give a project."""
    return Answer(shown(SentryService(world), _found(world, request)))


@SENTRY.route("PUT", f"{PROJECT}/", KIND, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change a project; what the request leaves out stays."""
    service, found = SentryService(world), _found(world, request)
    change = _change(request.body, request.body.text_or_none("name") or found.name, found.teams)
    return Answer(shown(service, service.update_project(found.organization, found.slug, change)))


@SENTRY.route("DELETE", f"{PROJECT}/", KIND, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a project."""
    found = _found(world, request)
    SentryService(world).delete_project(found.organization, found.slug)
    return Answer(status=204)


@SENTRY.route("POST", TEAM_OF_PROJECT, KIND, "update")
def add_team(world: Transaction, request: Request) -> Answer:
    """Give a project to one more team."""
    return _with_teams(world, request, {request.params["team"]}, set(), 201)


@SENTRY.route("DELETE", TEAM_OF_PROJECT, KIND, "update")
def remove_team(world: Transaction, request: Request) -> Answer:
    """Take a project from a team."""
    return _with_teams(world, request, set(), {request.params["team"]}, 200)


def _with_teams(world: Transaction, request: Request, added: set[str], removed: set[str], status: int) -> Answer:
    service, found = SentryService(world), _found(world, request)
    service.existing_team(found.organization, request.params["team"])
    teams = tuple(sorted({*found.teams, *added} - removed))
    change = _change(Inputs({}), found.name, teams)
    return Answer(shown(service, service.update_project(found.organization, found.slug, change)), status)


def _change(body: Inputs, name: str, teams: tuple[str, ...]) -> ProjectChange:
    return ProjectChange(
        name=name,
        slug=body.text_or_none("slug"),
        platform=body.text_or_none("platform"),
        teams=teams,
        digests_min_delay=body.integer_or_none("digestsMinDelay"),
        digests_max_delay=body.integer_or_none("digestsMaxDelay"),
        resolve_age=body.integer_or_none("resolveAge"),
    )


def _found(world: Transaction, request: Request) -> Project:
    return SentryService(world).existing_project(request.params["organization"], request.params["project"])


def shown(service: SentryService, found: Project) -> Json:
    """Spell a project."""
    teams = [shown_team(service.existing_team(found.organization, each)) for each in found.teams]
    return {
        "id": found.id,
        "slug": found.slug,
        "name": found.name,
        "platform": found.platform,
        "status": "active",
        "isPublic": False,
        "isBookmarked": False,
        "isMember": False,
        "hasAccess": True,
        "color": "#3f70bf",
        "features": ["alert-filters", "minidump", "releases"],
        "digestsMinDelay": found.digests_min_delay,
        "digestsMaxDelay": found.digests_max_delay,
        "resolveAge": found.resolve_age,
        "organization": shown_organization(service.organization(found.organization)),
        "team": teams[0] if teams else None,
        "teams": teams,
    }
