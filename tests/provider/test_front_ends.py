"""The local cloud's HTTP front ends: who may ask, what they answer to nonsense, and that they keep the rules."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from localcloud import seed
from localcloud.core.faults import Fault, Faults
from localcloud.core.store import open_store
from localcloud.http import front
from localcloud.plugin.registry import load_all
from tests.provider.world import PROJECT, SEED

PATHS = {
    "cloudflare": "/client/v4/user/tokens/verify",
    "github": "/repos/luma-app/luma-web/branches/main",
    "sentry": "/api/0/organizations/luma/workflows/",
    "trigger": f"/api/v1/projects/{PROJECT}/envvars/prod",
    "vercel": "/v2/user",
}


@pytest.fixture
def fronts(tmp_path: Path) -> Iterator[front.Fronts]:
    """Serve a new world over HTTP."""
    sections = tmp_path / "seed.json"
    sections.write_text(json.dumps(SEED))
    with open_store(tmp_path / "world.db") as store:
        seed.apply(store, sections, load_all())
        found = front.start(store)
        yield found
        found.stop()


def ask(fronts: front.Fronts, cloud: str, method: str, path: str, body: Any = None) -> httpx.Response:
    """Send one request with the front ends' own token."""
    headers = {"Authorization": f"Bearer {fronts.tokens[cloud]}"}
    return httpx.request(method, f"{fronts.servers[cloud].url}{path}", json=body, headers=headers)


def test_each_api_listens_on_this_machine_alone(fronts: front.Fronts) -> None:
    assert set(fronts.ports) == set(PATHS), "one port for each API"
    addresses = {server.address[0] for server in fronts.servers.values()} | {fronts.proxy.address[0]}
    assert addresses == {"127.0.0.1"}, "and the proxy too"


@pytest.mark.parametrize("cloud", sorted(PATHS))
@pytest.mark.parametrize("header", ["", "Bearer wrong", "Bearer", "Basic x"])
def test_nobody_gets_in_without_the_token(fronts: front.Fronts, cloud: str, header: str) -> None:
    url = f"{fronts.servers[cloud].url}{PATHS[cloud]}"
    answer = httpx.get(url, headers={"Authorization": header} if header else {})
    assert answer.status_code == front.APIS[cloud].denied, "an absent token is as bad as a wrong one"
    assert fronts.tokens[cloud] not in answer.text


def test_two_runs_have_two_tokens(fronts: front.Fronts, tmp_path: Path) -> None:
    with open_store(tmp_path / "other.db") as store:
        other = front.start(store)
        other.stop()
    assert other.token != fronts.token


@pytest.mark.parametrize(
    ("cloud", "key"),
    [("github", "message"), ("sentry", "detail"), ("trigger", "error")],
    ids=["github", "sentry", "trigger"],
)
def test_each_api_spells_an_error_as_its_vendor_does(fronts: front.Fronts, cloud: str, key: str) -> None:
    answer = ask(fronts, cloud, "GET", "/nowhere")
    assert (answer.status_code, answer.json()[key]) == (404, "there is no GET /nowhere here")


def test_a_body_that_is_no_json_is_a_bad_request(fronts: front.Fronts) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", fronts.ports["sentry"])
    headers = {"Authorization": f"Bearer {fronts.token}"}
    connection.request("POST", PATHS["sentry"], body=b"{", headers=headers)
    assert connection.getresponse().status == 400


def test_a_body_of_another_shape_is_a_bad_request(fronts: front.Fronts) -> None:
    answer = ask(fronts, "sentry", "POST", PATHS["sentry"], {"name": 3})
    assert (answer.status_code, answer.json()) == (400, {"detail": "name is not a string"})


def test_a_connection_serves_many_requests(fronts: front.Fronts) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", fronts.ports["sentry"])
    headers = {"Authorization": f"Bearer {fronts.token}"}
    for _ in range(3):
        connection.request("GET", PATHS["sentry"], headers=headers)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"[]")
    connection.close()


def test_a_long_list_comes_in_pages(fronts: front.Fronts) -> None:
    path = "/api/0/organizations/luma/integrations/"
    (slack,) = ask(fronts, "sentry", "GET", path).json()
    first = ask(fronts, "sentry", "GET", f"{path}{slack['id']}/channels/?limit=200").json()
    second = ask(
        fronts, "sentry", "GET", f"{path}{slack['id']}/channels/?limit=200&cursor={first['nextCursor']}"
    ).json()
    assert [len(first["results"]), len(second["results"]), second["nextCursor"]] == [200, 52, None]


def test_a_rate_limit_says_when_to_come_back(fronts: front.Fronts, tmp_path: Path) -> None:
    with open_store(tmp_path / "world.db", create=False) as store:
        Faults(store).add(Fault("rate-limited", "sentry", "read", 7, 1))
    answer = ask(fronts, "sentry", "GET", PATHS["sentry"])
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_a_lost_answer_is_no_answer_although_the_work_was_done(fronts: front.Fronts, tmp_path: Path) -> None:
    with open_store(tmp_path / "world.db", create=False) as store:
        Faults(store).add(Fault("answer-lost", "trigger", "create", 0, 1))
    body = {"variables": {"NAME": "value"}}
    with pytest.raises(httpx.TransportError):
        ask(fronts, "trigger", "POST", f"{PATHS['trigger']}/import", body)
    assert ask(fronts, "trigger", "GET", PATHS["trigger"]).json() == [
        {"name": "NAME", "value": "value", "isSecret": False}
    ]


def test_a_secret_variable_is_never_readable_again(fronts: front.Fronts, tmp_path: Path) -> None:
    body = {"variables": {"NAME": "canary-8d21"}, "isSecret": True}
    assert ask(fronts, "trigger", "POST", f"{PATHS['trigger']}/import", body).status_code == 200
    (shown,) = ask(fronts, "trigger", "GET", PATHS["trigger"]).json()
    assert shown == {"name": "NAME", "value": "<redacted>", "isSecret": True}
    assert b"canary-8d21" not in (tmp_path / "world.db").read_bytes(), "the file has a fingerprint"


def test_what_exists_is_not_overwritten_unless_asked_for(fronts: front.Fronts) -> None:
    path, body = f"{PATHS['trigger']}/import", {"variables": {"NAME": "value"}}
    ask(fronts, "trigger", "POST", path, body)
    assert ask(fronts, "trigger", "POST", path, body).status_code == 400
    assert ask(fronts, "trigger", "POST", path, {**body, "override": True}).status_code == 200


@pytest.mark.parametrize(
    "path", [f"/api/v1/projects/{PROJECT}/envvars/nowhere", "/api/v1/projects/proj_x/envvars/prod"]
)
def test_a_project_or_environment_that_nobody_made_does_not_exist(fronts: front.Fronts, path: str) -> None:
    assert ask(fronts, "trigger", "GET", path).status_code == 404
