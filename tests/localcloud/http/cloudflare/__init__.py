"""Tests of Cloudflare's API."""
