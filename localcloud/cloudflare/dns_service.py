"""Cloudflare's rules for DNS records.

Facts: Cloudflare's API reference ("DNS Records for a Zone") and its error codes 81053, 81058, 9004, 1004.
"""

from dataclasses import replace
from typing import Final

from localcloud.cloudflare.entities import DnsRecord, Zone
from localcloud.core import ids
from localcloud.core.errors import Forbidden, Invalid, NotFound
from localcloud.core.transaction import KeyTaken, Transaction

PROXIABLE: Final = frozenset({"A", "AAAA", "CNAME"})
AUTOMATIC_TTL: Final = 1
TTL_SECONDS: Final = range(60, 86401)
R2_HOST: Final = "public.r2.dev"


class DnsService:
    """The zones' records, for the length of one operation."""

    def __init__(self, transaction: Transaction) -> None:
        self.world = transaction

    def zone(self, zone_id: str) -> Zone:
        """Find a zone; raises `NotFound`."""
        found = self.world.by_id(Zone, zone_id)
        if found is None:
            raise NotFound("Could not route to zone, perhaps your object identifier is invalid?", code="7003")
        return found

    def create(self, wanted: DnsRecord) -> DnsRecord:
        """Make a record; raises `NotFound` (zone), `Invalid` (conflict, name, TTL, proxy)."""
        zone = self.zone(wanted.zone)
        named = replace(wanted, name=_absolute(wanted.name, zone))
        self._require_room(named)
        seed = self.world.seed(DnsRecord, zone.id, named.name, named.type, named.content)
        record = replace(_checked(named), id=ids.hexadecimal(seed), created_on=self.world.clock.timestamp())
        return self._stored(record, new=True)

    def records(self, zone_id: str) -> list[DnsRecord]:
        """List a zone's records; raises `NotFound`."""
        return self.world.children(DnsRecord, self.zone(zone_id).id)

    def record(self, zone_id: str, record_id: str) -> DnsRecord | None:
        """Find a record of a zone."""
        found = self.world.by_id(DnsRecord, record_id)
        return found if found and found.zone == zone_id else None

    def change(self, record_id: str, wanted: DnsRecord) -> DnsRecord:
        """Change a record; raises `NotFound`, `Forbidden` (R2's own), `Invalid`."""
        found = self.record(wanted.zone, record_id)
        if found is None:
            raise NotFound("Record does not exist.", code="81044")
        _require_users(found)
        named = replace(wanted, name=_absolute(wanted.name, self.zone(wanted.zone)))
        self._require_room(named, but=found.id)
        return self._stored(replace(_checked(named), id=found.id, created_on=found.created_on), new=False)

    def delete(self, zone_id: str, record_id: str) -> None:
        """Remove a record; raises `Forbidden` for one that R2 keeps."""
        found = self.record(zone_id, record_id)
        if found is not None:
            _require_users(found)
            self.world.remove(found)

    def add_for_bucket(self, zone: Zone, host: str) -> None:
        """Make the record of an R2 host; raises `Invalid` where the name is taken."""
        record = DnsRecord(
            id="",
            zone=zone.id,
            name=host,
            type="CNAME",
            content=R2_HOST,
            ttl=AUTOMATIC_TTL,
            proxied=True,
            owner="r2",
            created_on="",
        )
        self.create(record)

    def remove_for_bucket(self, zone_id: str, host: str) -> None:
        """Remove the record of an R2 host."""
        found = self.world.get(DnsRecord, zone_id, host, "CNAME", R2_HOST)
        if found is not None:
            self.world.remove(found)

    def means(self, record: DnsRecord, name: str) -> bool:
        """Tell whether a name, relative or not, is the record's."""
        return _absolute(name, self.zone(record.zone)) == record.name

    def _require_room(self, wanted: DnsRecord, but: str = "") -> None:
        """Refuse a CNAME beside any other address record of its name, and the reverse."""
        if wanted.type not in PROXIABLE:
            return
        for other in self.world.under(DnsRecord, wanted.zone, wanted.name):
            clash = "CNAME" in (wanted.type, other.type) and other.type in PROXIABLE
            if other.id != but and clash:
                raise Invalid("An A, AAAA, or CNAME record with that host already exists.", code="81053", status=400)

    def _stored(self, record: DnsRecord, *, new: bool) -> DnsRecord:
        try:
            return self.world.add(record) if new else self.world.put(record)
        except KeyTaken as error:
            raise Invalid("An identical record already exists.", code="81058", status=400) from error


def _absolute(name: str, zone: Zone) -> str:
    """Spell a name with its zone, as the API answers it."""
    if name == "@":
        return zone.name
    return name if name == zone.name or name.endswith(f".{zone.name}") else f"{name}.{zone.name}"


def _checked(record: DnsRecord) -> DnsRecord:
    if record.proxied and record.type not in PROXIABLE:
        raise Invalid("This record type cannot be proxied.", code="9004", status=400)
    if record.type == "MX" and record.priority is None:
        raise Invalid("DNS Validation Error: priority is required for MX records.", code="1004", status=400)
    if record.ttl != AUTOMATIC_TTL and record.ttl not in TTL_SECONDS:
        raise Invalid("Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.", code="9021", status=400)
    if not record.content:
        raise Invalid("Content for the record is empty.", code="9000", status=400)
    return record


def _require_users(record: DnsRecord) -> None:
    if record.owner != "user":
        raise Forbidden("This record is managed by R2 and is read only.", code="1043")
