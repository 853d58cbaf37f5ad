"""The hosts that serve a bucket: its own r2.dev name, and custom domains."""

from collections.abc import Iterable
from typing import ClassVar, Final

from localcloud.cloudflare.entities import Bucket, CustomDomain
from localcloud.cloudflare.plugin.cloud import CLOUD
from localcloud.cloudflare.plugin.r2 import one_of, place, require_inputs
from localcloud.cloudflare.service import CloudflareService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure

TLS_VERSIONS: Final = ("1.0", "1.1", "1.2", "1.3")


@CLOUD.resource("cloudflare:index/r2ManagedDomain:R2ManagedDomain")
class R2ManagedDomain(Resource[CloudflareService]):
    """The switch of a bucket's r2.dev host: there as long as the bucket is, and off when no longer managed."""

    REPLACE = frozenset({"accountId", "bucketName", "jurisdiction"})
    DEFAULTS: ClassVar = {"jurisdiction": "default"}

    def create(self, cloud: CloudflareService, inputs: Inputs) -> State:
        """Set the switch."""
        return _managed(cloud.r2.set_managed_domain(place(inputs), inputs.flag("enabled")))

    def read(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the switch."""
        require_inputs(inputs, self.token)
        found = cloud.r2.bucket(place(inputs))
        return _managed(found) if found else None

    def update(self, cloud: CloudflareService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Set the switch."""
        return _managed(cloud.r2.set_managed_domain(place(new), new.flag("enabled")))

    def delete(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> None:
        """Turn the host off, which is what a new bucket has."""
        if cloud.r2.bucket(place(inputs)) is not None:
            cloud.r2.set_managed_domain(place(inputs), enabled=False)


@CLOUD.resource("cloudflare:index/r2CustomDomain:R2CustomDomain")
class R2CustomDomain(Resource[CloudflareService]):
    """A host that serves the bucket; its id is the host."""

    REPLACE = frozenset({"accountId", "bucketName", "domain", "jurisdiction", "zoneId"})
    DEFAULTS: ClassVar = {"jurisdiction": "default"}
    SETS = frozenset({"ciphers"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse unknown TLS versions."""
        yield from one_of(inputs, "minTls", TLS_VERSIONS)

    def create(self, cloud: CloudflareService, inputs: Inputs) -> State:
        """Attach the host, which makes a DNS record of its own."""
        domain = cloud.r2.attach_domain(place(inputs), inputs.text("zoneId"), _wanted(inputs))
        return _domain(cloud, domain, inputs)

    def read(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the host."""
        require_inputs(inputs, self.token)
        found = cloud.r2.domain(place(inputs), inputs.text("domain"))
        return _domain(cloud, found, inputs) if found else None

    def update(self, cloud: CloudflareService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change TLS, ciphers or whether the host serves."""
        domain = cloud.r2.change_domain(place(new), new.text("domain"), _wanted(new))
        return _domain(cloud, domain, new)

    def delete(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> None:
        """Detach the host."""
        cloud.r2.detach_domain(place(inputs), inputs.text("domain"))


def _wanted(inputs: Inputs) -> CustomDomain:
    return CustomDomain(
        id="",
        bucket="",
        zone="",
        domain=inputs.text("domain"),
        enabled=inputs.flag("enabled"),
        min_tls=inputs.text_or_none("minTls") or "1.0",
        ciphers=inputs.texts("ciphers"),
    )


def _managed(bucket: Bucket) -> State:
    return State(
        bucket.name,
        {
            "accountId": bucket.account,
            "bucketName": bucket.name,
            "jurisdiction": bucket.jurisdiction,
            "enabled": bucket.managed_domain,
            "bucketId": bucket.public_id,
            "domain": f"pub-{bucket.public_id}.r2.dev",
        },
    )


def _domain(cloud: CloudflareService, domain: CustomDomain, inputs: Inputs) -> State:
    where = place(inputs)
    return State(
        domain.domain,
        {
            "accountId": where.account,
            "bucketName": where.bucket,
            "jurisdiction": where.jurisdiction,
            "domain": domain.domain,
            "zoneId": domain.zone,
            "zoneName": cloud.r2.zone_name(domain),
            "enabled": domain.enabled,
            "minTls": domain.min_tls if "minTls" in inputs or domain.min_tls != "1.0" else None,
            "ciphers": domain.ciphers,
            "status": {"ownership": "active", "ssl": "active"},
        },
    )
