"""The HTTP client alone, against answers made up here."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import TypeVar

import httpx
import pytest
from luma_provider.config import connect, problems
from luma_provider.errors import Gone, Misconfigured, NotFound, ServiceError
from luma_provider.http import Answer, Client, again
from luma_provider.retry import Patience, limited
from luma_provider.values import Secret

T = TypeVar("T")
TOKEN = "canary-token-91c2"
PATIENCE = Patience(attempts=3, base=0.0, cap=0.0, longest=5.0, minute=0.01)


class Service:
    """Answers requests from a list and remembers them."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def run(self, work: Callable[[Client], Coroutine[None, None, T]], token: str = TOKEN) -> T:
        """Run something with a client of this service."""

        async def go() -> T:
            client = Client(
                "Vendor", "https://api.example", Secret(token), missing="no token", agent="test", patience=PATIENCE
            )
            client._http = httpx.AsyncClient(base_url="https://api.example", transport=httpx.MockTransport(self))
            return await work(client)

        return asyncio.run(go())


def ok(data: object = None, **headers: str) -> httpx.Response:
    return httpx.Response(200, json=data if data is not None else {}, headers=headers)


async def everything(client: Client) -> list[object]:
    return [each async for each in client.pages("/things/")]


def test_pages_are_followed_to_the_end() -> None:
    following = '<https://api.example/things/?cursor=2>; rel="next"; results="true"; cursor="2"'
    last = '<https://api.example/things/?cursor=3>; rel="next"; results="false"; cursor="3"'
    service = Service(ok([1, 2], Link=following), ok([3], Link=last))
    assert service.run(everything) == [1, 2, 3]


def test_a_next_page_on_another_server_is_refused_rather_than_sent_the_token() -> None:
    service = Service(ok([1], Link='<https://evil.example/things/>; rel="next"'))
    with pytest.raises(ServiceError, match="another server"):
        service.run(everything)
    assert len(service.requests) == 1, "the other server was never asked"


@pytest.mark.parametrize(
    "limit",
    [
        httpx.Response(429, headers={"Retry-After": "0"}),
        httpx.Response(403, headers={"Retry-After": "0"}),
        httpx.Response(403, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}),
        httpx.Response(403, json={"message": "You have exceeded a secondary rate limit."}),
    ],
    ids=["429", "403 with Retry-After", "403 with nothing left", "403 that says so"],
)
def test_every_kind_of_rate_limit_is_waited_out_even_for_a_create(limit: httpx.Response) -> None:
    service = Service(limit, ok({"id": 1}))
    assert service.run(lambda client: client.send("POST", "/things/", {})).data == {"id": 1}


def test_a_plain_403_is_told_at_once() -> None:
    service = Service(httpx.Response(403, json={"message": "Resource not accessible"}))
    with pytest.raises(ServiceError, match="Vendor: 403: GET /things/: Resource not accessible"):
        service.run(lambda client: client.get("/things/"))


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("0.5", 0.5), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", 1.0)]
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str, seconds: float) -> None:
    assert limited(httpx.Response(429, headers={"Retry-After": header}), minute=60) == seconds


def test_a_create_without_recovery_is_not_repeated_after_a_lost_answer() -> None:
    service = Service(httpx.ReadTimeout("lost"), ok())
    with pytest.raises(ServiceError, match="ReadTimeout"):
        service.run(lambda client: client.send("POST", "/things/", {}))
    assert len(service.requests) == 1, "it may have been done"


def test_a_create_that_was_never_sent_is_repeated() -> None:
    service = Service(httpx.ConnectError("refused"), ok({"id": 1}))
    assert service.run(lambda client: client.send("POST", "/things/", {})).data == {"id": 1}


def test_a_lost_create_is_recovered_even_when_the_next_attempt_meets_a_rate_limit() -> None:
    service = Service(httpx.ReadTimeout("lost"), httpx.Response(429, headers={"Retry-After": "0"}))
    looked: list[float] = []

    async def recover(elapsed: float) -> Answer | None:
        looked.append(elapsed)
        return Answer({"id": 7}, {}) if len(looked) > 1 else None

    found = service.run(lambda client: client.send("POST", "/things/", {}, recover=recover))
    assert found.data == {"id": 7}, "the doubt outlives the rate limit"


def test_a_create_that_only_overwrites_is_repeated() -> None:
    service = Service(httpx.ReadTimeout("lost"), ok({"id": 1}))
    assert service.run(lambda client: client.send("POST", "/things/", {}, recover=again)).data == {"id": 1}


def test_attempts_are_bounded() -> None:
    service = Service(*[httpx.Response(503) for _ in range(9)])
    with pytest.raises(ServiceError, match="503"):
        service.run(lambda client: client.get("/things/"))
    assert len(service.requests) == PATIENCE.attempts


@pytest.mark.parametrize(("status", "kind"), [(404, NotFound), (410, Gone), (400, ServiceError)])
def test_a_refusal_keeps_its_status_and_the_services_words(status: int, kind: type[ServiceError]) -> None:
    service = Service(httpx.Response(status, json={"detail": "so it is"}))
    with pytest.raises(kind, match=f"Vendor: {status}: GET /things/: so it is") as error:
        service.run(lambda client: client.get("/things/"))
    assert error.value.status == status


def test_a_message_never_repeats_the_token_or_a_value() -> None:
    value = Secret("canary-value-3f")
    echo = json.dumps({"error": f"{TOKEN} may not write {value.reveal()}\nat all"})
    service = Service(httpx.Response(400, text=echo))
    with pytest.raises(ServiceError) as error:
        service.run(lambda client: client.send("PUT", "/things/?key=1", {}, hide=(value,)))
    assert str(error.value) == "Vendor: 400: PUT /things/: [secret] may not write [secret] at all"


def test_a_secret_shows_nowhere_but_where_it_is_asked_for() -> None:
    secret = Secret("canary")
    assert "canary" not in f"{secret!r} {secret} {[secret]}"


def test_without_a_token_nothing_is_sent() -> None:
    service = Service()
    with pytest.raises(Misconfigured, match="Vendor: no token"):
        service.run(lambda client: client.get("/things/"), token="")


@pytest.mark.parametrize("url", ["http://sentry.example", "ftp://sentry.io", "sentry.io", "https://"])
def test_an_address_that_would_give_the_token_away_is_refused(url: str) -> None:
    assert set(problems({"sentryUrl": url})) == {"sentryUrl"}
    with pytest.raises(Misconfigured, match="in the clear"):
        connect({"sentryUrl": url}, "0")


@pytest.mark.parametrize("url", ["https://sentry.io", "http://127.0.0.1:80", "http://localhost:80", "http://[::1]:80"])
def test_an_encrypted_or_local_address_is_fine(url: str) -> None:
    assert problems({"sentryUrl": url}) == {}
