"""Where each vendor's API is, and which variables say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from cli.errors import UserError

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Vendor:
    """How one vendor's API is reached: names of the variables of its address and token, and its public address."""

    name: str
    url_variable: str
    token_variable: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()


VENDORS: Final[Mapping[str, Vendor]] = {
    "cloudflare": Vendor("Cloudflare", "CLOUDFLARE_API_URL", "CLOUDFLARE_API_TOKEN", "https://api.cloudflare.com"),
    "github": Vendor(
        *("GitHub", "GITHUB_API_URL", "GITHUB_TOKEN", "https://api.github.com"),
        (("Accept", "application/vnd.github+json"), ("X-GitHub-Api-Version", "2022-11-28")),
    ),
    "sentry": Vendor("Sentry", "SENTRY_URL", "SENTRY_AUTH_TOKEN", "https://sentry.io"),
    "trigger": Vendor("Trigger.dev", "TRIGGER_API_URL", "TRIGGER_ACCESS_TOKEN", "https://api.trigger.dev"),
    "vercel": Vendor("Vercel", "VERCEL_API_URL", "VERCEL_API_TOKEN", "https://api.vercel.com"),
}


def on_this_machine(address: str) -> bool:
    """Return whether an address leads to this machine."""
    return urlsplit(address).hostname in _LOOPBACK


def safe(vendor: Vendor, address: str) -> str:
    """Return an address without its last slash, if a token may be sent there: https, or http on this machine.

    Raises:
        UserError: a token may not.
    """
    try:
        parts = urlsplit(address)
        scheme = parts.scheme if parts.hostname and parts.port != 0 else ""
    except ValueError:  # a port or an IPv6 address that cannot be
        scheme = ""
    if scheme == "https" or (scheme == "http" and on_this_machine(address)):
        return address.rstrip("/")
    raise UserError(
        f"{vendor.url_variable}: not an https address; the {vendor.name} token would travel in the clear. "
        f"Set it to an https address, or unset it for {vendor.url}."
    )
