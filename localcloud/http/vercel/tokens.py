"""API tokens of the user, and the one that asks."""

from localcloud.core.entities import Json
from localcloud.core.errors import Forbidden, NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel.api import VERCEL, V, service, team, whole
from localcloud.vercel.entities import UserToken

TYPE = "vercel:index/userToken:UserToken"
TOKENS = f"{V}/user/tokens"


@VERCEL.route("GET", TOKENS, TYPE, "read")
def listed(world: Transaction, _request: Request) -> Answer:
    """List the tokens."""
    return whole("tokens", [_shown(each) for each in world.all(UserToken)])


@VERCEL.route("POST", TOKENS, TYPE, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a token and show it this once."""
    body, tokens = request.body, service(world, request).tokens
    made = tokens.create(
        team(request), body.text("name"), body.text_or_none("projectId"), body.integer_or_none("expiresAt")
    )
    return Answer({"token": _shown(made.token), "bearerToken": made.text.value})


@VERCEL.route("GET", f"{TOKENS}/current", TYPE, "read")
def current(world: Transaction, request: Request) -> Answer:
    """Give the token that asks: the local cloud's own, which never ends."""
    try:
        scope: Json = {"type": "team", "teamId": service(world, request).scope.team().id, "createdAt": 0}
    except Forbidden:
        scope = {"type": "user", "createdAt": 0}
    now = world.clock.milliseconds()
    shown: Json = {
        "id": "localcloud",
        "name": "local cloud",
        "type": "token",
        "origin": "manual",
        "scopes": [scope],
        "createdAt": now,
        "activeAt": now,
    }
    return Answer({"token": shown})


@VERCEL.route("GET", f"{TOKENS}/{{token}}", TYPE, "read")
def find(world: Transaction, request: Request) -> Answer:
    """Give a token, but for its text."""
    return Answer({"token": _shown(_found(world, request))})


@VERCEL.route("DELETE", f"{TOKENS}/{{token}}", TYPE, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Revoke a token."""
    found = _found(world, request)
    service(world, request).tokens.delete(found.id)
    return Answer({"tokenId": found.id})


def _found(world: Transaction, request: Request) -> UserToken:
    found = service(world, request).tokens.find(request.params["token"])
    if found is None:
        raise NotFound("Token not found.")
    return found


def _shown(token: UserToken) -> Json:
    shown: dict[str, Json] = {
        "id": token.id,
        "name": token.name,
        "type": "token",
        "prefix": "vcp_",
        "suffix": token.suffix,
        "origin": "manual",
        "teamId": token.team,
        "projectId": token.project,
        "scopes": [{"type": "team", "teamId": token.team, "createdAt": token.created}],
        "createdAt": token.created,
        "activeAt": token.created,
        "expiresAt": token.expires,
    }
    return {name: value for name, value in shown.items() if value is not None}
