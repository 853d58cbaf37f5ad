"""Accounts, zones, and the token that a request is made with."""

from localcloud.cloudflare.entities import Account, Zone
from localcloud.cloudflare.service import CloudflareService
from localcloud.core import ids
from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.cloudflare.api import answer, by_number, route

PAGE = 20
VALID = "This API Token is valid and active"


@route("GET", "/user/tokens/verify", "AccountToken", "read")
def verify(world: Transaction, request: Request) -> Answer:
    """Tell that the token of this request is good: the server has looked at it before."""
    del world, request
    return answer({"id": ids.hexadecimal("the local cloud's token"), "status": "active"}, message=VALID)


@route("GET", "/accounts/{account}/tokens/verify", "AccountToken", "read")
def verify_in_account(world: Transaction, request: Request) -> Answer:
    """Tell the same of a token that an account owns."""
    CloudflareService(world).account(request.params["account"])
    return verify(world, request)


@route("GET", "/accounts", "AccountToken", "read")
def accounts(world: Transaction, request: Request) -> Answer:
    """List accounts."""
    return by_number([_account(each) for each in world.all(Account)], request, PAGE)


@route("GET", "/accounts/{account}", "AccountToken", "read")
def account(world: Transaction, request: Request) -> Answer:
    """Give an account."""
    return answer(_account(CloudflareService(world).account(request.params["account"])))


@route("GET", "/zones", "DnsRecord", "read")
def zones(world: Transaction, request: Request) -> Answer:
    """List zones, of one account or name where asked."""
    found = CloudflareService(world).zones(request.query.get("account.id"), request.query.get("name"))
    return by_number([_zone(each) for each in found], request, PAGE)


@route("GET", "/zones/{zone}", "DnsRecord", "read")
def zone(world: Transaction, request: Request) -> Answer:
    """Give a zone."""
    return answer(_zone(CloudflareService(world).dns.zone(request.params["zone"])))


def _account(found: Account) -> Json:
    return {"id": found.id, "name": found.id, "type": found.plan}


def _zone(found: Zone) -> Json:
    return {"id": found.id, "name": found.name, "status": "active", "account": {"id": found.account}}
