"""The command line's client of the vendors' APIs against each fault at each request that it can send."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from luma_provider.retry import limited

from cli.vendors.http import Client, Json, VendorError
from cli.vendors.retry import Patience, asked_to_wait
from localcloud.http.server import HttpServer
from tests.faults.front.conftest import Steps, token_of
from tests.faults.front.script import Step
from tests.faults.front.scripts import SCRIPTS
from tests.faults.front.test_apis import MEANT, Case, cases, settled, suffer
from tests.faults.front.world import World

ATTEMPTS = 3
QUICK = Patience(attempts=ATTEMPTS, base=0.0, cap=0.0, longest=30.0)
SAFE = {"GET", "PUT", "DELETE"}
UNKNOWN = "whether the work was done is not known"
DONE_ALREADY = {
    "PUT /repos/luma-app/web/contents/.github/workflows/backup.yml",
    "DELETE /repos/luma-app/web/git/refs/heads/next",
}
"""What GitHub refuses the second time: a new file that is there, a branch that is not."""
WORDS = {
    "cloudflare": "We encountered an internal error. Please try again.",
    "github": "500 Server Error",
    "sentry": "500 Internal Error",
    "trigger": "500 Something went wrong, please try again.",
    "vercel": "500 An unexpected internal error occurred",
}


def can_be_sent(case: Case) -> bool:
    """Tell whether the client can send a request: it sends no files, and nothing with a DELETE."""
    ask = SCRIPTS[case.cloud][case.number]
    return not isinstance(ask.body, bytes) and not (ask.method == "DELETE" and ask.body)


def every(*troubles: Any) -> pytest.MarkDecorator:
    """Try each request that the client can send with each of these faults."""
    return pytest.mark.parametrize("case", [each for each in cases(*troubles) if can_be_sent(each)], ids=str)


@pytest.fixture(scope="module")
def clients(servers: dict[str, HttpServer]) -> dict[str, Client]:
    return {name: Client(name, each.url, token_of(name), patience=QUICK) for name, each in servers.items()}


@pytest.fixture(autouse=True)
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Wait for nothing, and note for how long it would have been."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


def send(client: Client, step: Step) -> Json:
    """Send a step's request by the client's method for it."""
    asking = client.sending(step.sent.headers) if step.sent.headers else client
    methods: dict[str, Callable[[], Json]] = {
        "GET": lambda: asking.get(step.sent.path),
        "POST": lambda: asking.post(step.sent.path, step.sent.body),
        "PUT": lambda: asking.put(step.sent.path, step.sent.body),
        "PATCH": lambda: asking.patch(step.sent.path, step.sent.body),
        "DELETE": lambda: asking.delete(step.sent.path),
    }
    return methods[step.sent.method]()


def refusal(client: Client, step: Step, case: Case) -> str:
    """Give the words of a request that must fail; they never hold the token."""
    with pytest.raises(VendorError) as error:
        send(client, step)
    assert token_of(case.cloud) not in str(error.value), "no message shows the token"
    return str(error.value)


@every("429")
def test_a_rate_limit_is_waited_out_for_as_long_as_the_vendor_says(
    world: World, clients: dict[str, Client], steps: Steps, naps: list[float], case: Case
) -> None:
    step = steps(case.cloud)[case.number]
    suffer(world, step, case.trouble)
    assert send(clients[case.cloud], step) == step.answer[1], "the second attempt is answered"
    assert naps == [7.0], "after exactly the time that Retry-After tells"
    assert world.entities() == step.after.entities, "and the work was done once"


@every("500 once", "timeout", "answer lost")
def test_a_passing_failure_is_outlived_where_asking_again_is_safe_and_told_where_it_is_not(
    world: World, clients: dict[str, Client], servers: dict[str, HttpServer], steps: Steps, case: Case
) -> None:
    step, client = steps(case.cloud)[case.number], clients[case.cloud]
    suffer(world, step, case.trouble)
    servers[case.cloud].requests.clear()
    lost = case.trouble == "answer lost"
    if step.sent.method not in SAFE:
        words = refusal(client, step, case)
        assert (WORDS[case.cloud] if case.trouble == "500 once" else UNKNOWN) in words, "what is known is told"
        assert len(servers[case.cloud].requests) == 1, "nothing is asked twice that might be done twice"
        assert world.entities() == (step.after if lost else step.before).entities, "it was done once, or not at all"
    elif lost and str(SCRIPTS[case.cloud][case.number]) in DONE_ALREADY:
        assert " 422 " in refusal(client, step, case), "GitHub says that it is so already"
        assert world.entities() == step.after.entities, "it was done once"
    else:
        answer = send(client, step)
        written = lost and step.sent.method != "GET"
        assert written or answer == step.answer[1], "the second attempt is answered; a write may say that it changed"
        assert world.entities() == step.after.entities, "and the work was done once"


@every("500 always")
def test_a_failure_that_stays_is_told_in_the_vendors_words_after_a_bounded_number_of_attempts(
    world: World, clients: dict[str, Client], servers: dict[str, HttpServer], steps: Steps, case: Case
) -> None:
    step = steps(case.cloud)[case.number]
    suffer(world, step, case.trouble)
    servers[case.cloud].requests.clear()
    assert WORDS[case.cloud] in refusal(clients[case.cloud], step, case), "the reason is told"
    attempts = ATTEMPTS if step.sent.method in SAFE else 1
    assert len(servers[case.cloud].requests) == attempts, "and nobody is asked for ever"
    assert world.entities() == step.before.entities, "nothing was done"


@every("reordered")
def test_another_order_is_passed_on_only_where_it_means_nothing(
    world: World, clients: dict[str, Client], steps: Steps, case: Case
) -> None:
    step = steps(case.cloud)[case.number]
    suffer(world, step, case.trouble)
    meant, name = MEANT[case.cloud], step.sent.path.split("?")[0].rstrip("/").rpartition("/")[2]
    answer = send(clients[case.cloud], step)
    assert settled(answer, name, meant) == settled(step.answer[1], name, meant), "it says the same"


def test_a_delete_of_what_was_never_there_is_told(world: World, clients: dict[str, Client]) -> None:
    with pytest.raises(VendorError, match="404"):
        clients["trigger"].delete("/api/v1/projects/proj_aaaaaaaaaaaaaaaaaaaa/envvars/prod/ABSENT")


SOON = 30.0
RESETS: dict[str, tuple[str, Callable[[float], str]]] = {
    "seconds": ("Retry-After", lambda moment: "30"),
    "a date": ("Retry-After", lambda moment: format_datetime(datetime.fromtimestamp(moment, UTC), usegmt=True)),
    "GitHub's moment": ("X-RateLimit-Reset", lambda moment: str(int(moment))),
    "Sentry's moment": ("X-Sentry-Rate-Limit-Reset", lambda moment: str(int(moment))),
    "Trigger.dev's moment in milliseconds": ("X-RateLimit-Reset", lambda moment: str(int(moment * 1000))),
}


@pytest.mark.parametrize("spelling", RESETS)
def test_both_clients_read_however_a_vendor_says_how_long_to_wait(spelling: str) -> None:
    name, spelled = RESETS[spelling]
    answer = httpx.Response(429, headers={name: spelled(time.time() + SOON)})
    for waits in (limited(answer, minute=1.0), asked_to_wait(answer)):
        assert waits is not None, "it is a rate limit"
        assert SOON - 2 <= waits <= SOON, "and it ends in half a minute"
