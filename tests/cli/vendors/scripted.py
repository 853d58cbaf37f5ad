"""A vendor on loopback that answers by a script and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One scripted answer; a `status` of 0 ends the connection without one."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Vendor:
    """The running vendor: its address and the requests so far, as `METHOD path?query`, with their headers."""

    url: str
    asked: list[str] = field(default_factory=list)
    authorizations: set[str] = field(default_factory=set)
    headers: list[Message] = field(default_factory=list)


@contextmanager
def scripted(*replies: Reply) -> Iterator[Vendor]:
    """Serve replies in their order; `ADDRESS` in a header becomes the server's own address."""
    left = list(replies)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _reply(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            vendor.asked.append(f"{self.command} {self.path}")
            vendor.headers.append(self.headers)
            vendor.authorizations.add(self.headers.get("Authorization", ""))
            reply = left.pop(0)
            if reply.status == 0:
                self.close_connection = True
                return
            body = reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value.replace("ADDRESS", vendor.url))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _reply  # noqa: N815 - the names http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    vendor = Vendor(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
