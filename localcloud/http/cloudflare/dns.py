"""DNS records."""

from typing import Final

from localcloud.cloudflare.dns_service import AUTOMATIC_TTL, PROXIABLE
from localcloud.cloudflare.entities import DnsRecord
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.entities import Json
from localcloud.core.errors import NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.cloudflare.api import answer, by_number, route

KIND = "DnsRecord"
ROOT = "/zones/{zone}/dns_records"
PAGE = 100
SETTINGS: Final = {"flattenCname": "flatten_cname", "ipv4Only": "ipv4_only", "ipv6Only": "ipv6_only"}
"""The switches of a CNAME, as they are stored and as the API spells them."""


@route("GET", ROOT, KIND, "read")
def records(world: Transaction, request: Request) -> Answer:
    """List a zone's records, of one name, type or content where asked."""
    found = CloudflareService(world).dns.records(request.params["zone"])
    wanted = {name: request.query[name] for name in ("name", "type", "content") if name in request.query}
    kept = [each for each in found if all(getattr(each, name) == value for name, value in wanted.items())]
    return by_number([_shown(each) for each in kept], request, PAGE)


@route("POST", ROOT, KIND, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a record."""
    return answer(_shown(CloudflareService(world).dns.create(_wanted(request))))


@route("GET", f"{ROOT}/{{record}}", KIND, "read")
def record(world: Transaction, request: Request) -> Answer:
    """Give a record."""
    return answer(_shown(_found(world, request)))


@route("PUT", f"{ROOT}/{{record}}", KIND, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Write a record anew."""
    return answer(_shown(CloudflareService(world).dns.change(request.params["record"], _wanted(request))))


@route("DELETE", f"{ROOT}/{{record}}", KIND, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a record."""
    found = _found(world, request)
    CloudflareService(world).dns.delete(found.zone, found.id)
    return answer({"id": found.id})


def _found(world: Transaction, request: Request) -> DnsRecord:
    found = CloudflareService(world).dns.record(request.params["zone"], request.params["record"])
    if found is None:
        raise NotFound("Record does not exist.", code="81044")
    return found


def _wanted(request: Request) -> DnsRecord:
    body = request.body
    kind, settings = body.text("type"), body.object("settings")
    switches = {ours: settings.flag_or_none(theirs) or False for ours, theirs in SETTINGS.items()}
    return DnsRecord(
        id="",
        zone=request.params["zone"],
        name=body.text("name"),
        type=kind,
        content=body.text_or_none("content") or "",
        ttl=body.integer_or_none("ttl") or AUTOMATIC_TTL,
        proxied=body.flag_or_none("proxied") or False,
        priority=body.integer_or_none("priority"),
        comment=body.text_or_none("comment"),
        tags=body.texts("tags"),
        settings=switches if kind == "CNAME" else {},
        created_on="",
    )


def _shown(found: DnsRecord) -> Json:
    shown: dict[str, Json] = {
        "id": found.id,
        "name": found.name,
        "type": found.type,
        "content": found.content,
        "ttl": found.ttl,
        "proxied": found.proxied,
        "proxiable": found.type in PROXIABLE,
        "comment": found.comment,
        "tags": [*found.tags],
        "settings": {SETTINGS[name]: value for name, value in found.settings.items()},
        "meta": {"read_only": True} if found.owner == "r2" else {},
        "created_on": found.created_on,
        "modified_on": found.created_on,
    }
    return shown if found.priority is None else {**shown, "priority": found.priority}
