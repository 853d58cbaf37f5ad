"""The hosts that serve a bucket: custom domains, and its own one on r2.dev."""

from localcloud.cloudflare.entities import Bucket, CustomDomain
from localcloud.cloudflare.plugin.r2_domains import R2CustomDomain
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.entities import Json
from localcloud.core.errors import NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.cloudflare.api import answer, place, route
from localcloud.http.cloudflare.buckets import BUCKET
from localcloud.http.cloudflare.words import require_words

CUSTOM, MANAGED = f"{BUCKET}/domains/custom", f"{BUCKET}/domains/managed"


@route("GET", CUSTOM, "R2CustomDomain", "read")
def custom_domains(world: Transaction, request: Request) -> Answer:
    """List the custom domains of a bucket."""
    cloud = CloudflareService(world)
    return answer({"domains": [_custom(cloud, each) for each in cloud.r2.domains(place(request))]})


@route("POST", CUSTOM, "R2CustomDomain", "create")
def attach(world: Transaction, request: Request) -> Answer:
    """Serve the bucket from a host."""
    cloud, body = CloudflareService(world), request.body
    require_words({"minTls": body.json("minTLS")}, R2CustomDomain.CHOICES)
    zone = cloud.dns.zone(body.text("zoneId"))
    wanted = CustomDomain(
        id="",
        bucket="",
        zone=zone.id,
        domain=body.text("domain"),
        enabled=body.flag("enabled"),
        min_tls=body.text_or_none("minTLS") or "1.0",
        ciphers=body.texts("ciphers"),
    )
    return answer(_custom(cloud, cloud.r2.attach_domain(place(request), zone.id, wanted)))


@route("GET", f"{CUSTOM}/{{domain}}", "R2CustomDomain", "read")
def custom_domain(world: Transaction, request: Request) -> Answer:
    """Give a custom domain."""
    cloud = CloudflareService(world)
    return answer(_custom(cloud, _found(cloud, request)))


@route("PUT", f"{CUSTOM}/{{domain}}", "R2CustomDomain", "update")
def change(world: Transaction, request: Request) -> Answer:
    """Change TLS, ciphers or whether the host serves; what the request leaves out stays."""
    cloud, body = CloudflareService(world), request.body
    require_words({"minTls": body.json("minTLS")}, R2CustomDomain.CHOICES)
    known = _found(cloud, request)
    enabled = body.flag_or_none("enabled")
    wanted = CustomDomain(
        id=known.id,
        bucket=known.bucket,
        zone=known.zone,
        domain=known.domain,
        enabled=known.enabled if enabled is None else enabled,
        min_tls=body.text_or_none("minTLS") or known.min_tls,
        ciphers=body.texts("ciphers") if "ciphers" in body else known.ciphers,
    )
    return answer(_custom(cloud, cloud.r2.change_domain(place(request), known.domain, wanted)))


@route("DELETE", f"{CUSTOM}/{{domain}}", "R2CustomDomain", "delete")
def detach(world: Transaction, request: Request) -> Answer:
    """Stop serving the bucket from a host."""
    cloud = CloudflareService(world)
    found = _found(cloud, request)
    cloud.r2.detach_domain(place(request), found.domain)
    return answer({"domain": found.domain})


@route("GET", MANAGED, "R2ManagedDomain", "read")
def managed(world: Transaction, request: Request) -> Answer:
    """Give the r2.dev host and whether it serves."""
    return answer(_managed(CloudflareService(world).r2.existing(place(request))))


@route("PUT", MANAGED, "R2ManagedDomain", "update")
def switch(world: Transaction, request: Request) -> Answer:
    """Turn the r2.dev host on or off."""
    return answer(
        _managed(CloudflareService(world).r2.set_managed_domain(place(request), request.body.flag("enabled")))
    )


def _found(cloud: CloudflareService, request: Request) -> CustomDomain:
    cloud.r2.existing(place(request))
    found = cloud.r2.domain(place(request), request.params["domain"])
    if found is None:
        raise NotFound("The specified custom domain does not exist.", code="10063")
    return found


def _custom(cloud: CloudflareService, found: CustomDomain) -> Json:
    shown: dict[str, Json] = {
        "domain": found.domain,
        "enabled": found.enabled,
        "minTLS": found.min_tls,
        "status": {"ownership": "active", "ssl": "active"},
        "zoneId": found.zone,
        "zoneName": cloud.r2.zone_name(found),
    }
    return {**shown, "ciphers": [*found.ciphers]} if found.ciphers else shown


def _managed(found: Bucket) -> Json:
    return {"bucketId": found.public_id, "domain": f"pub-{found.public_id}.r2.dev", "enabled": found.managed_domain}
