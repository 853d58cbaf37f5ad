"""The Cloudflare provider's resource types (pulumi-cloudflare 6.23, over terraform-provider-cloudflare v5)."""

from localcloud.cloudflare.plugin import dns, r2, r2_domains, tokens
from localcloud.cloudflare.plugin.cloud import CLOUD

__all__ = ["CLOUD", "dns", "r2", "r2_domains", "tokens"]
