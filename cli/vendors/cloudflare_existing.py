"""What exists in a platform's Cloudflare account and zone, of the types that the program uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from cli.vendors import cloudflare_things as things
from cli.vendors.cloudflare_place import Place, place
from cli.vendors.existing import Existing
from cli.vendors.http import Client, by_number
from cli.vendors.wire import Wire, many

if TYPE_CHECKING:
    from settings.platform import Platform

_AT_ONCE: Final = 4
_DEFAULT_RULE: Final = "Default Multipart Abort Rule"
"""The lifecycle rule that every new bucket has (developers.cloudflare.com/r2/buckets/object-lifecycles)."""


class _Token(Wire):
    id: str
    name: str


def existing(client: Client, platform: Platform) -> list[Existing]:
    """List the account's buckets with what belongs to them, its tokens, and the zone's records.

    Args:
        client: A client of Cloudflare.
        platform: The settings, for the account, the zone and the jurisdiction.

    Raises:
        VendorError: Cloudflare refuses, or cannot be reached.
    """
    where = place(platform)
    names = [each.name for each in things.buckets(client, where)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = [each for bucket in pool.map(lambda name: [*_bucket(client, where, name)], names) for each in bucket]
    return [*found, *_tokens(client, where), *_records(client, where)]


def _thing(kind: str, import_id: str, name: str, inputs: Mapping[str, Any], *, by_itself: bool = False) -> Existing:
    token = f"cloudflare:index/{kind[0].lower()}{kind[1:]}:{kind}"
    return Existing("cloudflare", token, import_id, name, by_itself, inputs)


def _bucket(client: Client, where: Place, name: str) -> Iterator[Existing]:
    """List a bucket, its rule sets and its hosts; what has no import comes with every input."""
    of_bucket = {"accountId": where.account, "bucketName": name, "jurisdiction": where.jurisdiction}
    inputs = {"accountId": where.account, "name": name, "jurisdiction": where.jurisdiction}
    yield _thing("R2Bucket", f"{where.account}/{name}/{where.jurisdiction}", name, inputs)
    for kind, rules in (
        ("R2BucketCors", things.cors(client, where, name)),
        ("R2BucketLifecycle", things.lifecycle(client, where, name)),
        ("R2BucketLock", things.locks(client, where, name)),
    ):
        if rules:
            yield _thing(kind, "", name, {**of_bucket, "rules": [*rules]}, by_itself=_is_default(rules))
    for domain in things.custom_domains(client, where, name):
        yield _thing("R2CustomDomain", "", domain.domain, {**of_bucket, **_served(domain)})
    enabled = things.managed_domain(client, where, name).enabled
    yield _thing("R2ManagedDomain", "", name, {**of_bucket, "enabled": enabled}, by_itself=not enabled)


def _is_default(rules: Sequence[Mapping[str, Any]]) -> bool:
    return [each.get("id") for each in rules] == [_DEFAULT_RULE]


def _served(domain: things.CustomDomain) -> dict[str, Any]:
    inputs = {"domain": domain.domain, "zoneId": domain.zone_id, "enabled": domain.enabled, "minTls": domain.min_tls}
    return {**inputs, "ciphers": [*domain.ciphers]} if domain.ciphers else inputs


def _tokens(client: Client, where: Place) -> Iterator[Existing]:
    found = client.pages(f"{where.root}/tokens", {"per_page": 50}, items="result", following=by_number)
    for each in many(client, _Token, found):
        inputs = {"accountId": where.account, "name": each.name}
        yield _thing("AccountToken", f"{where.account}/{each.id}", each.name, inputs)


def _records(client: Client, where: Place) -> Iterator[Existing]:
    for each in things.records(client, where):
        inputs = {"zoneId": where.zone, "name": each.name, "type": each.type, "content": each.content}
        name = f"{each.name} {each.type}"
        yield _thing("DnsRecord", f"{where.zone}/{each.id}", name, inputs, by_itself=each.by_r2)
