"""Bodies and queries that nobody meant: every API says what is wrong (4xx) or takes them, and never breaks."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.core.store import Store
from localcloud.http.api import Route
from localcloud.http.front import APIS, Fronts
from tests.security.fuzz import TEXTS, profile, trees

ROOT = Path(__file__).resolve().parents[2]
GOOD: dict[str, dict[str, str]] = {
    "cloudflare": {"account": "a" * 32, "zone": "b" * 32, "bucket": "images", "domain": "images.luma.example"},
    "github": {"owner": "luma-app", "repository": "web", "branch": "main", "environment": "production"}
    | {"number": "1", "ref": "heads/main", "path": "README.md", "name": "KEY"},
    "sentry": {"organization": "luma", "project": "web", "team": "luma"},
    "trigger": {"project": "proj_aaaaaaaaaaaaaaaaaaaa", "environment": "prod", "name": "KEY"},
    "vercel": {"version": "v9", "project": "web", "team": "team_aaaaaaaaaaaaaaaaaaaaaaaa", "domain": "luma.example"},
}
"""What is there, by the name that a path has for it."""
MADE: dict[str, list[tuple[str, str, dict[str, object]]]] = {
    "github": [
        ("POST", "/orgs/luma-app/repos", {"name": "web", "auto_init": True}),
        ("PUT", "/repos/luma-app/web/environments/production", {}),
    ],
    "vercel": [("POST", "/v10/projects", {"name": "web"})],
    "cloudflare": [("POST", f"/accounts/{'a' * 32}/r2/buckets", {"name": "images"})],
    "sentry": [
        ("POST", "/api/0/organizations/luma/teams/", {"slug": "luma"}),
        ("POST", "/api/0/teams/luma/luma/projects/", {"name": "web", "slug": "web", "platform": "node"}),
    ],
}
PLACE = re.compile(r"\(\?P<(\w+)>[^()]*\)")


@cache
def words(name: str) -> list[str]:
    """Return every word that the front end of a cloud is written with: the names it looks for are among them."""
    source = ROOT / "localcloud" / "http"
    files = sorted((source / name).glob("*.py")) or [source / f"{name}.py"]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    nodes = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return sorted({each for each in nodes if isinstance(each, str) and re.fullmatch(r"\w{2,30}", each)})


def paths(name: str, route: Route) -> st.SearchStrategy[str]:
    """Return paths of a route: mostly to what is there, sometimes to anything."""
    text = re.sub(r"\(\?:[^()]*\)\?", "", route.path.pattern).replace("\\", "")
    places = PLACE.findall(text)
    each = [st.one_of(*[st.just(GOOD[name].get(place, "1"))] * 4, TEXTS.filter(bool)) for place in places]
    return st.tuples(*each).map(lambda values: _filled(text, values))


def _filled(text: str, values: tuple[str, ...]) -> str:
    rest = iter(values)
    return PLACE.sub(lambda _: quote(next(rest), safe=""), text)


@pytest.fixture(scope="module")
def clients(fronts: Fronts, world: Store) -> Iterator[dict[str, httpx.Client]]:
    """Give a client of each API, on a world that has a repository and a project."""
    made = {
        name: httpx.Client(
            base_url=fronts.servers[name].url,
            headers={"Authorization": f"Bearer {fronts.tokens[name]}"},
            verify=False,
            timeout=20,
        )
        for name in APIS
    }
    for name, requests in MADE.items():
        for method, path, body in requests:
            assert (answer := made[name].request(method, path, json=body)).is_success, answer.text
    yield made
    for client in made.values():
        client.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(APIS))
def test_no_body_and_no_query_breaks_an_api(clients: dict[str, httpx.Client], name: str) -> None:
    routes = APIS[name].routes
    keys = st.sampled_from(words(name)) | TEXTS
    asked = st.tuples(
        st.sampled_from(routes).flatmap(lambda route: st.tuples(st.just(route.method), paths(name, route))),
        st.dictionaries(st.sampled_from(["cursor", "limit", "page", "per_page", "until", "query"]), TEXTS, max_size=2),
        trees(keys) | st.dictionaries(keys, trees(keys), max_size=6),
    )
    broken: dict[str, str] = {}
    seen = Counter[bool]()

    @profile(min(350, 50 * len(routes)))
    @given(asked)
    def attack(each: tuple[tuple[str, str], dict[str, str], object]) -> None:
        (method, path), query, body = each
        content = json.dumps(body).encode()
        answer = clients[name].request(
            method, f"{path}?{urlencode(query)}", content=content, headers={"Content-Type": "application/json"}
        )
        seen[answer.is_success] += 1
        if answer.status_code >= 500:
            broken.setdefault(answer.text, f"{method} {path}?{query} {content[:300]!r}")

    attack()
    assert broken == {}, "a request is at fault, not the local cloud"
    assert seen[True] > 0, "some of them are good enough to be taken"


@pytest.mark.parametrize(
    ("name", "path"),
    [("sentry", "/api/0/organizations/luma/teams/"), ("github", "/orgs/luma-app/repos"), ("vercel", "/v9/projects")],
)
def test_a_query_never_becomes_a_header(clients: dict[str, httpx.Client], name: str, path: str) -> None:
    answer = clients[name].get(path, params={"query": "x\r\nX-Canary: 1", "per_page": "1", "canary": "\u20ac"})
    assert (answer.status_code, "x-canary" in answer.headers) == (200, False), "an answer has the headers of its own"
