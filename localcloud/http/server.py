"""A small threaded HTTP/1.1 server on 127.0.0.1 for one vendor's API.

Every request needs the token that this server was started with, and none may come from a web page. A fault that loses
the answer closes the connection without one.
"""

import hmac
import json
import re
import ssl
import threading
import traceback
from collections import deque
from collections.abc import Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote

from localcloud.core.entities import EntityError, Json
from localcloud.core.errors import CloudError, Failed, Forbidden, Invalid, NotFound, RateLimited, Timeout
from localcloud.core.faults import Faults
from localcloud.core.store import StoreError
from localcloud.http.api import Answer, Api, Request
from localcloud.http.errors import Unauthorized
from localcloud.plugin.inputs import InputError

REMEMBERED: Final = 10_000
LARGEST_BODY: Final = 64 * 1024 * 1024
LENGTH: Final = re.compile(r"[0-9]{1,12}")
HERE: Final = ("127.0.0.1", "localhost")
BROWSER: Final = ("Origin", "Sec-Fetch-Site")
"""Headers that every browser sets on what a page asks for, and no other client."""
FILE: Final = "application/octet-stream"
STOP_SECONDS: Final = 2.0
POLL_SECONDS: Final = 0.05


class HttpServer:
    """One API, served by a thread a connection; `requests` lists method and path of the latest ones."""

    def __init__(self, api: Api, faults: Faults, token: str) -> None:
        self.requests: deque[tuple[str, str]] = deque(maxlen=REMEMBERED)
        self.handler = handler_for(api, faults, token, self.requests)
        self._listener = Listener(self.handler, api.cloud)
        self.address, self.port = self._listener.address, self._listener.port

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop listening."""
        self._listener.stop()


def handler_for(
    api: Api, faults: Faults, token: str, requests: "deque[tuple[str, str]] | None" = None
) -> type[BaseHTTPRequestHandler]:
    """Make the class that serves a connection to an API, and notes its requests."""
    log = deque[tuple[str, str]](maxlen=REMEMBERED) if requests is None else requests
    return type("Handler", (_Handler,), {"api": api, "faults": faults, "token": token, "log": log})


class Listener:
    """A port of 127.0.0.1 whose connections a handler serves, each in a thread of its own."""

    def __init__(self, handler: type[BaseHTTPRequestHandler], name: str) -> None:
        self._server = _Server(("127.0.0.1", 0), handler)
        self.address: tuple[str, int] = self._server.server_address[:2]  # type: ignore[assignment]  # IPv4 has two parts
        self.port = self.address[1]
        serve = partial(self._server.serve_forever, poll_interval=POLL_SECONDS)
        self._thread = threading.Thread(target=serve, daemon=True, name=f"http-{name}")
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(STOP_SECONDS)


class _Server(ThreadingHTTPServer):
    """Threads end with the process; a burst of connections waits rather than being refused."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a connection that broke: its client knows."""


class _Handler(BaseHTTPRequestHandler):
    """Translates one connection's requests; a subclass made for each server carries its API."""

    api: Api
    faults: Faults
    token: str
    log: "deque[tuple[str, str]]"
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: two would wait for each other's acknowledgement
    disable_nagle_algorithm = True
    server_version = "localcloud"
    sys_version = ""
    timeout = 60

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        self.log.append((self.command, self.path))
        try:
            answer = self._answer(path, dict(parse_qsl(query)))
        except Timeout:
            self.close_connection = True
            return
        except CloudError as error:
            answer = self._refusal(error)
        except (StoreError, EntityError) as error:
            answer = self._refusal(Failed(f"the local cloud's world is damaged: {error}"))
        except Exception as error:
            answer = self._refusal(Failed(_fault_of_ours(error)))
        self._send(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the names http.server looks for

    def _refusal(self, error: CloudError) -> Answer:
        after = {"Retry-After": f"{error.retry_after:g}"} if isinstance(error, RateLimited) else {}
        return Answer(self.api.spell(error), error.http_status, after)

    def _answer(self, path: str, query: Mapping[str, str]) -> Answer:
        content = self._content()
        self._refuse_pages()
        self._require_token()
        found = self.api.find(self.command, path)
        if found is None:
            raise NotFound(f"there is no {self.command} {path} here")
        route, params = found
        address = f"http://{self.headers.get('Host', '')}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = None if headers.get("content-type") == FILE else _json(content)
        named = {name: unquote(value) for name, value in params.items()}
        request = Request(named, query, body, address, headers, content)
        try:
            answer, reordered = self.faults.run(
                self.api.cloud, route.target, route.operation, lambda world: route.function(world, request)
            )
        except InputError as error:
            raise Invalid(str(error), status=400) from error
        if not reordered:
            return answer
        kind = path.rstrip("/").rpartition("/")[2]
        return Answer(_turned(answer.json, kind, self.api.ordered), answer.status, answer.headers)

    def _refuse_pages(self) -> None:
        """Refuse what a web page sends, also one whose own name was made to lead here (DNS rebinding).

        Over TLS it is the certificate that binds the name.
        """
        port = self.server.server_address[1]  # type: ignore[index]  # an address of IPv4 is a tuple
        known = {f"{name}:{port}" for name in HERE}
        rebound = not isinstance(self.connection, ssl.SSLSocket) and self.headers.get("Host") not in known
        if rebound or any(name in self.headers for name in BROWSER):
            raise Forbidden("the local cloud answers no web page, and by no name but 127.0.0.1 and localhost")

    def _require_token(self) -> None:
        if not self.api.token_length:
            return
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            words = "Invalid token" if given else "Authentication credentials were not provided."
            raise Unauthorized(words, status=self.api.denied)

    def _content(self) -> bytes:
        told = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not LENGTH.fullmatch(told):
            self.close_connection = True
            raise Invalid("the body's length must be told by Content-Length", status=411)
        if (length := int(told)) > LARGEST_BODY:
            self.close_connection = True
            raise Invalid("the body is too large", status=413)
        return self.rfile.read(length) if length else b""

    def _send(self, answer: Answer) -> None:
        body = b"" if answer.json is None else json.dumps(answer.json, separators=(",", ":")).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if body:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Tell the time in answers by the clock that dates what they tell of."""
        return super().date_time_string(self.faults.store.clock.read().timestamp() if timestamp is None else timestamp)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
        """Log nothing: a path may hold a name that is nobody's business."""


def _json(content: bytes) -> Json:
    try:
        data: Json = json.loads(content, parse_constant=_refuse_constant) if content else None
        if b"\\u" in content:
            json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is not JSON", status=400) from error
    return data


def _refuse_constant(name: str) -> None:
    """Refuse NaN and the infinities, which Python would read.

    Raises:
        ValueError: always.
    """
    raise ValueError(name)


def _fault_of_ours(error: Exception) -> str:
    """Say what broke and where, without the values at hand, which may be secret."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"a fault of the local cloud itself: {type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
    )


def _turned(value: Json, name: str, ordered: frozenset[str]) -> Json:
    """Turn every list of objects around but for the ordered ones, as a service does that promises no order."""
    if isinstance(value, dict):
        return {each: _turned(inner, each, ordered) for each, inner in value.items()}
    if isinstance(value, list):
        turned = [_turned(each, name, ordered) for each in value]
        return turned if name in ordered or not all(isinstance(each, dict) for each in turned) else turned[::-1]
    return value
