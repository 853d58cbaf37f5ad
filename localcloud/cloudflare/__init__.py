"""Cloudflare: R2 buckets and what belongs to them, account tokens, DNS records."""
