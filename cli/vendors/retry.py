"""When a request to a vendor is sent again, and after how many seconds.

Facts: RFC 9110 on Retry-After, seconds or a date; GitHub's "Rate limits for the REST API": the secondary limits answer
403 or 429, and without Retry-After ask to wait until x-ratelimit-reset, else for a minute; Sentry has a header of its
own for that moment; Trigger.dev's rate limiter tells it in milliseconds, and no Retry-After.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

TRANSIENT: Final = frozenset({408, 500, 502, 503, 504})
"""The vendor's own failures, after which nobody knows whether the work was done."""
_MINUTE: Final = 60.0
_RESETS: Final = ("x-ratelimit-reset", "x-sentry-rate-limit-reset")
_MILLISECONDS: Final = 1e11
"""No moment in seconds is as large for another thousand years."""


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
    after = headers.get("retry-after", "")
    try:
        return max(0.0, float(after))
    except ValueError:
        moments = (_date(after), *(_moment(headers.get(name, "")) for name in _RESETS))
        known = [each for each in moments if each is not None]
        return max(0.0, known[0] - time.time()) if known else _MINUTE


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError):
        return None


def _moment(text: str) -> float | None:
    """Read a moment in seconds or milliseconds since 1970."""
    number = float(text) if text.isdecimal() else None
    return number / 1000 if number is not None and number > _MILLISECONDS else number
