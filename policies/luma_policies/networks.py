"""Addresses, networks and hosts as rules compare them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import urlsplit

_WIDE_V4: Final = 24
_WIDE_V6: Final = 48


def prefix(network: str) -> tuple[int, int] | None:
    """Return IP version and prefix length of an address or network; None when it is neither."""
    try:
        parsed = ipaddress.ip_network(network.strip(), strict=False)
    except ValueError:
        return None
    return parsed.version, parsed.prefixlen


def is_everywhere(network: str) -> bool:
    """Whether a network covers every address. What cannot be read counts as covering everything."""
    found = prefix(network)
    return found is None or found[1] == 0


def is_wide(network: str) -> bool:
    """Whether a network is larger than one site's, /24 or /48. What cannot be read counts as wide."""
    found = prefix(network)
    return found is None or found[1] < (_WIDE_V4 if found[0] == 4 else _WIDE_V6)  # noqa: PLR2004 - IP version


def host_of(address: str) -> str | None:
    """Return the lower-case host of an absolute or scheme-relative address; None when it has none or is malformed."""
    try:
        return urlsplit(address.strip()).hostname
    except ValueError:
        return None


def is_absolute(address: str) -> bool:
    """Whether an address leaves the site it stands on."""
    return "://" in address or address.lstrip().startswith(("//", "\\\\", "/\\"))


def allowed_host(host: str | None, allowed: Iterable[str]) -> bool:
    """Whether a host is among the allowed ones, which may be patterns such as `*.example.com`. None is not."""
    return host is not None and any(fnmatchcase(host, pattern.lower()) for pattern in allowed)
