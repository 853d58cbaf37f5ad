"""What Cloudflare stores."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from localcloud.core.entities import Entity, Json
from localcloud.core.fingerprint import Fingerprint


@dataclass(frozen=True, kw_only=True)
class Account(Entity):
    """An account; only a person can make one, so it comes from the seed file."""

    CLOUD = "cloudflare"
    KIND = "account"
    plan: str

    def key(self) -> tuple[str, ...]:
        """Name it by its id."""
        return (self.id,)


@dataclass(frozen=True, kw_only=True)
class Zone(Entity):
    """A zone of an account; from the seed file, since its name servers are set at the registrar."""

    CLOUD = "cloudflare"
    KIND = "zone"
    account: str
    name: str

    def key(self) -> tuple[str, ...]:
        """Name it by its domain."""
        return (self.name,)

    def parent(self) -> str:
        """Belong to the account."""
        return self.account


@dataclass(frozen=True, kw_only=True)
class Bucket(Entity):
    """An R2 bucket. `objects` counts what it holds beside its `StoredObject`s; only drift sets it."""

    CLOUD = "cloudflare"
    KIND = "bucket"
    account: str
    jurisdiction: str
    name: str
    location: str
    storage_class: str
    created: str
    public_id: str
    managed_domain: bool = False
    objects: int = 0

    def key(self) -> tuple[str, ...]:
        """Name it by account, jurisdiction and name."""
        return (self.account, self.jurisdiction, self.name)

    def parent(self) -> str:
        """Belong to the account."""
        return self.account


@dataclass(frozen=True, kw_only=True)
class StoredObject(Entity):
    """An object in a bucket, without its content: `size` in bytes, `modified` as a timestamp.

    `bucket` is the bucket's name, `bucket_id` its id.
    """

    CLOUD = "cloudflare"
    KIND = "object"
    account: str
    jurisdiction: str
    bucket: str
    bucket_id: str
    name: str
    size: int
    etag: str
    modified: str
    storage_class: str

    def key(self) -> tuple[str, ...]:
        """Name it as its bucket is named, and by its own name."""
        return (self.account, self.jurisdiction, self.bucket, self.name)

    def parent(self) -> str:
        """Belong to the bucket."""
        return self.bucket_id


@dataclass(frozen=True, kw_only=True)
class BucketRules(Entity):
    """One rule set of a bucket (`aspect`: cors, lifecycle or lock), as the caller wrote it: a PUT replaces it."""

    CLOUD = "cloudflare"
    KIND = "bucket-rules"
    bucket: str
    aspect: str
    rules: tuple[Json, ...]

    def key(self) -> tuple[str, ...]:
        """Name it by bucket and aspect."""
        return (self.bucket, self.aspect)

    def parent(self) -> str:
        """Belong to the bucket."""
        return self.bucket


@dataclass(frozen=True, kw_only=True)
class CustomDomain(Entity):
    """A host that serves a bucket. `min_tls` is 1.0 unless the caller says otherwise."""

    CLOUD = "cloudflare"
    KIND = "custom-domain"
    bucket: str
    zone: str
    domain: str
    enabled: bool
    min_tls: str
    ciphers: tuple[str, ...] = ()

    def key(self) -> tuple[str, ...]:
        """Name it by its host: one bucket a host."""
        return (self.domain,)

    def parent(self) -> str:
        """Belong to the bucket."""
        return self.bucket


@dataclass(frozen=True, kw_only=True)
class Token(Entity):
    """An account token; its value is shown once and kept as a fingerprint. Names need not be unique."""

    CLOUD = "cloudflare"
    KIND = "token"
    account: str
    name: str
    value: Fingerprint
    status: str
    policies: tuple[Json, ...]
    condition: Json = None
    expires_on: str | None = None
    not_before: str | None = None
    issued_on: str

    def key(self) -> tuple[str, ...]:
        """Name it by account and id."""
        return (self.account, self.id)

    def parent(self) -> str:
        """Belong to the account."""
        return self.account


@dataclass(frozen=True, kw_only=True)
class DnsRecord(Entity):
    """A record of a zone; `owner` names what made it: `user`, or `r2` for a custom domain's own record.

    `settings` are switches that only a CNAME has, all of them named.
    """

    CLOUD = "cloudflare"
    KIND = "dns-record"
    zone: str
    name: str
    type: str
    content: str
    ttl: int
    proxied: bool
    priority: int | None = None
    comment: str | None = None
    tags: tuple[str, ...] = ()
    settings: Mapping[str, bool] = field(default_factory=dict)
    owner: str = "user"
    created_on: str

    def key(self) -> tuple[str, ...]:
        """Name it by zone, name, type and content."""
        return (self.zone, self.name, self.type, self.content)

    def parent(self) -> str:
        """Belong to the zone."""
        return self.zone
