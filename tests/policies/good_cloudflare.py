"""The good stack's resources on Cloudflare."""

from __future__ import annotations

from luma_policies import kinds

from .world import Item

ITEMS: dict[str, Item] = {
    "cors": Item(
        kinds.BUCKET_CORS,
        {
            "bucketName": "shop-images",
            "rules": [{"allowed": {"origins": ["https://shop.example"], "methods": ["GET", "PUT"]}}],
        },
    ),
    "public-address": Item(kinds.MANAGED_DOMAIN, {"bucketName": "shop-images", "enabled": False}),
    "image-domain": Item(
        kinds.CUSTOM_DOMAIN,
        {"bucketName": "shop-images", "domain": "images.shop.example", "enabled": True, "minTls": "1.2"},
    ),
}
