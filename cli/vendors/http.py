"""One client for every vendor's API: retries, rate limits, pages, and errors for a person without any secret.

A base URL is the vendor's origin (with GitHub Enterprise's `/api/v3` where there is one); paths are as the vendors'
documentation has them, so Cloudflare's begin with `/client/v4` and Sentry's with `/api/0`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

import httpx

from cli.errors import FAILED, UserError
from cli.vendors.addresses import VENDORS, on_this_machine, safe
from cli.vendors.paging import Following, Json, Page, Query, by_cursor, by_link, by_mark, by_number
from cli.vendors.retry import TRANSIENT, Patience, asked_to_wait

__all__ = ["Client", "Json", "Query", "VendorError", "by_cursor", "by_link", "by_mark", "by_number", "client_for"]

_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_REPEATABLE: Final = frozenset({"GET", "PUT", "DELETE"})
"""The methods that mean the same asked once or twice (RFC 9110, 9.2.2)."""
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_UNKNOWN: Final = "; whether the work was done is not known. Look at what is there before asking again."
_LONGEST_WORDS: Final = 500
_WORDS: Final = ("detail", "message", "error", "errors", "error_description")
_DENIED: Final = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


class VendorError(UserError):
    """A vendor refused, failed each time, or could not be reached (`status` 0)."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, FAILED)
        self.status = status


class Client:
    """Speaks to one vendor; safe to use from several threads.

    What may be repeated (GET, PUT, DELETE) is sent again after the vendor's own failures; any request is where it was
    not sent or the vendor asks to wait. Every method raises `VendorError` with the vendor's words. `address` is the
    vendor's base URL.
    """

    def __init__(self, cloud: str, base_url: str, token: str, *, patience: Patience | None = None) -> None:
        self.cloud = cloud
        self.vendor = VENDORS[cloud]
        self.address = safe(self.vendor, base_url)
        self._token = token
        self._patience = patience or Patience()
        self._http = httpx.Client(
            base_url=self.address,
            headers={"User-Agent": "luma-platform", **dict(self.vendor.headers)},
            timeout=_TIMEOUT,
            verify=self.address.startswith("https:"),  # plain http has nothing to verify; loading certificates is slow
            trust_env=not on_this_machine(self.address),  # a company's proxy cannot reach this machine
        )

    def get(self, path: str, query: Query | None = None) -> Json:
        """Read JSON."""
        return self._send("GET", path, query=query).data

    def page(self, path: str, query: Query | None = None) -> Page:
        """Read JSON together with the headers it came with."""
        return self._send("GET", path, query=query)

    def find(self, path: str, query: Query | None = None) -> Json:
        """Read JSON, or None where the vendor says that there is no such thing (404)."""
        try:
            return self.get(path, query)
        except VendorError as error:
            if error.status != httpx.codes.NOT_FOUND:
                raise
            return None

    def post(self, path: str, body: Json = None, query: Query | None = None, *, hide: Sequence[str] = ()) -> Json:
        """Send a POST; `hide` are the body's secrets, which no message may repeat."""
        return self._send("POST", path, body, query, hide).data

    def put(self, path: str, body: Json = None, query: Query | None = None, *, hide: Sequence[str] = ()) -> Json:
        """Send a PUT; `hide` as for `post`."""
        return self._send("PUT", path, body, query, hide).data

    def patch(self, path: str, body: Json = None, query: Query | None = None, *, hide: Sequence[str] = ()) -> Json:
        """Send a PATCH; `hide` as for `post`."""
        return self._send("PATCH", path, body, query, hide).data

    def delete(self, path: str, query: Query | None = None) -> Json:
        """Send a DELETE."""
        return self._send("DELETE", path, query=query).data

    def pages(self, path: str, query: Query | None = None, *, items: str = "", following: Following) -> Iterator[Json]:
        """Read a list to its end and give its items one by one.

        Args:
            path: Path of the list.
            query: Query parameters of the first page.
            items: Where the list is in the answer, such as `result.buckets`; "" where the answer is the list.
            following: Where it goes on: `by_link`, `by_number`, `by_cursor`, `by_mark("until")`.
        """
        target, asked = path, dict(query or {})
        while True:
            page = self._send("GET", target, query=asked)
            yield from self._items(page.data, items, path)
            after = following(page)
            if after is None:
                return
            if isinstance(after, str):
                target, asked = self._own(after), {}
            else:
                asked |= after

    def sending(self, headers: Mapping[str, str]) -> Client:
        """Make a client of the same account that sends more headers, such as the jurisdiction of R2's buckets."""
        other = Client(self.cloud, self.address, self._token, patience=self._patience)
        other._http.headers.update(headers)
        return other

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def _items(self, data: Json, items: str, path: str) -> list[Json]:
        found = data
        for name in items.split(".") if items else ():
            found = found.get(name) if isinstance(found, dict) else None
        if not isinstance(found, list):
            raise VendorError(
                f"{self.vendor.name}: {path} did not answer with a list{f' {items!r}' * bool(items)}.", 200
            )
        return found

    def _own(self, address: str) -> str:
        """Return a page's address if it is on this vendor's server: the token goes nowhere else."""
        if not address.startswith(f"{self.address}/"):
            raise VendorError(
                f"{self.vendor.name}: a page's link leads to another server, so it was not followed.", 200
            )
        return address

    def _send(
        self, method: str, path: str, body: Json = None, query: Query | None = None, hide: Sequence[str] = ()
    ) -> Page:
        """Send a request until it is answered or nothing is left to try."""
        self._require_token()
        what, attempt, doubt, started = f"{method} {urlsplit(path).path}", 0, False, time.monotonic()
        while True:
            attempt += 1
            try:
                outcome = self._once(method, path, body, query, hide)
            except VendorError as refused:
                if method == "DELETE" and doubt and refused.status == httpx.codes.NOT_FOUND:
                    return Page(None, httpx.Headers())  # an earlier attempt has deleted it
                raise
            if isinstance(outcome, Page):
                return outcome
            pause, error = outcome
            doubt = doubt or pause is None
            wait = self._patience.pause(attempt) if pause is None else pause
            late = time.monotonic() - started + wait > self._patience.longest
            if attempt >= self._patience.attempts or late:
                raise VendorError(f"{self.vendor.name}: {what}: {error}", error.status)
            time.sleep(wait)

    def _once(
        self, method: str, path: str, body: Json, query: Query | None, hide: Sequence[str]
    ) -> Page | tuple[float | None, VendorError]:
        """Send a request once: the answer, or how long to wait before another attempt and why; raises any other."""
        what = f"{self.vendor.name}: {method} {urlsplit(path).path}"
        try:
            response = self._http.request(
                method, path, json=body, params=query or None, headers={"Authorization": f"Bearer {self._token}"}
            )
        except httpx.RequestError as error:
            unknown = method != "GET" and not isinstance(error, _NOT_SENT)
            lost = VendorError(f"no answer ({type(error).__name__}) from {self.address}{_UNKNOWN * unknown}", 0)
            if method in _REPEATABLE or isinstance(error, _NOT_SENT):
                return None, lost
            raise VendorError(f"{what}: {lost}", 0) from None
        if response.is_success:
            return Page(_data(response, what), response.headers)
        refused = VendorError(self._words(response, hide), response.status_code)
        wait = asked_to_wait(response)
        if wait is not None or (method in _REPEATABLE and response.status_code in TRANSIENT):
            return wait, refused
        raise VendorError(f"{what}: {refused}{self._advice(response.status_code)}", refused.status)

    def _words(self, response: httpx.Response, hide: Sequence[str]) -> str:
        """Return what the vendor says, on one line and without any secret."""
        words = _message(response.text) or response.reason_phrase
        for secret in (self._token, *hide):
            for spelling in {secret, json.dumps(secret)[1:-1]} - {""}:
                words = words.replace(spelling, "[secret]")
        return f"{response.status_code} {' '.join(words.split())[:_LONGEST_WORDS]}"

    def _advice(self, status: int) -> str:
        if status not in _DENIED:
            return ""
        return f". Is {self.vendor.token_variable} still valid, and may it do this? `./luma doctor` looks at it."

    def _require_token(self) -> None:
        if not self._token.isascii() or not self._token.isprintable() or " " in self._token:
            raise UserError(
                f"{self.vendor.name} cannot be asked: {self.vendor.token_variable} holds blanks or other characters "
                "that no token has. Set it again, without quotes or a line's end."
            )
        if not self._token:
            raise UserError(
                f"{self.vendor.name} cannot be asked: {self.vendor.token_variable} is not set. Set it to a token of "
                "the account (the README lists the scopes), or use --local for the local cloud."
            )


def client_for(cloud: str, variables: Mapping[str, str], *, patience: Patience | None = None) -> Client:
    """Make a client from environment variables; a missing token is an error of the first request.

    Args:
        cloud: vercel, github, cloudflare, sentry or trigger.
        variables: `os.environ` for real accounts, `cli.local.environment.cloud_variables` for the local cloud.
        patience: How long to try.

    Raises:
        UserError: the address is not safe to send a token to.
    """
    vendor = VENDORS[cloud]
    address = variables.get(vendor.url_variable) or vendor.url
    return Client(cloud, address, variables.get(vendor.token_variable, ""), patience=patience)


def _data(response: httpx.Response, what: str) -> Json:
    if not response.content:
        return None
    try:
        data: Json = response.json()
    except ValueError:
        raise VendorError(f"{what} did not answer with JSON, so nothing was learned.", response.status_code) from None
    return data


def _message(text: str) -> str:
    """Find the words for people in an error's body."""
    try:
        data: Json = json.loads(text)
    except ValueError:
        return text
    if not isinstance(data, dict):
        return text
    told = next((data[name] for name in _WORDS if data.get(name)), data)
    if isinstance(told, dict) and isinstance(told.get("message"), str):
        return str(told["message"])
    return "; ".join([told, *_details(data.get("errors"))]) if isinstance(told, str) else json.dumps(told)


def _details(errors: Json) -> list[str]:
    """Find what GitHub says beside `Validation Failed`: a list of sentences, or of objects that hold them."""
    found = errors if isinstance(errors, list) else []
    told = [each.get("message") or each.get("code") if isinstance(each, dict) else each for each in found]
    return [each for each in told if isinstance(each, str)]
