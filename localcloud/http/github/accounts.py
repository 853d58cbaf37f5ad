"""GitHub's API of accounts: the organization, the user whose token asks, what the service says of itself."""

import base64

from localcloud.core import ids
from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Organization
from localcloud.github.errors import not_found
from localcloud.github.objects import ACTOR
from localcloud.http.api import Answer, Request
from localcloud.http.github.shared import API, WEB, paged, rest

ACCOUNT = "github:index/getOrganization:getOrganization"


@rest("GET", "/orgs/{owner}", ACCOUNT, "read")
def organization(world: Transaction, request: Request) -> Answer:
    """Give an organization, with its plan, which only its owners see."""
    found = _organization(world, request.params["owner"])
    plan: Json = {"name": found.plan, "private_repos": 9999, "filled_seats": 1, "seats": 5}
    return Answer({**account(found), "name": found.login, "description": None, "plan": plan})


@rest("GET", "/orgs/{owner}/installations", ACCOUNT, "read")
def installations(world: Transaction, request: Request) -> Answer:
    """List the GitHub apps that are installed on the organization."""
    found = _organization(world, request.params["owner"])
    shown: list[Json] = [
        {"id": ids.number(f"installation|{each}"), "app_slug": each, "repository_selection": "all"}
        for each in found.apps
    ]
    return paged(request, shown, "installations")


@rest("GET", "/user", ACCOUNT, "read")
def viewer(_world: Transaction, _request: Request) -> Answer:
    """Give the user whose token asks."""
    return Answer(user(ACTOR))


@rest("GET", "/users/{owner}", ACCOUNT, "read")
def any_account(world: Transaction, request: Request) -> Answer:
    """Give a user or an organization by its login."""
    login = request.params["owner"]
    return Answer(user(ACTOR) if login == ACTOR else account(_organization(world, login)))


@rest("GET", "/meta", ACCOUNT, "read")
def meta(_world: Transaction, _request: Request) -> Answer:
    """Tell about the service."""
    return Answer({"verifiable_password_authentication": False})


@rest("GET", "/rate_limit", ACCOUNT, "read")
def rate_limit(world: Transaction, _request: Request) -> Answer:
    """Tell how much may still be asked; the local cloud counts nothing."""
    rate: Json = {"limit": 5000, "remaining": 4999, "used": 1, "reset": int(world.clock.read().timestamp()) + 3600}
    return Answer({"resources": {"core": rate}, "rate": rate})


def account(found: Organization) -> dict[str, Json]:
    """Spell an organization as an account."""
    return _spelled(found.login, int(found.id), "Organization")


def user(login: str) -> dict[str, Json]:
    """Spell a user."""
    return _spelled(login, ids.number(f"user|{login}"), "User")


def _spelled(login: str, number: int, kind: str) -> dict[str, Json]:
    node = base64.urlsafe_b64encode(f"{kind}:{number}".encode()).decode().rstrip("=")
    return {
        "login": login,
        "id": number,
        "node_id": f"{kind[0]}_{node}",
        "url": f"{API}/users/{login}",
        "html_url": f"{WEB}/{login}",
        "type": kind,
    }


def _organization(world: Transaction, login: str) -> Organization:
    found = world.get(Organization, login.lower())
    if found is None:
        raise not_found()
    return found
