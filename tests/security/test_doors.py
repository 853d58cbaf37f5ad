"""The local cloud's HTTP doors: no route without the token, none for a web page, none broken by a bad request."""

import base64
import hmac
import re
from collections.abc import Mapping

import pytest

from localcloud.core.store import Store
from localcloud.http import front
from localcloud.http.api import Route
from localcloud.http.front import APIS, Fronts
from tests.security.wire import Reply, ask, send

ROUTES = [(name, route) for name, api in APIS.items() for route in api.routes]
NAMES = [f"{name} {route.method} {route.path.pattern}" for name, route in ROUTES]


def path_of(route: Route) -> str:
    """Return a path that a route takes."""
    path = re.sub(r"\(\?P<\w+>(?:\[\^/\]\+|\.\+)\)", "x", route.path.pattern)
    path = re.sub(r"\(\?:[^()]*\)\?", "", path).replace("\\", "")
    assert route.path.fullmatch(path), f"{path} is of {route.path.pattern}"
    return path


def headers(fronts: Fronts, name: str, token: str | None) -> dict[str, str]:
    """Return the headers of an honest client, with a token or none."""
    found = {"Host": f"127.0.0.1:{fronts.ports[name]}", "Connection": "close"}
    return found if token is None else {**found, "Authorization": f"Bearer {token}"}


def wrong(token: str) -> dict[str, str | None]:
    """Return every kind of token that is not the right one."""
    other = "a" if token[0] != "a" else "b"
    return {
        "none": None,
        "empty": "",
        "another": other + token[1:],
        "a part": token[:-1],
        "more": token + "a",
        "letters of no alphabet": "\xe9" * len(token),
    }


@pytest.mark.parametrize(("name", "route"), ROUTES, ids=NAMES)
def test_no_route_answers_without_the_token(fronts: Fronts, name: str, route: Route) -> None:
    kinds = wrong(fronts.tokens[name])
    ways = {
        kind: ask(fronts.ports[name], route.method, path_of(route), headers(fronts, name, token)).status
        for kind, token in kinds.items()
    }
    assert ways == dict.fromkeys(kinds, APIS[name].denied), "denied, whatever the rest of the request"


def test_a_wrong_token_changes_nothing(fronts: Fronts, world: Store) -> None:
    before = world.snapshot()
    for name, route in ROUTES:
        ask(fronts.ports[name], route.method, path_of(route), headers(fronts, name, "wrong"))
    assert world.snapshot() == before, "not even a fault is used up"


def test_the_right_token_is_let_in(fronts: Fronts) -> None:
    statuses = {}
    for name in APIS:
        statuses[name] = ask(fronts.ports[name], "GET", "/no-such-route", headers(fronts, name, fronts.tokens[name]))
    assert {each.status for each in statuses.values()} == {404}, "the tests above refuse for the token alone"


def test_the_token_of_one_start_is_not_that_of_the_next(fronts: Fronts, world: Store) -> None:
    other = front.start(world)
    other.stop()
    assert all(fronts.tokens[name] != other.tokens[name] for name in APIS), "an old announce file opens nothing"
    assert all(len(set(token)) > 8 for token in other.tokens.values()), "made at random"
    assert fronts.token not in repr(fronts), "and not shown"


def test_tokens_are_compared_in_constant_time(fronts: Fronts, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []

    def compare(left: bytes, right: bytes) -> bool:
        compared.append(left)
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    ask(fronts.ports["github"], "GET", "/user", headers(fronts, "github", "near"))
    connect(fronts, "api.vercel.com:443", {"Proxy-Authorization": _basic("near")})
    assert compared == [b"near", b"local:near"], "how many letters were right is not told by the time it takes"


PAGES: dict[str, Mapping[str, str]] = {
    "a page whose name leads here": {"Host": "evil.example:{port}"},
    "a page of another port of this machine": {"Origin": "http://127.0.0.1:8000"},
    "a page of nobody": {"Origin": "null"},
    "a page's picture": {"Sec-Fetch-Site": "cross-site"},
    "a name without its port": {"Host": "127.0.0.1"},
    "the machine's other name": {"Host": "[::1]:{port}"},
    "no name at all": {"Host": ""},
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", APIS)
def test_no_web_page_is_answered_even_with_the_token(fronts: Fronts, name: str, page: str) -> None:
    port, sent = fronts.ports[name], headers(fronts, name, fronts.tokens[name])
    asked = {each: value.format(port=port) for each, value in PAGES[page].items()}
    assert ask(port, "GET", "/user", {**sent, **asked}).status == 403, "refused before anything is looked up"


def test_localhost_is_a_name_of_this_machine(fronts: Fronts) -> None:
    sent = headers(fronts, "github", fronts.tokens["github"]) | {"Host": f"localhost:{fronts.ports['github']}"}
    assert ask(fronts.ports["github"], "GET", "/user", sent).status == 200, "as people write it"


BAD: dict[str, tuple[Mapping[str, str], bytes, int]] = {
    "no number as its length": ({"Content-Length": "many"}, b"", 411),
    "a length below nothing": ({"Content-Length": "-5"}, b"", 411),
    "a length that no number holds": ({"Content-Length": "9" * 5000}, b"", 411),
    "a length in other digits": ({"Content-Length": "\xb2"}, b"", 411),
    "two lengths": ({"Content-Length": "2", "Transfer-Encoding": "chunked"}, b"2\r\n{}\r\n0\r\n\r\n", 411),
    "more than is ever sent": ({"Content-Length": str(65 * 2**20)}, b"", 413),
    "no JSON": ({}, b"{", 400),
    "no text": ({}, b"\xff\xfe", 400),
    "a number that is none": ({}, b'{"name": NaN}', 400),
    "an endless number": ({}, b"[" + b"9" * 5000 + b"]", 400),
    "half a letter": ({}, b'{"name": "\\ud800"}', 400),
    "a deep hole": ({}, b"[" * 100_000, 400),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("name", APIS)
def test_a_bad_body_is_refused_as_bad(fronts: Fronts, name: str, kind: str) -> None:
    more, body, status = BAD[kind]
    sent = headers(fronts, name, fronts.tokens[name]) | {"Content-Length": str(len(body))} | dict(more)
    reply = ask(fronts.ports[name], "POST", "/no-such-route-takes-a-body", sent, body)
    assert reply.status in {status, 404}, f"{reply.body!r}"
    assert (reply.status == 404) == (status == 400), "a body is read only where a route wants it"


@pytest.mark.parametrize("kind", [kind for kind, (_, _, status) in BAD.items() if status == 400])
def test_a_body_that_is_no_json_is_never_used(fronts: Fronts, kind: str) -> None:
    body = BAD[kind][1]
    sent = headers(fronts, "github", fronts.tokens["github"]) | {"Content-Length": str(len(body))}
    reply = ask(fronts.ports["github"], "POST", "/orgs/luma-app/repos", sent, body)
    assert (reply.status, b"not JSON" in reply.body) == (400, True), f"{reply.body!r}"


@pytest.mark.parametrize("path", ["//[", "//evil.example/x", "/%ff", "/\xff", "*", "http://evil.example/user"])
def test_a_strange_path_is_not_found(fronts: Fronts, path: str) -> None:
    sent = headers(fronts, "github", fronts.tokens["github"])
    assert ask(fronts.ports["github"], "GET", path, sent).status == 404, "and the connection is not cut"


def connect(fronts: Fronts, host: str, more: Mapping[str, str]) -> Reply:
    """Ask the proxy for a tunnel."""
    lines = [f"CONNECT {host} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in more.items())]
    return send(fronts.proxy.port, "\r\n".join([*lines, "", ""]).encode("latin-1"))


def _basic(token: str, user: str = "local") -> str:
    return "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()


def test_the_proxy_opens_no_tunnel_without_the_token(fronts: Fronts) -> None:
    ways = {kind: {"Proxy-Authorization": _basic(each or "")} for kind, each in wrong(fronts.token).items()}
    ways |= {"no header": {}, "no base64": {"Proxy-Authorization": "Basic \xe9"}}
    ways |= {"another scheme": {"Proxy-Authorization": _basic(fronts.token).replace("Basic", "Bearer")}}
    ways |= {"another user": {"Proxy-Authorization": _basic(fronts.token, "root")}}
    statuses = {kind: connect(fronts, "api.vercel.com:443", more).status for kind, more in ways.items()}
    assert statuses == dict.fromkeys(ways, 407), "every tunnel, whatever the host"


@pytest.mark.parametrize(
    "host",
    ["evil.example:443", "api.vercel.com:80", "api.vercel.com", "api.vercel.com.:443", "169.254.169.254:443"],
)
def test_the_proxy_leads_to_no_other_host(fronts: Fronts, host: str) -> None:
    status = connect(fronts, host, {"Proxy-Authorization": _basic(fronts.token)}).status
    assert status in {400, 403}, "nothing leaves this machine through it"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_proxy_forwards_nothing(fronts: Fronts, method: str) -> None:
    sent = {"Host": "api.vercel.com", "Proxy-Authorization": _basic(fronts.token)}
    assert ask(fronts.proxy.port, method, "http://api.vercel.com/v2/user", sent).status == 403, "tunnels alone"
