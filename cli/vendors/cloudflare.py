"""Cloudflare, asked by the verbs: buckets and what guards them, records, tokens, and the latest object of a bucket.

Facts: Cloudflare's API reference. Every function raises `VendorError` with Cloudflare's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import Field

from cli.vendors.cloudflare_existing import existing
from cli.vendors.cloudflare_place import Place, place
from cli.vendors.cloudflare_things import (
    R2_HOST,
    Bucket,
    CustomDomain,
    ManagedDomain,
    Record,
    buckets,
    cors,
    custom_domains,
    lifecycle,
    locks,
    managed_domain,
    records,
    result,
)
from cli.vendors.http import Client, Query, VendorError, by_cursor, by_number
from cli.vendors.wire import Wire, many, one

__all__ = [
    "R2_HOST",
    "Bucket",
    "CustomDomain",
    "ManagedDomain",
    "OwnToken",
    "Place",
    "Policy",
    "Record",
    "StoredObject",
    "Token",
    "buckets",
    "cors",
    "custom_domains",
    "existing",
    "latest_object",
    "lifecycle",
    "locks",
    "managed_domain",
    "own_token",
    "permission_groups",
    "place",
    "records",
    "token",
    "tokens",
]
_LARGEST_PAGE: Final = 1000
_TOKENS_PAGE: Final = 50
_NOT_OF_THE_ACCOUNT: Final = frozenset({400, 401, 403, 404})


class _Group(Wire):
    id: str
    name: str = ""


class Policy(Wire):
    """What a token may do (permission groups) to what (resources, each with the part of it; `*` is all)."""

    effect: str
    permission_groups: tuple[_Group, ...]
    resources: dict[str, Any]

    @property
    def allowed(self) -> Mapping[str, str]:
        """The permission groups, ids to names; a name is empty where Cloudflare does not tell it."""
        return {each.id: each.name for each in self.permission_groups}


class Token(Wire):
    """A token of the account; `expires_on` is None where it never ends. Its value is in no answer."""

    id: str
    name: str
    status: str
    policies: tuple[Policy, ...]
    issued_on: datetime | None = None
    expires_on: datetime | None = None


class OwnToken(Wire):
    """The token that asks: `status` is active, disabled or expired."""

    id: str
    status: str
    expires_on: datetime | None = None
    not_before: datetime | None = None


class StoredObject(Wire):
    """An object in a bucket; `size` in bytes."""

    key: str
    size: int
    last_modified: datetime


class _Named(Wire):
    id: str
    name: str = Field(min_length=1)


def own_token(client: Client, where: Place) -> OwnToken:
    """Tell whether the token that asks is good and until when: an account's token, or else a user's."""
    try:
        return one(client, OwnToken, result(client.get(f"{where.root}/tokens/verify")))
    except VendorError as error:
        if error.status not in _NOT_OF_THE_ACCOUNT:
            raise
        return one(client, OwnToken, result(client.get("/client/v4/user/tokens/verify")))


def tokens(client: Client, where: Place) -> list[Token]:
    """List the account's tokens with what they may do and until when, those that ended lately among them."""
    query: Query = {"per_page": _TOKENS_PAGE, "include_expired": "true"}
    return many(client, Token, client.pages(f"{where.root}/tokens", query, items="result", following=by_number))


def token(client: Client, where: Place, token_id: str) -> Token | None:
    """Find a token of the account; None where there is none."""
    found = client.find(f"{where.root}/tokens/{token_id}")
    return one(client, Token, result(found)) if found is not None else None


def permission_groups(client: Client, where: Place) -> Mapping[str, str]:
    """Give what a policy may allow, ids to names."""
    path = f"{where.root}/tokens/permission_groups"
    found = many(client, _Named, client.pages(path, items="result", following=by_number))
    return {each.id: each.name for each in found}


def latest_object(client: Client, where: Place, bucket: str, prefix: str = "") -> StoredObject | None:
    """Find the object that was written last among those whose names begin so; None where there is none."""
    asked, path = where.of_buckets(client), f"{where.buckets(bucket)}/objects"
    query: Query = {"per_page": _LARGEST_PAGE, **({"prefix": prefix} if prefix else {})}
    found = many(asked, StoredObject, asked.pages(path, query, items="result", following=by_cursor))
    return max(found, key=lambda each: each.last_modified, default=None)
