"""An HTTPS proxy on 127.0.0.1 that is itself what it connects to.

`CONNECT host:443` of a known host gets the local cloud's answer over TLS; any other request is refused. Go's net/http
sends the user and password of HTTPS_PROXY as Basic credentials, and never uses a proxy for 127.0.0.1.
"""

import base64
import hmac
import ssl
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Final

from localcloud.http.proxy.authority import issue
from localcloud.http.server import Listener

USER: Final = "local"
PORT: Final = "443"


class Proxy:
    """The running proxy; `certificate` (PEM) is what its clients must trust, `url` holds their credentials."""

    def __init__(self, handlers: Mapping[str, type[BaseHTTPRequestHandler]], token: str) -> None:
        trust = issue(handlers)
        self.certificate = trust.certificate
        attributes = {"handlers": handlers, "token": token, "context": trust.context}
        self._listener = Listener(type("Connect", (_Connect,), attributes), "proxy")
        self.address, self.port = self._listener.address, self._listener.port
        self.url = f"http://{USER}:{token}@127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop listening."""
        self._listener.stop()


class _Connect(BaseHTTPRequestHandler):
    """One client's connection; a subclass made for each proxy carries what it answers for."""

    handlers: Mapping[str, type[BaseHTTPRequestHandler]]
    token: str
    context: ssl.SSLContext
    protocol_version = "HTTP/1.1"
    server_version = "localcloud"
    sys_version = ""
    timeout = 60

    def do_CONNECT(self) -> None:
        """Become the host that is asked for, or refuse."""
        self.close_connection = True
        if not self._authorized():
            self._refuse(407, "this proxy asks for the local cloud's token", "Basic realm=localcloud")
            return
        host, _, port = self.path.rpartition(":")
        handler = self.handlers.get(host.lower()) if port == PORT else None
        if handler is None:
            known = ", ".join(sorted(self.handlers))
            self._refuse(403, f"{self.path[:200]} is refused: the local cloud answers for {known} alone")
            return
        self.send_response_only(200, "Connection established")
        self.end_headers()
        self._become(handler)

    def _elsewhere(self) -> None:
        """Refuse a request that asks for no tunnel."""
        self.close_connection = True
        self._refuse(403, "the local cloud's proxy forwards nothing; it takes CONNECT for the vendors' hosts alone")

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _elsewhere  # noqa: N815 - as above

    def _become(self, handler: type[BaseHTTPRequestHandler]) -> None:
        try:
            secured = self.context.wrap_socket(self.connection, server_side=True)
        except OSError:  # a client that does not trust the authority hangs up
            return
        with secured:
            handler(secured, self.client_address, self.server)

    def _authorized(self) -> bool:
        scheme, _, given = self.headers.get("Proxy-Authorization", "").partition(" ")
        try:
            credentials = base64.b64decode(given, validate=True)
        except ValueError:
            return False
        return scheme == "Basic" and hmac.compare_digest(credentials, f"{USER}:{self.token}".encode())

    def _refuse(self, status: int, reason: str, challenge: str = "") -> None:
        body = f"{reason}\n".encode()
        self.send_response_only(status, reason)
        if challenge:
            self.send_header("Proxy-Authenticate", challenge)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
        """Log nothing."""
