"""The organization, its teams, and what the token of a request may do."""

from typing import Final

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.sentry.api import ORGANIZATION, SENTRY, paged
from localcloud.sentry.entities import Organization, Team
from localcloud.sentry.service import SentryService

TEAM: Final = "sentry:index/sentryTeam:SentryTeam"
ONE_TEAM: Final = "/api/0/teams/{organization}/{team}/"
SCOPES: Final = (
    *("alerts:read", "alerts:write", "event:admin", "event:read", "event:write", "member:read", "org:read"),
    *("project:admin", "project:read", "project:releases", "project:write", "team:admin", "team:read", "team:write"),
)
"""What the local cloud's own token may do: all that the platform needs."""


@SENTRY.route("GET", "/api/0/", TEAM, "read")
def index(world: Transaction, request: Request) -> Answer:
    """Tell what the token may do."""
    del world, request
    return Answer({"version": "0", "auth": {"scopes": [*SCOPES]}, "user": None})


@SENTRY.route("GET", f"{ORGANIZATION}/", TEAM, "read")
def organization(world: Transaction, request: Request) -> Answer:
    """Give an organization."""
    found = SentryService(world).organization(request.params["organization"])
    return Answer({**shown_organization(found), "access": [*SCOPES]})


@SENTRY.route("GET", f"{ORGANIZATION}/teams/", TEAM, "read")
def teams(world: Transaction, request: Request) -> Answer:
    """List teams."""
    found = SentryService(world).teams(request.params["organization"])
    return paged([shown_team(each) for each in found], request, f"{ORGANIZATION}/teams/")


@SENTRY.route("POST", f"{ORGANIZATION}/teams/", TEAM, "create")
def create_team(world: Transaction, request: Request) -> Answer:
    """Make a team."""
    name, slug = request.body.text_or_none("name"), request.body.text_or_none("slug")
    made = SentryService(world).create_team(request.params["organization"], name or slug or "", slug)
    return Answer(shown_team(made), 201)


@SENTRY.route("GET", ONE_TEAM, TEAM, "read")
def team(world: Transaction, request: Request) -> Answer:
    """Give a team."""
    return Answer(shown_team(_found(world, request)))


@SENTRY.route("PUT", ONE_TEAM, TEAM, "update")
def update_team(world: Transaction, request: Request) -> Answer:
    """Rename a team."""
    found, body = _found(world, request), request.body
    name, slug = body.text_or_none("name") or found.name, body.text_or_none("slug")
    return Answer(shown_team(SentryService(world).update_team(found.organization, found.slug, name, slug)))


@SENTRY.route("DELETE", ONE_TEAM, TEAM, "delete")
def delete_team(world: Transaction, request: Request) -> Answer:
    """Remove a team."""
    found = _found(world, request)
    SentryService(world).delete_team(found.organization, found.slug)
    return Answer(status=204)


def shown_organization(found: Organization) -> dict[str, Json]:
    """Spell an organization."""
    return {
        "id": found.id,
        "slug": found.slug,
        "name": found.slug,
        "status": {"id": "active", "name": "active"},
        "isEarlyAdopter": False,
        "require2FA": False,
    }


def shown_team(found: Team) -> Json:
    """Spell a team; an internal integration's token is no member of it."""
    return {
        "id": found.id,
        "slug": found.slug,
        "name": found.name,
        "hasAccess": True,
        "isMember": False,
        "isPending": False,
    }


def _found(world: Transaction, request: Request) -> Team:
    return SentryService(world).existing_team(request.params["organization"], request.params["team"])
