"""When a request to a vendor is sent again, and after how many seconds.

Facts: RFC 9110 on Retry-After; GitHub's "Rate limits for the REST API": the secondary limits answer 403 or 429, and
without Retry-After ask to wait until x-ratelimit-reset, else for a minute.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

TRANSIENT: Final = frozenset({408, 500, 502, 503, 504})
"""The vendor's own failures, after which nobody knows whether the work was done."""
_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to try in all, and for how many seconds at most to do as a vendor asks and wait."""

    attempts: int = 5
    base: float = 0.5
    cap: float = 10.0
    longest: float = 90.0

    def pause(self, attempt: int) -> float:
        """Choose the seconds before the next attempt: exponential, with full jitter."""
        return random.uniform(0, min(self.cap, self.base * 2 ** (attempt - 1)))  # noqa: S311 - no secret


def asked_to_wait(response: httpx.Response) -> float | None:
    """Return the seconds for which a vendor asks to be left alone, or None where it does not."""
    limited = response.status_code == httpx.codes.TOO_MANY_REQUESTS
    if response.status_code == httpx.codes.FORBIDDEN:
        spent = response.headers.get("x-ratelimit-remaining") == "0"
        limited = spent or "retry-after" in response.headers or "secondary rate limit" in response.text.lower()
    return _seconds(response.headers) if limited else None


def _seconds(headers: Mapping[str, str]) -> float:
    after, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    for text, since in ((after, 0.0), (reset, time.time())):
        try:
            return max(0.0, float(text) - since)
        except ValueError:
            continue
    return _MINUTE
