"""DNS records."""

from collections.abc import Iterable
from typing import ClassVar, Final

from localcloud.cloudflare.dns_service import AUTOMATIC_TTL
from localcloud.cloudflare.entities import DnsRecord
from localcloud.cloudflare.plugin.cloud import CLOUD
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.errors import Invalid
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure

SETTINGS: Final = ("flattenCname", "ipv4Only", "ipv6Only")
CONTENT_TYPES: Final = ("A", "AAAA", "CNAME", "MX", "NS", "TXT")


@CLOUD.resource("cloudflare:index/dnsRecord:DnsRecord")
class DnsRecordHandler(Resource[CloudflareService]):
    """A record; its import id is `zone/record`. Types that need `data` (SRV, CAA …) are not served."""

    REPLACE = frozenset({"type", "zoneId"})
    DEFAULTS: ClassVar = {"proxied": False}
    FILLED = frozenset({"settings", "tags"})
    SETS = frozenset({"tags"})
    VOLATILE = frozenset({"commentModifiedOn", "modifiedOn", "tagsModifiedOn"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse types that this cloud does not serve, and records without content."""
        kind = inputs.text_or_none("type")
        if kind is not None and kind not in CONTENT_TYPES:
            yield Failure("type", f"the local cloud serves {', '.join(CONTENT_TYPES)}, not {kind}")
        if "content" not in inputs and not inputs.unknown("content"):
            yield Failure("content", "is missing, and a record of this type needs it")

    def create(self, cloud: CloudflareService, inputs: Inputs) -> State:
        """Make the record; raises `Invalid` for a proxied one with a TTL, which the vendor's plugin refuses here."""
        if inputs.flag("proxied") and inputs.integer("ttl") != AUTOMATIC_TTL:
            raise Invalid("ttl must be set to 1 when `proxied` is true", status=400)
        return _record(cloud, cloud.dns.create(_wanted(inputs)), inputs)

    def read(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the record."""
        zone, _, record_id = (
            resource_id.partition("/") if not inputs.values else (inputs.text("zoneId"), "", resource_id)
        )
        found = cloud.dns.record(zone, record_id)
        return _record(cloud, found, inputs) if found else None

    def update(self, cloud: CloudflareService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the record."""
        return _record(cloud, cloud.dns.change(resource_id, _wanted(new)), new)

    def delete(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> None:
        """Remove the record."""
        cloud.dns.delete(inputs.text("zoneId"), resource_id)


def _wanted(inputs: Inputs) -> DnsRecord:
    return DnsRecord(
        id="",
        zone=inputs.text("zoneId"),
        name=inputs.text("name"),
        type=inputs.text("type"),
        content=inputs.text("content"),
        ttl=inputs.integer("ttl"),
        proxied=inputs.flag("proxied"),
        priority=inputs.integer_or_none("priority"),
        comment=inputs.text_or_none("comment"),
        tags=inputs.texts("tags"),
        settings=_settings(inputs),
        created_on="",
    )


def _settings(inputs: Inputs) -> dict[str, bool]:
    given = inputs.object("settings")
    return {name: given.flag_or_none(name) or False for name in SETTINGS} if inputs.text("type") == "CNAME" else {}


def _record(cloud: CloudflareService, record: DnsRecord, inputs: Inputs) -> State:
    """Answer with the record; a relative name stays as the program spelt it."""
    given = inputs.text_or_none("name")
    name = given if given and cloud.dns.means(record, given) else record.name
    return State(
        record.id,
        {
            "zoneId": record.zone,
            "name": name,
            "type": record.type,
            "content": record.content,
            "ttl": record.ttl,
            "proxied": record.proxied,
            "priority": record.priority,
            "comment": record.comment,
            "tags": record.tags,
            "settings": dict(record.settings) or None,
            "createdOn": record.created_on,
            "modifiedOn": record.created_on,
            "proxiable": record.type in {"A", "AAAA", "CNAME"},
            "meta": "{}",
        },
    )
