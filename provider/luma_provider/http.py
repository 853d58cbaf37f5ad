"""One client for every service: timeouts, bounded retries, rate limits, pages, and messages without secrets.

httpx is imported with the first request: it takes 0.1 s, and most previews make none.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from luma_provider.errors import (
    Misconfigured,
    NotSent,
    ProviderError,
    RateLimited,
    ServiceError,
    Unreachable,
    service_error,
)
from luma_provider.retry import TRANSIENT, Patience, limited
from luma_provider.values import Json, Secret

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
Query = Mapping[str, str | int]
Recover: TypeAlias = "Callable[[float], Awaitable[Answer | None]]"

_AT_ONCE: Final = 20
_MESSAGE_LENGTH: Final = 500
_KEYS: Final = ("detail", "message", "error", "errors", "nonFieldErrors")


async def again(elapsed: float) -> Answer | None:
    """Recover a create that may simply be asked for again: it overwrites."""
    del elapsed
    return None


@dataclass(frozen=True)
class Answer:
    """A service's answer: its data, and its headers by lower-case name."""

    data: Json
    headers: Mapping[str, str]


class Client:
    """Speaks to one service. Requests that only repeat themselves are retried; a create is recovered first.

    `claimed` are the ids of what creates have made through this client.
    """

    def __init__(self, service: str, url: str, token: Secret, *, missing: str, agent: str, patience: Patience) -> None:
        self.service = service
        self.patience = patience
        self._url = url
        self._token = token
        self._missing = missing
        self.claimed: set[str] = set()
        self._quiet_until = 0.0
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._headers = {"User-Agent": agent, "Accept": "application/json"}

    @cached_property
    def _http(self) -> httpx.AsyncClient:
        """Make the connections when first used: most previews need none, and loading certificates takes 50 ms."""
        import httpx  # noqa: PLC0415

        timeout = httpx.Timeout(30.0, connect=10.0)
        return httpx.AsyncClient(base_url=self._url, headers=self._headers, timeout=timeout)

    async def get(self, path: str, query: Query | None = None) -> Json:
        """Read; retried freely."""
        return (await self.send("GET", path, query=query)).data

    async def pages(self, path: str, query: Query | None = None) -> AsyncIterator[Json]:
        """Read a list page by page, following the `Link` header, and give its items."""
        target: str | None = path
        while target is not None:
            answer = await self.send("GET", target, query=query)
            if not isinstance(answer.data, list):
                raise ServiceError(self.service, 200, f"{path} did not answer with a list")
            for item in answer.data:
                yield item
            target, query = self._next(answer.headers), None

    async def send(
        self,
        method: str,
        path: str,
        body: Json = None,
        *,
        query: Query | None = None,
        recover: Recover | None = None,
        hide: tuple[Secret, ...] = (),
    ) -> Answer:
        """Send one request, again and again while that may help.

        Args:
            method: An HTTP method.
            path: Path below the service's address, or a whole address on it (a page's `Link`).
            body: JSON to send.
            query: Query parameters.
            recover: For a create: called with the seconds since the first attempt when an answer was lost; gives the
                answer that it would have been, or `None` where the work was not done and may be asked for again.
            hide: Secrets in the body, which must not come back in a message.

        Raises:
            ServiceError: the service refused, failed each time, or gave no answer.
        """
        started, attempts, doubt = time.monotonic(), 0, False
        while True:
            outcome = await self._once(method, path, body, query, hide)
            if isinstance(outcome, Answer):
                return outcome
            elapsed = time.monotonic() - started
            attempts += not isinstance(outcome, RateLimited)
            doubt = doubt or (method == "POST" and outcome.doubtful)
            if attempts == self.patience.attempts or elapsed > self.patience.longest or (doubt and recover is None):
                raise outcome
            await asyncio.sleep(self.patience.pause(max(attempts, 1)))
            found = await recover(time.monotonic() - started) if doubt and recover else None
            if found is not None:
                return found

    def _next(self, headers: Mapping[str, str]) -> str | None:
        """Find the next page in a `Link` header; Sentry always names one and says whether it has results."""
        for part in headers.get("link", "").split(","):
            address = re.match(r"\s*<([^>]+)>", part)
            if address and 'rel="next"' in part and 'results="false"' not in part:
                if not address.group(1).startswith(f"{self._url}/"):
                    raise ServiceError(self.service, 200, "a page's link leads to another server")
                return address.group(1)
        return None

    async def _once(
        self, method: str, path: str, body: Json, query: Query | None, hide: tuple[Secret, ...]
    ) -> Answer | ServiceError:
        """Send a request once: an answer, or the failure after which another attempt may help; raises any other."""
        if not self._token.reveal():
            raise Misconfigured(f"{self.service}: {self._missing}")
        import httpx  # noqa: PLC0415

        async with self._slots:
            await asyncio.sleep(max(0.0, self._quiet_until - time.monotonic()))
            try:
                response = await self._http.request(
                    method, path, json=body, params=query, headers={"Authorization": f"Bearer {self._token.reveal()}"}
                )
            except httpx.TransportError as error:
                unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
                kind = NotSent if unsent else Unreachable
                return kind(self.service, 0, f"{method} {_bare(path)}: {type(error).__name__}")
        return self._judge(response, f"{method} {_bare(path)}", hide)

    def _judge(self, response: httpx.Response, what: str, hide: tuple[Secret, ...]) -> Answer | ServiceError:
        if response.is_success:
            return Answer(_data(response, self.service, what), dict(response.headers))
        message = f"{what}: {self._words(response, hide)}"
        error = service_error(self.service, response.status_code, message)
        wait = limited(response, self.patience.minute)
        if wait is not None and wait <= self.patience.longest:
            self._quiet_until = max(self._quiet_until, time.monotonic() + wait)
            return RateLimited(self.service, response.status_code, message)
        if response.status_code in TRANSIENT:
            return error
        raise error

    def _words(self, response: httpx.Response, hide: tuple[Secret, ...]) -> str:
        """Give what the service says, on one line and without any secret."""
        words = _message(response.text) or response.reason_phrase
        for secret in (self._token, *hide):
            words = words.replace(secret.reveal(), "[secret]") if secret.reveal() else words
        return " ".join(words.split())[:_MESSAGE_LENGTH]


def _data(response: httpx.Response, service: str, what: str) -> Json:
    if not response.content:
        return None
    try:
        data: Json = response.json()
    except ValueError:
        raise ProviderError(f"{service}: {what} did not answer with JSON") from None
    return data


def _message(text: str) -> str:
    """Find the words for people in an error's body."""
    try:
        data = json.loads(text)
    except ValueError:
        return text
    if isinstance(data, dict):
        told = [data[key] for key in _KEYS if data.get(key)]
        return "; ".join(each if isinstance(each, str) else json.dumps(each) for each in told or [data])
    return text


def _bare(path: str) -> str:
    return path.split("?", maxsplit=1)[0]
