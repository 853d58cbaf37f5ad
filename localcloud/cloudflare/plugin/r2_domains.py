"""The hosts that serve a bucket: its own r2.dev name, and custom domains."""

from collections.abc import Iterable
from typing import ClassVar

from localcloud.cloudflare.entities import Bucket, CustomDomain
from localcloud.cloudflare.plugin.choices import JURISDICTION, Choices, refused
from localcloud.cloudflare.plugin.cloud import CLOUD
from localcloud.cloudflare.plugin.r2 import place, require_inputs
from localcloud.cloudflare.service import CloudflareService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure


@CLOUD.resource("cloudflare:index/r2ManagedDomain:R2ManagedDomain")
class R2ManagedDomain(Resource[CloudflareService]):
    """The switch of a bucket's r2.dev host. The vendor's plugin writes it and never looks again."""

    REPLACE = frozenset({"accountId", "bucketName"})
    DEFAULTS: ClassVar = {"jurisdiction": "default"}
    VOLATILE = frozenset({"bucketId", "domain"})
    STATE_ONLY = True

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse unknown jurisdictions."""
        return refused(inputs, {"jurisdiction": JURISDICTION})

    def create(self, cloud: CloudflareService, inputs: Inputs) -> State:
        """Set the switch."""
        return _managed(cloud.r2.set_managed_domain(place(inputs), inputs.flag("enabled")))

    def read(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> State | None:
        """Take it to be as it was left."""
        require_inputs(inputs, self.token)
        return State(resource_id, {})

    def update(self, cloud: CloudflareService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Set the switch."""
        return _managed(cloud.r2.set_managed_domain(place(new), new.flag("enabled")))

    def delete(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> None:
        """Leave the switch as it is."""


@CLOUD.resource("cloudflare:index/r2CustomDomain:R2CustomDomain")
class R2CustomDomain(Resource[CloudflareService]):
    """A host that serves the bucket; its id is the host."""

    REPLACE = frozenset({"accountId", "bucketName", "domain", "zoneId"})
    DEFAULTS: ClassVar = {"jurisdiction": "default"}
    VOLATILE = frozenset({"status", "zoneName"})
    CHOICES: ClassVar[Choices] = {"jurisdiction": JURISDICTION, "minTls": ("1.0", "1.1", "1.2", "1.3")}

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse unknown jurisdictions and TLS versions."""
        return refused(inputs, self.CHOICES)

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
