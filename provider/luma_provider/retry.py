"""When to try a request again, and after how long.

Facts: RFC 9110 on Retry-After; GitHub's "Rate limits for the REST API" (secondary limits: 403 or 429, wait for
Retry-After, else until x-ratelimit-reset, else a minute); Sentry's X-Sentry-Rate-Limit-Reset; Trigger.dev's rate
limiter tells x-ratelimit-reset in milliseconds and no Retry-After.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import httpx

TRANSIENT: Final = frozenset({408, 500, 502, 503, 504})
"""Failures of the service after which nobody knows whether it did the work."""
_RESETS: Final = ("x-ratelimit-reset", "x-sentry-rate-limit-reset")
_MILLISECONDS: Final = 1e11
"""No moment in seconds is as large for another thousand years."""


@dataclass(frozen=True)
class Patience:
    """How often to try where a service fails, and how long altogether where it asks to wait: times in seconds."""

    attempts: int = 6
    base: float = 0.5
    cap: float = 20.0
    longest: float = 120.0
    minute: float = 60.0

    def pause(self, attempt: int) -> float:
        """Choose a time before the next attempt: exponential, with full jitter."""
        return random.uniform(0, min(self.cap, self.base * 2 ** (attempt - 1)))  # noqa: S311 - no secret


def limited(response: httpx.Response, minute: float) -> float | None:
    """Tell for how many seconds a service asks to be left alone; `None` where it does not."""
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return _wait(response.headers, default=1.0)
    if response.status_code != HTTPStatus.FORBIDDEN:
        return None
    spent = response.headers.get("x-ratelimit-remaining") == "0"
    secondary = "secondary rate limit" in response.text.lower()
    if spent or secondary or "retry-after" in response.headers:
        return _wait(response.headers, default=minute)
    return None


def _wait(headers: Mapping[str, str], default: float) -> float:
    after = headers.get("retry-after", "")
    try:
        return max(0.0, float(after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        pass
    resets = [_moment(headers[name]) for name in _RESETS if headers.get(name, "").isdecimal()]
    return max(0.0, resets[0] - time.time()) if resets else default


def _moment(text: str) -> float:
    """Read a moment in seconds or milliseconds since 1970."""
    number = float(text)
    return number / 1000 if number > _MILLISECONDS else number
