"""The R2 bucket that keeps Pulumi's state.

Facts: developers.cloudflare.com/r2/buckets/bucket-locks (an object that a lock covers can be neither overwritten nor
deleted before its age), pulumi.com/docs/iac/concepts/state-and-backends (what a file backend writes where: it
overwrites `.pulumi/stacks`, and writes history and backups once under names of their own). R2 keeps no versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from cli.vendors import cloudflare
from cli.vendors.cloudflare import Place
from cli.vendors.http import Client, Json

_SECONDS_A_DAY: Final = 86_400
KEPT_DAYS: Final = 30
LOCKED: Final = (".pulumi/history/", ".pulumi/backups/")
"""What a backend writes once: every state that there was."""


def usual_name(app: str) -> str:
    """Return what the bucket of an app is called where nobody says otherwise."""
    return f"{app}-pulumi-state"


def keepers(app: str, account: str, backend: str) -> set[str]:
    """Return the names of the buckets of an account that keep the state, which no state can declare.

    Args:
        app: The app's name.
        account: The Cloudflare account's id.
        backend: The backend's address, as `pulumi whoami` tells it.
    """
    address = urlsplit(backend)
    ours = address.scheme == "s3" and f"{account}." in unquote(address.query)
    return {usual_name(app)} | ({address.netloc} if ours else set())


def ensure(client: Client, where: Place, bucket: str) -> Iterator[str]:
    """Make the bucket what it should be, and yield what was done in words; a second run does nothing.

    Args:
        client: A client of Cloudflare.
        where: The account, and the jurisdiction of its buckets.
        bucket: Its name.

    Raises:
        VendorError: Cloudflare refuses, or cannot be reached.
    """
    asked = where.of_buckets(client)
    if bucket not in {each.name for each in cloudflare.buckets(client, where)}:
        asked.post(where.buckets(), {"name": bucket})
        yield f"made the bucket {bucket}"
    if cloudflare.managed_domain(client, where, bucket).enabled:
        asked.put(f"{where.buckets(bucket)}/domains/managed", {"enabled": False})
        yield "closed its public address on r2.dev"
    rules = cloudflare.locks(client, where, bucket)
    held = {rule.get("prefix") for rule in rules if rule.get("enabled")}
    if missing := [_lock(prefix) for prefix in LOCKED if prefix not in held]:
        asked.put(f"{where.buckets(bucket)}/lock", {"rules": [*map(dict, rules), *missing]})
        yield f"locked history and backups for {KEPT_DAYS} days against deletion"


def _lock(prefix: str) -> Json:
    name = prefix.strip("./").replace("/", "-")
    condition: Json = {"type": "Age", "maxAgeSeconds": KEPT_DAYS * _SECONDS_A_DAY}
    return {"id": f"keep-{name}", "enabled": True, "prefix": prefix, "condition": condition}
