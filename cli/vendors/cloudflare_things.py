"""Cloudflare's buckets, what guards and serves them, and a zone's records, as its API answers them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import Field

from cli.vendors.cloudflare_place import Place
from cli.vendors.http import Client, Json, by_cursor, by_number
from cli.vendors.wire import Wire, many, one

R2_HOST: Final = "public.r2.dev"
"""What the record of a bucket's custom domain points to; R2 keeps that record itself."""
BUCKETS_PAGE: Final = 1000
RECORDS_PAGE: Final = 100


class Bucket(Wire):
    """A bucket; `location` in lower case, as the program has it."""

    name: str
    creation_date: datetime
    location: str = ""
    storage_class: str = "Standard"


class CustomDomain(Wire):
    """A host that serves a bucket; `min_tls` is 1.0 where Cloudflare tells none."""

    domain: str
    enabled: bool
    zone_id: str = Field(alias="zoneId")
    min_tls: str = Field(default="1.0", alias="minTLS")
    ciphers: tuple[str, ...] = ()


class ManagedDomain(Wire):
    """A bucket's own host on r2.dev, and whether it serves."""

    domain: str
    enabled: bool


class Record(Wire):
    """A record of the zone."""

    id: str
    name: str
    type: str
    content: str
    ttl: int
    proxied: bool = False
    priority: int | None = None

    @property
    def by_r2(self) -> bool:
        """Whether R2 made it for a custom domain and keeps it."""
        return self.type == "CNAME" and self.content == R2_HOST


class _Rules(Wire):
    rules: tuple[dict[str, Any], ...] = ()


class _Domains(Wire):
    domains: tuple[CustomDomain, ...]


def result(data: Json) -> Json:
    """Take the result out of Cloudflare's envelope."""
    return data.get("result") if isinstance(data, dict) else None


def buckets(client: Client, where: Place) -> list[Bucket]:
    """List the account's buckets in the place's jurisdiction."""
    asked, query = where.of_buckets(client), {"per_page": BUCKETS_PAGE}
    return many(asked, Bucket, asked.pages(where.buckets(), query, items="result.buckets", following=by_cursor))


def cors(client: Client, where: Place, bucket: str) -> tuple[Mapping[str, Any], ...]:
    """List a bucket's CORS rules as the API has them; () where it has none."""
    return _rules(client, where, bucket, "cors")


def lifecycle(client: Client, where: Place, bucket: str) -> tuple[Mapping[str, Any], ...]:
    """List a bucket's lifecycle rules as the API has them, Cloudflare's own one among them."""
    return _rules(client, where, bucket, "lifecycle")


def locks(client: Client, where: Place, bucket: str) -> tuple[Mapping[str, Any], ...]:
    """List a bucket's locks as the API has them."""
    return _rules(client, where, bucket, "lock")


def custom_domains(client: Client, where: Place, bucket: str) -> list[CustomDomain]:
    """List the hosts that serve a bucket."""
    asked = where.of_buckets(client)
    return [*one(asked, _Domains, result(asked.get(f"{where.buckets(bucket)}/domains/custom"))).domains]


def managed_domain(client: Client, where: Place, bucket: str) -> ManagedDomain:
    """Give a bucket's r2.dev host, and whether it serves."""
    asked = where.of_buckets(client)
    return one(asked, ManagedDomain, result(asked.get(f"{where.buckets(bucket)}/domains/managed")))


def records(client: Client, where: Place) -> list[Record]:
    """List the zone's records."""
    query = {"per_page": RECORDS_PAGE}
    return many(client, Record, client.pages(where.records, query, items="result", following=by_number))


def _rules(client: Client, where: Place, bucket: str, aspect: str) -> tuple[Mapping[str, Any], ...]:
    asked = where.of_buckets(client)
    found = asked.find(f"{where.buckets(bucket)}/{aspect}")
    return one(asked, _Rules, result(found)).rules if found is not None else ()
