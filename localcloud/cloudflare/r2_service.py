"""R2's rules: buckets, their rule sets, and the hosts that serve them.

Facts: Cloudflare's API reference and R2's error codes (developers.cloudflare.com/r2/api/error-codes);
`internal/services/r2_*` of cloudflare/terraform-provider-cloudflare v5.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from localcloud.cloudflare.dns_service import DnsService
from localcloud.cloudflare.entities import Account, Bucket, BucketRules, CustomDomain, StoredObject, Zone
from localcloud.core import ids
from localcloud.core.entities import Json
from localcloud.core.errors import Conflict, Invalid, NotFound
from localcloud.core.transaction import KeyTaken, Transaction

NEAREST: Final = "ENAM"
DEFAULT_LIFECYCLE: Final[tuple[Json, ...]] = (
    {
        "id": "Default Multipart Abort Rule",
        "enabled": True,
        "conditions": {},
        "abortMultipartUploadsTransition": {"condition": {"type": "Age", "maxAge": 7 * 24 * 60 * 60}},
    },
)
"""What a bucket has until somebody writes other rules (developers.cloudflare.com/r2/buckets/object-lifecycles)."""
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")


@dataclass(frozen=True)
class Place:
    """Where a bucket is: what every call about one names."""

    account: str
    jurisdiction: str
    bucket: str


class R2Service:
    """R2, for the length of one operation."""

    def __init__(self, transaction: Transaction, dns: DnsService) -> None:
        self.world = transaction
        self.dns = dns

    def create_bucket(self, place: Place, location: str | None, storage_class: str) -> Bucket:
        """Make a bucket; raises `NotFound` (account), `Invalid` (name), `Conflict` (name taken)."""
        if not NAME.fullmatch(place.bucket):
            raise Invalid("The specified bucket name is not valid.", code="10005", status=400)
        if self.world.by_id(Account, place.account) is None:
            raise NotFound("Could not route to account, perhaps your object identifier is invalid?", code="7003")
        seed = self.world.seed(Bucket, place.account, place.jurisdiction, place.bucket)
        bucket = Bucket(
            id=ids.hexadecimal(seed),
            account=place.account,
            jurisdiction=place.jurisdiction,
            name=place.bucket,
            location=location or NEAREST,
            storage_class=storage_class,
            created=self.world.clock.timestamp(),
            public_id=ids.hexadecimal(f"{seed}|public"),
        )
        try:
            return self.world.add(bucket)
        except KeyTaken as error:
            raise Conflict("The bucket you tried to create already exists, and you own it.", code="10004") from error

    def bucket(self, place: Place) -> Bucket | None:
        """Find a bucket."""
        return self.world.get(Bucket, place.account, place.jurisdiction, place.bucket)

    def buckets(self, account: str, jurisdiction: str) -> list[Bucket]:
        """List the buckets of an account in one jurisdiction, by name."""
        found = self.world.under(Bucket, account, jurisdiction)
        return sorted(found, key=lambda each: each.name)

    def existing(self, place: Place) -> Bucket:
        """Find a bucket; raises `NotFound`, as when the jurisdiction is another one."""
        found = self.bucket(place)
        if found is None:
            raise NotFound("The specified bucket does not exist.", code="10006")
        return found

    def set_storage_class(self, place: Place, storage_class: str) -> Bucket:
        """Change what new objects cost; raises `NotFound`."""
        return self.world.put(replace(self.existing(place), storage_class=storage_class))

    def delete_bucket(self, place: Place) -> None:
        """Remove a bucket with its rules and hosts; raises `Conflict` while it holds objects."""
        bucket = self.bucket(place)
        if bucket is None:
            return
        if bucket.objects or self.world.children(StoredObject, bucket.id):
            raise Conflict("The bucket you tried to delete is not empty", code="10008")
        for rules in self.world.children(BucketRules, bucket.id):
            self.world.remove(rules)
        for domain in self.world.children(CustomDomain, bucket.id):
            self._remove_domain(domain)
        self.world.remove(bucket)

    def put_rules(self, place: Place, aspect: str, rules: tuple[Json, ...]) -> BucketRules:
        """Replace a rule set as a whole; raises `NotFound`, `Invalid` for two rules of one id."""
        bucket = self.existing(place)
        names = [each.get("id") for each in rules if isinstance(each, dict) and each.get("id")]
        if len(names) != len(set(names)):
            raise Invalid("Rule IDs must be unique.", code="10059", status=400)
        found = self.world.get(BucketRules, bucket.id, aspect)
        if found is not None:
            return self.world.put(replace(found, rules=rules))
        new = BucketRules(id=f"{bucket.id}/{aspect}", bucket=bucket.id, aspect=aspect, rules=rules)
        return self.world.add(new)

    def rules(self, place: Place, aspect: str) -> BucketRules | None:
        """Find a rule set."""
        bucket = self.bucket(place)
        return self.world.get(BucketRules, bucket.id, aspect) if bucket else None

    def delete_rules(self, place: Place, aspect: str) -> None:
        """Remove a rule set."""
        if (found := self.rules(place, aspect)) is not None:
            self.world.remove(found)

    def set_managed_domain(self, place: Place, enabled: bool) -> Bucket:
        """Turn the bucket's r2.dev host on or off; raises `NotFound`."""
        return self.world.put(replace(self.existing(place), managed_domain=enabled))

    def attach_domain(self, place: Place, zone_id: str, wanted: CustomDomain) -> CustomDomain:
        """Serve a bucket from a host, which gets a DNS record of its own.

        Raises `NotFound` (bucket, zone), `Invalid` (host outside the zone), `Conflict` (host in use).
        """
        bucket = self.existing(place)
        zone = self.dns.zone(zone_id)
        if wanted.domain != zone.name and not wanted.domain.endswith(f".{zone.name}"):
            raise Invalid(
                f"The domain {wanted.domain} does not belong to the zone {zone.name}.", code="10059", status=400
            )
        seed = self.world.seed(CustomDomain, wanted.domain)
        domain = replace(wanted, id=ids.hexadecimal(seed), bucket=bucket.id, zone=zone.id)
        try:
            self.world.add(domain)
        except KeyTaken as error:
            raise Conflict("The domain is already in use by another bucket.", code="10062") from error
        self.dns.add_for_bucket(zone, wanted.domain)
        return domain

    def domain(self, place: Place, host: str) -> CustomDomain | None:
        """Find a host of this bucket."""
        bucket, found = self.bucket(place), self.world.get(CustomDomain, host)
        return found if bucket and found and found.bucket == bucket.id else None

    def domains(self, place: Place) -> list[CustomDomain]:
        """List the hosts of a bucket; raises `NotFound`."""
        return self.world.children(CustomDomain, self.existing(place).id)

    def change_domain(self, place: Place, host: str, wanted: CustomDomain) -> CustomDomain:
        """Change TLS, ciphers or whether the host serves; raises `NotFound`."""
        found = self.domain(place, host)
        if found is None:
            raise NotFound("The specified custom domain does not exist.", code="10063")
        return self.world.put(replace(found, enabled=wanted.enabled, min_tls=wanted.min_tls, ciphers=wanted.ciphers))

    def detach_domain(self, place: Place, host: str) -> None:
        """Stop serving the bucket from a host; its DNS record goes along."""
        if (found := self.domain(place, host)) is not None:
            self._remove_domain(found)

    def zone_name(self, domain: CustomDomain) -> str:
        """Name the zone of a host."""
        zone = self.world.by_id(Zone, domain.zone)
        return zone.name if zone else ""

    def _remove_domain(self, domain: CustomDomain) -> None:
        self.dns.remove_for_bucket(domain.zone, domain.domain)
        self.world.remove(domain)
