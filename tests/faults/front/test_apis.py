"""Each route of each vendor's HTTP API with each fault, as a client meets it."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from localcloud.http.api import Api, Route
from localcloud.http.front import APIS
from tests.faults.front.conftest import Steps
from tests.faults.front.lives import TROUBLES, Trouble
from tests.faults.front.script import Step, shown
from tests.faults.front.scripts import SCRIPTS
from tests.faults.front.world import World

TRIES = 3
WAIT = 7
PREFIX = "/api/v3"
MOZILLA = "https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/429"
GITHUB_DOCS = "https://docs.github.com/rest"
LIMITS = f"{GITHUB_DOCS}/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"


def cloudflares(code: int, message: str) -> dict[str, Any]:
    """Give an error as Cloudflare wraps it."""
    return {"success": False, "errors": [{"code": code, "message": message}], "messages": [], "result": None}


TOO_MANY: dict[str, dict[str, Any]] = {
    "cloudflare": cloudflares(971, "Please wait and consider throttling your request speed"),
    "github": {
        "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        "documentation_url": LIMITS,
    },
    "sentry": {
        "detail": "You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds",
    },
    "trigger": {
        "title": "Rate Limit Exceeded",
        "status": 429,
        "type": MOZILLA,
        "detail": "Rate limit exceeded 0/1500 requests remaining. Retry after 7 seconds.",
    },
    "vercel": {
        "error": {
            "code": "rate_limited",
            "message": "The rate limit of 100 exceeded for 'api'. Try again in 7 seconds",
            "limit": {"remaining": 0, "total": 100},
        }
    },
}
BROKEN: dict[str, dict[str, Any]] = {
    "cloudflare": cloudflares(10001, "We encountered an internal error. Please try again."),
    "github": {"message": "Server Error", "documentation_url": GITHUB_DOCS, "status": "500"},
    "sentry": {"detail": "Internal Error", "errorId": None},
    "trigger": {"error": "Something went wrong, please try again."},
    "vercel": {"error": {"code": "internal_server_error", "message": "An unexpected internal error occurred"}},
}
"""The vendors' own words and shapes for a rate limit and for a failure of theirs."""
MEANT = {
    "cloudflare": {"rules"},
    "github": {"commits", "issues", "parents", "pulls", "tree", "workflow_runs"},
    "sentry": {"issues"},
    "trigger": set[str](),
    "vercel": {"conditionGroup", "conditions", "deployments", "ips", "routes", "rules", "transforms", "versions"},
}
"""The lists whose order means something: first match, newest first, a path, a priority."""


@dataclass(frozen=True)
class Case:
    """One request of a vendor's script, and what goes wrong."""

    cloud: str
    number: int
    trouble: Trouble

    def __str__(self) -> str:
        return f"{self.cloud}-{self.number}-{SCRIPTS[self.cloud][self.number]}-{self.trouble}"


def cases(*troubles: Trouble) -> list[Case]:
    """Cross every request of every script with faults."""
    asks = [(cloud, number) for cloud, script in SCRIPTS.items() for number in range(len(script))]
    return [Case(cloud, number, each) for cloud, number in asks for each in troubles]


def suffer(world: World, step: Step, trouble: Trouble) -> None:
    """Go to the moment before a request, and let it go wrong."""
    world.go_to(step.before.snapshot)
    kind, times = TROUBLES[trouble]
    world.fault(kind, step.route.target, step.route.operation, times=times, seconds=WAIT if trouble == "429" else 0)


def assert_refused(step: Step, http: httpx.Client, case: Case) -> None:
    """Assert that a request fails as the vendor fails."""
    if case.trouble in ("timeout", "answer lost"):
        with pytest.raises(httpx.RemoteProtocolError, match="disconnected without sending a response"):
            step.sent.through(http)
        return
    answer = step.sent.through(http)
    limited = case.trouble == "429"
    words = (TOO_MANY if limited else BROKEN)[case.cloud]
    assert shown(answer) == (429 if limited else 500, words), "status and body are the vendor's"
    assert answer.headers["Content-Type"] == "application/json", "and can be read"
    assert answer.headers.get("Retry-After") == (str(WAIT) if limited else None), "a rate limit says how long to wait"


def assert_done(world: World, step: Step, http: httpx.Client) -> None:
    """Assert that a request is answered as it is without any fault, to the last character."""
    assert shown(step.sent.through(http)) == step.answer, "the next try is answered as if nothing had gone wrong"
    assert world.entities() == step.after.entities, "and leaves the same world"


@pytest.mark.parametrize("case", cases("429", "500 once", "timeout"), ids=str)
def test_a_request_that_failed_did_nothing_and_the_next_one_ends_right(
    world: World, apis: dict[str, httpx.Client], steps: Steps, case: Case
) -> None:
    step, http = steps(case.cloud)[case.number], apis[case.cloud]
    suffer(world, step, case.trouble)
    assert_refused(step, http, case)
    assert world.entities() == step.before.entities, "nothing was done"
    assert_done(world, step, http)


@pytest.mark.parametrize("case", cases("500 always"), ids=str)
def test_requests_that_fail_for_ever_leave_nothing_half_done(
    world: World, apis: dict[str, httpx.Client], steps: Steps, case: Case
) -> None:
    step, http = steps(case.cloud)[case.number], apis[case.cloud]
    suffer(world, step, case.trouble)
    for _ in range(TRIES):
        assert_refused(step, http, case)
    assert world.entities() == step.before.entities, "none of them did anything"
    world.heal()
    assert_done(world, step, http)


@pytest.mark.parametrize("case", cases("answer lost"), ids=str)
def test_a_request_without_an_answer_was_done_exactly_once(
    world: World, apis: dict[str, httpx.Client], steps: Steps, case: Case
) -> None:
    step, http = steps(case.cloud)[case.number], apis[case.cloud]
    suffer(world, step, case.trouble)
    assert_refused(step, http, case)
    assert world.entities() == step.after.entities, "it was done, and once"
    if step.sent.method in ("GET", "PUT", "DELETE"):
        step.sent.through(http)
        assert world.entities() == step.after.entities, "so is it when a client asks again, as it may"


@pytest.mark.parametrize("case", cases("reordered"), ids=str)
def test_an_answer_in_another_order_says_the_same(
    world: World, apis: dict[str, httpx.Client], steps: Steps, case: Case
) -> None:
    step, http = steps(case.cloud)[case.number], apis[case.cloud]
    suffer(world, step, case.trouble)
    status, data = shown(step.sent.through(http))
    meant, name = MEANT[case.cloud], step.sent.path.split("?")[0].rstrip("/").rpartition("/")[2]
    assert (status, settled(data, name, meant)) == (step.answer[0], settled(step.answer[1], name, meant)), (
        "nothing but the order of lists that have none differs"
    )
    assert world.entities() == step.after.entities, "and the world is as it should be"


@pytest.mark.parametrize("cloud", SCRIPTS)
def test_lists_do_come_back_in_another_order(
    world: World, apis: dict[str, httpx.Client], steps: Steps, cloud: str
) -> None:
    moved = 0
    for step in steps(cloud):
        suffer(world, step, "reordered")
        moved += shown(step.sent.through(apis[cloud])) != step.answer
    assert moved > 0, "otherwise the cases above prove nothing"


def settled(value: Any, name: str, meant: set[str]) -> Any:
    """Put every list of objects that has no order into one."""
    if isinstance(value, dict):
        return {each: settled(inner, each, meant) for each, inner in value.items()}
    if isinstance(value, list):
        inner = [settled(each, name, meant) for each in value]
        unordered = name not in meant and all(isinstance(each, dict) for each in inner)
        return sorted(inner, key=lambda each: json.dumps(each, sort_keys=True)) if unordered else inner
    return value


def bare(route: Route) -> tuple[str, str]:
    """Name a route without GitHub Enterprise's prefix, under which every one stands a second time."""
    return route.method, route.path.pattern.removeprefix(PREFIX)


@pytest.mark.parametrize("cloud", APIS)
def test_every_route_is_asked(steps: Steps, cloud: str) -> None:
    asked = {bare(step.route) for step in steps(cloud)}
    assert asked == {bare(route) for route in APIS[cloud].routes}, "no route is left out"


def test_faults_know_a_route_by_the_same_name_under_each_prefix() -> None:
    api: Api = APIS["github"]
    twice = [each for each in api.routes if each.path.pattern.startswith(PREFIX)]
    plain = {bare(each): (each.target, each.operation) for each in api.routes if each not in twice}
    assert {bare(each): (each.target, each.operation) for each in twice}.items() <= plain.items(), "one and the same"
    assert {pattern for _, pattern in set(plain) - {bare(each) for each in twice}} == {"/graphql", "/api/graphql"}


def test_every_api_has_words_of_its_own() -> None:
    assert set(SCRIPTS) == set(TOO_MANY) == set(BROKEN) == set(MEANT) == set(APIS), "no vendor is left out"
