"""Speaks HTTP by hand, so that a request can be anything."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPResponse

SECONDS = 10.0


@dataclass(frozen=True)
class Reply:
    """What came back: its status and its body."""

    status: int
    body: bytes


def ask(port: int, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Reply:
    """Send one request to a port of this machine, with exactly these headers."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return send(port, "\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def send(port: int, data: bytes) -> Reply:
    """Send bytes and read one answer; a server that waits for more ends the test.

    Raises:
        OSError: no answer within ten seconds, or none at all.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        connection.sendall(data)
        with HTTPResponse(connection) as answer:
            answer.begin()
            return Reply(answer.status, answer.read())
