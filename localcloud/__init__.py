"""The local cloud: an offline stand-in for the vendors, behind the real Pulumi engine (see README.md)."""
