"""Requests to the deployed site: nothing is followed, every header line is kept, every certificate is checked."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpx

_SECONDS: Final = 15.0
_PORTS: Final = {"http": 80, "https": 443}
_AGENT: Final = "luma-verify"


class UnreachableError(Exception):
    """There was no answer; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where every host is, in place of the network: a port by scheme on this machine, and the authority to trust."""

    ports: Mapping[str, int]
    authority: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, and its header lines with names in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Return the values of a header, one a line that was sent."""
        return [value for key, value in self.headers if key == name.lower()]

    def one(self, name: str) -> str:
        """Return a header's first value, empty where it is not there."""
        return next(iter(self.all(name)), "")


@dataclass(frozen=True, slots=True)
class Session:
    """A TLS connection: its version, such as TLSv1.3, and when the certificate ends."""

    version: str
    ends: datetime


class Wire:
    """Asks hosts; use it as a context manager.

    Args:
        place: Where every host is, for the local cloud; None asks the network.
    """

    def __init__(self, place: Place | None = None) -> None:
        self._place = place
        self._trust = ssl.create_default_context(cadata=place.authority if place else None)
        self._http = httpx.Client(verify=self._trust, timeout=_SECONDS, trust_env=place is None)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the connections."""
        self._http.close()

    def ask(self, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Reply:
        """Send one request and follow nothing.

        Raises:
            UnreachableError: there was no answer, or the certificate is not to be trusted.
        """
        host = urlsplit(url).hostname or ""
        request = self._http.build_request(
            method,
            self._moved(url),
            headers={**(headers or {}), "Host": host, "User-Agent": _AGENT},
            extensions={"sni_hostname": host},
        )
        try:
            with_body = self._http.send(request)
        except httpx.HTTPError as error:
            raise UnreachableError(f"no answer ({error})") from None
        return Reply(
            with_body.status_code, tuple((name.lower(), value) for name, value in with_body.headers.multi_items())
        )

    def session(self, host: str) -> Session:
        """Take TLS up with a host.

        Raises:
            UnreachableError: there was no answer, or the certificate is not to be trusted.
        """
        address = ("127.0.0.1", self._place.ports["https"]) if self._place else (host, _PORTS["https"])
        try:
            with (
                socket.create_connection(address, timeout=_SECONDS) as plain,
                self._trust.wrap_socket(plain, server_hostname=host) as secured,
            ):
                certificate, version = secured.getpeercert() or {}, secured.version() or "unknown"
        except ssl.SSLCertVerificationError as error:
            raise UnreachableError(f"its certificate is not to be trusted: {error.verify_message}") from None
        except OSError as error:
            raise UnreachableError(f"no answer ({error.strerror or error})") from None
        return Session(version, _moment(str(certificate.get("notAfter", ""))))

    def _moved(self, url: str) -> str:
        """Return the address to connect to: the same, unless the local cloud stands in for every host."""
        if self._place is None:
            return url
        parts = urlsplit(url)
        return parts._replace(netloc=f"127.0.0.1:{self._place.ports[parts.scheme]}").geturl()


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)
