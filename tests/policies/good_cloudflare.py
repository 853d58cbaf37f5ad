"""The good stack's resources on Cloudflare."""

from __future__ import annotations

import json

from luma_policies import kinds
from luma_policies.view import UNKNOWN

from .world import Item

ACCOUNT = "4f9a1c7e2b6d8035a1e4c9f7b3d26058"
_AGE = {"condition": {"type": "Age", "maxAge": 7 * 24 * 3600}}

ITEMS: dict[str, Item] = {
    "bucket": Item(
        kinds.BUCKET,
        {"accountId": ACCOUNT, "name": "shop-images", "location": "enam", "jurisdiction": "default"},
        protect=True,
    ),
    "backups": Item(kinds.BUCKET, {"accountId": ACCOUNT, "name": "shop-backups", "location": "ENAM"}, protect=True),
    "cors": Item(
        kinds.BUCKET_CORS,
        {
            "accountId": ACCOUNT,
            "bucketName": "shop-images",
            "jurisdiction": "default",
            "rules": [
                {
                    "allowed": {
                        "origins": ["https://shop.example"],
                        "methods": ["GET", "PUT"],
                        "headers": ["content-type"],
                    },
                    "maxAgeSeconds": 3600,
                }
            ],
        },
    ),
    "lifecycle": Item(
        kinds.BUCKET_LIFECYCLE,
        {
            "accountId": ACCOUNT,
            "bucketName": "shop-images",
            "rules": [
                {"id": "abort", "enabled": True, "conditions": {"prefix": ""}, "abortMultipartUploadsTransition": _AGE}
            ],
        },
    ),
    "backups-lifecycle": Item(
        kinds.BUCKET_LIFECYCLE,
        {
            "accountId": ACCOUNT,
            "bucketName": "shop-backups",
            "rules": [
                {"id": "abort", "enabled": True, "conditions": {"prefix": ""}, "abortMultipartUploadsTransition": _AGE},
                {
                    "id": "expire",
                    "enabled": True,
                    "conditions": {"prefix": "dumps/"},
                    "deleteObjectsTransition": _AGE,
                },
            ],
        },
    ),
    "lock": Item(
        kinds.BUCKET_LOCK,
        {
            "accountId": ACCOUNT,
            "bucketName": "shop-backups",
            "rules": [
                {
                    "id": "keep",
                    "enabled": True,
                    "prefix": "dumps/",
                    "condition": {"type": "Age", "maxAgeSeconds": 2592000},
                }
            ],
        },
    ),
    "events": Item(
        kinds.BUCKET_EVENTS, {"accountId": ACCOUNT, "bucketName": "shop-images", "queueId": "q", "rules": []}
    ),
    "public-address": Item(kinds.MANAGED_DOMAIN, {"accountId": ACCOUNT, "bucketName": "shop-images", "enabled": False}),
    "image-domain": Item(
        kinds.CUSTOM_DOMAIN,
        {
            "accountId": ACCOUNT,
            "bucketName": "shop-images",
            "domain": "images.shop.example",
            "zoneId": "8c2e5b9f1a7d4063c8b1e6f4a9d37052",
            "enabled": True,
            "minTls": "1.2",
        },
    ),
    "token": Item(
        kinds.ACCOUNT_TOKEN,
        {
            "accountId": ACCOUNT,
            "name": "shop-images-objects",
            "expiresOn": "2027-11-01T00:00:00Z",
            "condition": {"requestIp": {"ins": ["203.0.113.0/28"]}},
            "policies": [
                {
                    "effect": "allow",
                    "permissionGroups": [{"id": "6a018a9f2fc74eb6b293b0c548f38b39"}],
                    "resources": json.dumps({f"com.cloudflare.edge.r2.bucket.{ACCOUNT}_default_shop-images": "*"}),
                }
            ],
        },
        provider=("pulumi:providers:cloudflare", "cloudflare", {"apiToken": UNKNOWN, "version": "6.23.1"}),
    ),
}
