"""Whether each host's certificate is good for a while yet, and TLS is a version that nobody has broken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from cli.verify.checks import Check
from cli.verify.wire import UnreachableError, Wire

_GOOD: Final = frozenset({"TLSv1.2", "TLSv1.3"})
_FEW_DAYS: Final = 14
"""Vercel and Cloudflare renew a month before the end: what has fewer days left is not being renewed."""


def tls_check(wire: Wire, host: str) -> tuple[Check, bool]:
    """Check a host's TLS; return also whether the host can be asked for more."""
    try:
        found = wire.session(host)
    except UnreachableError as error:
        return Check("tls", host, good=False, words=str(error)), False
    days = (found.ends - datetime.now(UTC)).days
    told = f"{found.version}, the certificate is good for {days} days"
    if found.version not in _GOOD:
        return Check("tls", host, good=False, words=f"{told}; declared TLS 1.2 at least"), True
    if days < _FEW_DAYS:
        told = f"{told}: it is not being renewed. Look at the domain's records."
        return Check("tls", host, good=False, words=told), True
    return Check("tls", host, good=True, words=told), True
