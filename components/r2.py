"""The buckets of one stack: the app's images, and encrypted database dumps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pulumi

from components._base import Component
from components.resources.cloudflare import (
    AccountToken,
    R2Bucket,
    R2BucketCors,
    R2BucketLifecycle,
    R2BucketLock,
    R2CustomDomain,
    R2ManagedDomain,
)
from settings.cloudflare import R2, BackupBucket, Cloudflare, ImageBucket

if TYPE_CHECKING:
    from components.resources.objects.cloudflare import R2BucketLifecycleRule

CORS_METHODS: Final = ("GET", "PUT")
"""What the app's own pages may do with the image bucket from a browser: show, and upload by a signed address."""

READ_OBJECTS: Final = "6a018a9f2fc74eb6b293b0c548f38b39"
"""Permission group "Workers R2 Storage Bucket Item Read" (developers.cloudflare.com/r2/api/tokens)."""

WRITE_OBJECTS: Final = "2efd5506f9c8494dacb1fa10a3e7d5b6"
"""Permission group "Workers R2 Storage Bucket Item Write" (same source)."""

DUMPS: Final = "postgresql/"
"""Prefix under which the backup workflow stores dumps; only these expire."""

DAY: Final = 24 * 60 * 60


class R2Storage(Component):
    """Type token `luma:cloudflare:R2Storage`.

    Produces, for the image bucket and, where the stack has one, the backup bucket:
        - `R2Bucket`, protected.
        - `R2BucketLifecycle`: unfinished uploads end; dumps expire.
        - `R2ManagedDomain`: the r2.dev address, off.
        - `AccountToken`: may read and write this bucket's objects, and nothing else.
    For the image bucket also:
        - `R2BucketCors`: the app's own origins.
        - `R2CustomDomain`: its public host, TLS 1.2 and up. Cloudflare adds the DNS record.
    For the backup bucket also:
        - `R2BucketLock`: nothing can be changed or deleted before the lock ends.

    It does not own the account, the zone, or what is in the buckets.

    Args:
        name: Name of the component.
        settings: The buckets.
        account: The account and zone.
        origins: Origins of the app that may upload from a browser, such as https://luma.example.
        protect: Whether the buckets are protected.
        opts: Options with an explicit Cloudflare provider.
    """

    CLOUD = "cloudflare"

    def __init__(
        self,
        name: str,
        settings: R2,
        *,
        account: Cloudflare,
        origins: Sequence[str],
        protect: bool,
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(name, opts, protect=protect)
        self._settings = settings
        self._account = account
        self.public_url = f"https://{settings.images.host}"
        """Address that serves the image bucket."""
        self.variables: Mapping[str, pulumi.Input[str]] = {
            "R2_ACCOUNT_ID": account.account_id,
            **self._create_images(settings.images, origins),
            **(self._create_backups(settings.backups) if settings.backups else {}),
        }
        self.register_outputs({})

    def _create_images(self, images: ImageBucket, origins: Sequence[str]) -> Mapping[str, pulumi.Input[str]]:
        bucket = self._create_bucket("images", images.name, [abort_uploads(images.abort_multipart_days)])
        self._create_cors("images", images.name, bucket, origins)
        self._create_domain("images", images, bucket)
        key_id, secret = self._create_token("images", images.name, bucket)
        return {
            "R2_BUCKET_NAME": images.name,
            "R2_PUBLIC_URL": self.public_url,
            "R2_ACCESS_KEY_ID": key_id,
            "R2_SECRET_ACCESS_KEY": secret,
        }

    def _create_backups(self, backups: BackupBucket) -> Mapping[str, pulumi.Input[str]]:
        rules = [abort_uploads(backups.abort_multipart_days), expire_dumps(backups.expire_days)]
        bucket = self._create_bucket("backups", backups.name, rules)
        self._create_lock("backups", backups, bucket)
        key_id, secret = self._create_token("backups", backups.name, bucket)
        return {
            "BACKUP_BUCKET_NAME": backups.name,
            "BACKUP_PUBLIC_KEY": backups.public_key,
            "BACKUP_ACCESS_KEY_ID": key_id,
            "BACKUP_SECRET_ACCESS_KEY": secret,
        }

    def _create_bucket(self, role: str, bucket_name: str, rules: Sequence[R2BucketLifecycleRule]) -> R2Bucket:
        bucket = R2Bucket(
            self.child_name(role),
            self.child_opts(stateful=True),
            account_id=self._account.account_id,
            name=bucket_name,
            location=self._settings.location,
            jurisdiction=self._settings.jurisdiction,
            storage_class="Standard",
        )
        R2BucketLifecycle(
            self.child_name(f"{role}-lifecycle"),
            self.child_opts(after=[bucket]),
            account_id=self._account.account_id,
            bucket_name=bucket_name,
            jurisdiction=self._settings.jurisdiction,
            rules=rules,
        )
        R2ManagedDomain(
            self.child_name(f"{role}-managed-domain"),
            self.child_opts(after=[bucket]),
            account_id=self._account.account_id,
            bucket_name=bucket_name,
            jurisdiction=self._settings.jurisdiction,
            enabled=False,
        )
        return bucket

    def _create_cors(self, role: str, bucket_name: str, bucket: R2Bucket, origins: Sequence[str]) -> None:
        R2BucketCors(
            self.child_name(f"{role}-cors"),
            self.child_opts(after=[bucket]),
            account_id=self._account.account_id,
            bucket_name=bucket_name,
            jurisdiction=self._settings.jurisdiction,
            rules=[
                {
                    "id": "app",
                    "allowed": {"origins": sorted(origins), "methods": list(CORS_METHODS), "headers": ["content-type"]},
                    "exposeHeaders": ["ETag"],
                    "maxAgeSeconds": 3600,
                }
            ],
        )

    def _create_domain(self, role: str, images: ImageBucket, bucket: R2Bucket) -> None:
        R2CustomDomain(
            self.child_name(f"{role}-domain"),
            self.child_opts(after=[bucket]),
            account_id=self._account.account_id,
            bucket_name=images.name,
            jurisdiction=self._settings.jurisdiction,
            domain=images.host,
            zone_id=self._account.zone_id,
            enabled=True,
            min_tls="1.2",  # the zone's minimum does not hold for a bucket's domain, whose own default is 1.0
        )

    def _create_lock(self, role: str, backups: BackupBucket, bucket: R2Bucket) -> None:
        R2BucketLock(
            self.child_name(f"{role}-lock"),
            self.child_opts(after=[bucket]),
            account_id=self._account.account_id,
            bucket_name=backups.name,
            jurisdiction=self._settings.jurisdiction,
            rules=[
                {
                    "id": "keep-dumps",
                    "enabled": True,
                    "prefix": DUMPS,
                    "condition": {"type": "Age", "maxAgeSeconds": backups.lock_days * DAY},
                }
            ],
        )

    def _create_token(
        self, role: str, bucket_name: str, bucket: R2Bucket
    ) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        """Create the bucket's token; return its S3 key pair: the token's id, and the SHA-256 of its value."""
        jurisdiction = self._settings.jurisdiction
        # Spelt as the API answers it, without spaces: otherwise the vendor's plugin would find a change each time.
        resource = f"com.cloudflare.edge.r2.bucket.{self._account.account_id}_{jurisdiction}_{bucket_name}"
        token = AccountToken(
            self.child_name(f"{role}-token"),
            self.child_opts(after=[bucket]),
            account_id=self._account.account_id,
            name=f"{bucket_name}-objects",
            expires_on=self._settings.token_expires,
            policies=[
                {
                    "effect": "allow",
                    "permissionGroups": [{"id": group} for group in sorted([READ_OBJECTS, WRITE_OBJECTS])],
                    "resources": json.dumps({resource: "*"}, separators=(",", ":")),
                }
            ],
        )
        return pulumi.Output.secret(token.id), pulumi.Output.secret(token.value.apply(s3_secret))


def s3_secret(token: str) -> str:
    """Return the S3 secret of a Cloudflare token (developers.cloudflare.com/r2/api/tokens)."""
    return hashlib.sha256(token.encode()).hexdigest()


def abort_uploads(days: int) -> R2BucketLifecycleRule:
    """Return the lifecycle rule that removes what an unfinished upload left behind."""
    return {
        "id": "abort-uploads",
        "enabled": True,
        "conditions": {"prefix": ""},
        "abortMultipartUploadsTransition": {"condition": {"type": "Age", "maxAge": days * DAY}},
    }


def expire_dumps(days: int) -> R2BucketLifecycleRule:
    """Return the lifecycle rule that removes old dumps, and nothing that is stored elsewhere in the bucket."""
    return {
        "id": "expire-dumps",
        "enabled": True,
        "conditions": {"prefix": DUMPS},
        "deleteObjectsTransition": {"condition": {"type": "Age", "maxAge": days * DAY}},
    }
