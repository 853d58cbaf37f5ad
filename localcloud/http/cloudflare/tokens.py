"""Account tokens, and the permission groups that their policies name."""

import json

from localcloud.cloudflare.entities import Token
from localcloud.cloudflare.service import CloudflareService
from localcloud.cloudflare.token_service import PERMISSION_GROUPS
from localcloud.core.entities import Json
from localcloud.core.errors import NotFound
from localcloud.core.fingerprint import Fingerprint
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.cloudflare.api import answer, by_number, route
from localcloud.plugin.inputs import Inputs

KIND = "AccountToken"
ROOT = "/accounts/{account}/tokens"
PAGE = 20
BUCKET, ACCOUNT, ZONE = "com.cloudflare.edge.r2.bucket", "com.cloudflare.api.account", "com.cloudflare.api.account.zone"


@route("GET", f"{ROOT}/permission_groups", KIND, "read")
def permission_groups(world: Transaction, request: Request) -> Answer:
    """List what a policy may allow."""
    CloudflareService(world).account(request.params["account"])
    wanted = request.query.get("name")
    return answer(
        [
            {"id": number, "name": name, "scopes": [_scope(name)]}
            for number, name in PERMISSION_GROUPS.items()
            if wanted in (None, name)
        ]
    )


@route("GET", ROOT, KIND, "read")
def tokens(world: Transaction, request: Request) -> Answer:
    """List an account's tokens, those that have ended only where asked."""
    found = CloudflareService(world).tokens.tokens(request.params["account"])
    every = request.query.get("include_expired") == "true"
    return by_number([_shown(each) for each in found if every or each.status != "expired"], request, PAGE)


@route("POST", ROOT, KIND, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Issue a token: the one answer that has its value."""
    issued = CloudflareService(world).tokens.create(_wanted(request))
    return answer({**_shown(issued.token), "value": issued.value})


@route("GET", f"{ROOT}/{{token}}", KIND, "read")
def token(world: Transaction, request: Request) -> Answer:
    """Give a token."""
    return answer(_shown(_found(world, request)))


@route("PUT", f"{ROOT}/{{token}}", KIND, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change a token; its value stays."""
    return answer(_shown(CloudflareService(world).tokens.change(request.params["token"], _wanted(request))))


@route("DELETE", f"{ROOT}/{{token}}", KIND, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Revoke a token."""
    found = _found(world, request)
    CloudflareService(world).tokens.delete(found.account, found.id)
    return answer({"id": found.id})


def _found(world: Transaction, request: Request) -> Token:
    found = CloudflareService(world).tokens.token(request.params["account"], request.params["token"])
    if found is None:
        raise NotFound("API Token not found", code="1003")
    return found


def _scope(name: str) -> str:
    if name.startswith("DNS"):
        return ZONE
    return BUCKET if "Bucket Item" in name else ACCOUNT


def _wanted(request: Request) -> Token:
    body = request.body
    return Token(
        id="",
        account=request.params["account"],
        name=body.text("name"),
        value=Fingerprint(""),
        status=body.text_or_none("status") or "active",
        policies=tuple(_policy(Inputs(each)) for each in body.items("policies")),
        condition=_condition(body.object("condition").object("request_ip")),
        expires_on=body.text_or_none("expires_on"),
        not_before=body.text_or_none("not_before"),
        issued_on="",
    )


def _policy(given: Inputs) -> Json:
    """Read a policy, whose resources are an object here and text in a program."""
    groups: list[Json] = [{"id": Inputs(each).text("id")} for each in given.items("permission_groups")]
    resources = json.dumps(given.json("resources"), separators=(",", ":"))
    return {"effect": given.text("effect"), "permissionGroups": groups, "resources": resources}


def _condition(addresses: Inputs) -> Json:
    names = {"ins": addresses.texts("in"), "notIns": addresses.texts("not_in")}
    given: dict[str, Json] = {name: [*each] for name, each in names.items() if each}
    return {"requestIp": given} if given else None


def _shown(found: Token) -> dict[str, Json]:
    """Spell a token, leaving out the dates and conditions it does not have, as Cloudflare does."""
    optional: dict[str, Json] = {
        "expires_on": found.expires_on,
        "not_before": found.not_before,
        "condition": _shown_condition(found.condition),
    }
    return {
        "id": found.id,
        "name": found.name,
        "status": found.status,
        "policies": [_shown_policy(Inputs(each), found.id) for each in found.policies if isinstance(each, dict)],
        "issued_on": found.issued_on,
        "modified_on": found.issued_on,
        **{name: value for name, value in optional.items() if value is not None},
    }


def _shown_policy(policy: Inputs, seed: str) -> Json:
    groups: list[Json] = [
        {"id": number, "name": PERMISSION_GROUPS.get(number, "")}
        for number in (Inputs(each).text("id") for each in policy.items("permissionGroups"))
    ]
    resources: Json = json.loads(policy.text("resources"))
    return {"id": seed, "effect": policy.text("effect"), "permission_groups": groups, "resources": resources}


def _shown_condition(condition: Json) -> Json:
    given = Inputs(condition if isinstance(condition, dict) else {}).object("requestIp")
    names = {"in": given.texts("ins"), "not_in": given.texts("notIns")}
    found: dict[str, Json] = {name: [*each] for name, each in names.items() if each}
    return {"request_ip": found} if found else None
