"""Serves an edge over HTTP and HTTPS on two ports of 127.0.0.1, with a throw-away certificate for its hosts."""

import ssl
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from typing import Self

from localcloud.http.proxy.authority import issue
from localcloud.site.edge import Ask, Edge, answer

POLL_SECONDS = 0.02


class Site:
    """The running stand-in; use it as a context manager. `authority` is the PEM certificate to trust."""

    def __init__(self, edge: Edge) -> None:
        trust = issue(edge.names)
        self.authority = trust.certificate.decode()
        self._servers = [_Server(edge, None), _Server(edge, trust.context)]
        self.http, self.https = (server.server_address[1] for server in self._servers)

    def __enter__(self) -> Self:
        """Begin to answer."""
        for server in self._servers:
            serve = partial(server.serve_forever, poll_interval=POLL_SECONDS)
            threading.Thread(target=serve, daemon=True, name="site").start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering."""
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, edge: Edge, context: ssl.SSLContext | None) -> None:
        self.edge = edge
        self.context = context
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a connection that broke: its client knows."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: BaseServer

    def setup(self) -> None:
        """Take TLS up, in the connection's own thread, where the port speaks it."""
        assert isinstance(self.server, _Server)
        if self.server.context:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def _serve(self) -> None:
        assert isinstance(self.server, _Server)
        reply = answer(
            self.server.edge,
            Ask(
                scheme="https" if self.server.context else "http",
                host=self.headers.get("Host", "").split(":")[0],
                path=self.path,
                method=self.command,
                headers={name.lower(): value for name, value in self.headers.items()},
            ),
        )
        body = reply.body.encode()
        self.send_response_only(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_OPTIONS = _serve  # noqa: N815 - the names http.server looks for

    def log_message(self, *_: object) -> None:
        """Write no log."""
