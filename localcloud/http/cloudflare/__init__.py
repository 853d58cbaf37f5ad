"""Cloudflare's API for account tokens, DNS records and R2.

Facts: `internal/services` of cloudflare/terraform-provider-cloudflare v5, and cloudflare/cloudflare-go v7.
"""

from localcloud.http.cloudflare import accounts, bucket_domains, bucket_rules, buckets, dns, tokens
from localcloud.http.cloudflare.api import CLOUDFLARE

__all__ = ["CLOUDFLARE", "accounts", "bucket_domains", "bucket_rules", "buckets", "dns", "tokens"]
