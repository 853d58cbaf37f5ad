"""The client of the vendors' APIs, against a scripted server on loopback."""

from functools import partial

import pytest

from cli.errors import FAILED, MISTAKE, UserError
from cli.vendors.http import Client, Json, VendorError, by_cursor, by_link, by_mark, by_number, client_for
from cli.vendors.retry import Patience
from tests.cli.vendors.scripted import Reply, Vendor, scripted

TOKEN = "token-that-nobody-may-see"
QUICK = Patience(attempts=3, base=0.001, cap=0.001, longest=2.0)


def client(vendor: Vendor, cloud: str = "vercel") -> Client:
    return Client(cloud, vendor.url, TOKEN, patience=QUICK)


def refusal(vendor: Vendor, method: str = "GET", body: Json = None, *hide: str) -> VendorError:
    asked = client(vendor)
    send = partial(asked.get) if method == "GET" else partial(asked.post, body=body, hide=hide)
    with pytest.raises(VendorError) as caught:
        send("/v2/things")
    return caught.value


def test_each_method_sends_the_token_and_gives_the_answers_json() -> None:
    with scripted(*[Reply(body={"n": number}) for number in range(5)]) as vendor:
        asked = client(vendor)
        answers = [
            asked.get("/a", {"teamId": "team_1"}),
            asked.post("/a", {}),
            asked.put("/a", {}),
            asked.patch("/a", {}),
            asked.delete("/a"),
        ]
    assert answers == [{"n": number} for number in range(5)], "every method gives what the vendor answered"
    wanted = ["GET /a?teamId=team_1", "POST /a", "PUT /a", "PATCH /a", "DELETE /a"]
    assert vendor.asked == wanted, "each method goes out once, with its query"
    assert vendor.authorizations == {f"Bearer {TOKEN}"}, "every vendor takes the token as a bearer's"


def test_an_empty_answer_is_none() -> None:
    with scripted(Reply(204, "")) as vendor:
        assert client(vendor).delete("/a") is None, "a deletion answers nothing"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_read_is_tried_again_after_the_vendors_own_failure(status: int) -> None:
    with scripted(Reply(status, headers={"Retry-After": "0"}), Reply(body=[1])) as vendor:
        assert client(vendor).get("/a") == [1], "the second attempt gives the answer"


def test_a_read_whose_answer_was_lost_is_tried_again() -> None:
    with scripted(Reply(0), Reply(body=[1])) as vendor:
        assert client(vendor).get("/a") == [1], "a read may be repeated freely"


def test_a_write_is_not_repeated_after_a_failure_because_it_may_have_been_done() -> None:
    with scripted(Reply(500, {"error": {"message": "Internal error"}})) as vendor:
        found = refusal(vendor, "POST")
    assert str(found) == "Vercel: POST /v2/things: 500 Internal error", "the failure is told as it is"
    assert vendor.asked == ["POST /v2/things"], "one attempt alone"


def test_a_write_whose_answer_was_lost_says_that_its_end_is_not_known() -> None:
    with scripted(Reply(0)) as vendor:
        found = refusal(vendor, "POST")
    assert "whether the work was done is not known" in str(found), "nobody may take it for not done"


def test_a_write_waits_as_long_as_the_vendor_asks() -> None:
    with scripted(Reply(429, headers={"Retry-After": "0.01"}), Reply(body={})) as vendor:
        assert client(vendor).post("/a", {}) == {}, "a request that was refused for its rate was not done"


def test_githubs_secondary_limit_counts_as_a_limit() -> None:
    limit = Reply(403, {"message": "You have exceeded a secondary rate limit"}, {"Retry-After": "0"})
    with scripted(limit, Reply(body=[1])) as vendor:
        assert client(vendor, "github").get("/a") == [1], "403 with Retry-After is no denial"


def test_a_wait_longer_than_anybodys_patience_ends_the_request_with_the_vendors_words() -> None:
    with scripted(Reply(429, {"error": {"message": "Too many requests"}}, {"Retry-After": "3600"})) as vendor:
        found = refusal(vendor)
    assert str(found) == "Vercel: GET /v2/things: 429 Too many requests", "the reason is told at once"


def test_failures_to_the_end_are_told_with_their_status() -> None:
    with scripted(*[Reply(503, "")] * 3) as vendor:
        found = refusal(vendor)
    assert (found.status, found.code) == (503, FAILED), "a script can tell what went wrong"
    assert len(vendor.asked) == 3, "as many attempts as patience allows"


def test_a_denial_names_the_token_variable_to_look_at() -> None:
    with scripted(Reply(403, {"error": {"code": "forbidden", "message": "Not authorized"}})) as vendor:
        found = refusal(vendor)
    assert "403 Not authorized. Is VERCEL_API_TOKEN still valid" in str(found), "the way to mend it is told"


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": "bad_request", "message": "Wrong name"}},
        {"message": "Wrong name"},
        {"detail": "Wrong name"},
        {"error": "Wrong name"},
        "Wrong name",
    ],
)
def test_every_vendors_way_to_spell_an_error_is_read(body: Json) -> None:
    with scripted(Reply(400, body)) as vendor:
        assert str(refusal(vendor)) == "Vercel: GET /v2/things: 400 Wrong name", "only the words for people are kept"


def test_cloudflares_list_of_errors_is_kept_whole() -> None:
    errors = [{"code": 10006, "message": "The specified bucket does not exist"}]
    with scripted(Reply(404, {"success": False, "errors": errors})) as vendor:
        assert '"code": 10006' in str(refusal(vendor)), "the code is what Cloudflare's documentation lists"


def test_no_message_repeats_the_token_or_a_secret_of_the_body() -> None:
    secret = 'pass"word'
    said = {"error": {"message": f"{secret} and {TOKEN} are refused"}}
    with scripted(Reply(400, said)) as vendor:
        found = refusal(vendor, "POST", {"value": secret}, secret)
    assert str(found) == "Vercel: POST /v2/things: 400 [secret] and [secret] are refused", "an echo is blanked"


def test_what_is_not_there_can_be_found_to_be_none() -> None:
    with scripted(Reply(404, {"error": {"message": "Not found"}})) as vendor:
        assert client(vendor).find("/a") is None, "absence is an answer"


def test_a_denied_look_is_no_absence() -> None:
    with scripted(Reply(403, {"error": {"message": "Forbidden"}})) as vendor, pytest.raises(VendorError):
        client(vendor).find("/a")


def test_an_answer_that_is_no_json_is_an_error() -> None:
    with scripted(Reply(200, "<html>")) as vendor:
        assert "did not answer with JSON" in str(refusal(vendor)), "a login page is not an empty list"


def test_links_are_followed_to_the_last_page() -> None:
    following = {"Link": '<ADDRESS/a?page=1>; rel="prev", <ADDRESS/a?page=2>; rel="next"'}
    last = {"Link": '<ADDRESS/a?page=3>; rel="next"; results="false"'}
    with scripted(Reply(body=[1, 2], headers=following), Reply(body=[3], headers=last)) as vendor:
        found = list(client(vendor, "sentry").pages("/a", {"per_page": 2}, following=by_link))
    assert found == [1, 2, 3], "every page counts"
    assert vendor.asked == ["GET /a?per_page=2", "GET /a?page=2"], "a link is taken as it is"


def test_a_link_to_another_server_is_not_followed() -> None:
    elsewhere = {"Link": '<https://evil.example/a>; rel="next"'}
    with scripted(Reply(body=[1], headers=elsewhere)) as vendor, pytest.raises(VendorError, match="another server"):
        list(client(vendor).pages("/a", following=by_link))


def test_numbered_pages_are_read_to_the_last() -> None:
    pages = [{"result": [number], "result_info": {"page": number, "total_pages": 2}} for number in (1, 2)]
    with scripted(*[Reply(body=page) for page in pages]) as vendor:
        found = list(client(vendor, "cloudflare").pages("/a", {"name": "x"}, items="result", following=by_number))
    assert found == [1, 2], "Cloudflare counts its pages"
    assert vendor.asked == ["GET /a?name=x", "GET /a?name=x&page=2"], "the filter stays on every page"


def test_pages_that_nobody_counts_follow_from_the_items() -> None:
    info: dict[str, Json] = {"per_page": 2, "total_count": 3}
    pages: list[Json] = [
        {"result": [1, 2], "result_info": {"page": 1, **info}},
        {"result": [3], "result_info": {"page": 2, **info}},
    ]
    with scripted(*[Reply(body=page) for page in pages]) as vendor:
        found = list(client(vendor, "cloudflare").pages("/a", items="result", following=by_number))
    assert found == [1, 2, 3], "a list is never taken for shorter than it is"


def test_cursors_are_followed_until_they_are_empty() -> None:
    pages: list[Json] = [
        {"result": {"buckets": [1]}, "result_info": {"cursor": "c"}},
        {"result": {"buckets": [2]}, "result_info": {"cursor": ""}},
    ]
    with scripted(*[Reply(body=page) for page in pages]) as vendor:
        found = list(client(vendor, "cloudflare").pages("/a", items="result.buckets", following=by_cursor))
    assert found == [1, 2], "R2 lists its buckets below the result"
    assert vendor.asked == ["GET /a", "GET /a?cursor=c"], "the cursor is passed on"


def test_vercels_marks_are_passed_on_under_the_name_of_the_list() -> None:
    pages: list[Json] = [
        {"deployments": [1], "pagination": {"next": 5}},
        {"deployments": [2], "pagination": {"next": None}},
    ]
    with scripted(*[Reply(body=page) for page in pages]) as vendor:
        found = list(client(vendor).pages("/a", items="deployments", following=by_mark("until")))
    assert found == [1, 2], "both pages count"
    assert vendor.asked == ["GET /a", "GET /a?until=5"], "the mark is passed on"


def test_a_list_that_is_missing_is_an_error_rather_than_empty() -> None:
    with scripted(Reply(body={"other": []})) as vendor, pytest.raises(VendorError, match="did not answer with a list"):
        list(client(vendor).pages("/a", items="deployments", following=by_mark("until")))


@pytest.mark.parametrize(
    "address", ["http://api.vercel.com", "ftp://127.0.0.1", "nonsense", "https://[", "https://a:99999"]
)
def test_an_address_that_would_send_the_token_in_the_clear_is_refused(address: str) -> None:
    with pytest.raises(UserError) as caught:
        client_for("vercel", {"VERCEL_API_URL": address, "VERCEL_API_TOKEN": TOKEN})
    assert "VERCEL_API_URL: not an https address" in str(caught.value), "the variable to mend is named"


def test_a_missing_token_is_named_before_anything_is_sent() -> None:
    with scripted() as vendor, pytest.raises(UserError) as caught:
        client_for("github", {"GITHUB_API_URL": vendor.url}).get("/a")
    assert str(caught.value).startswith("GitHub cannot be asked: GITHUB_TOKEN is not set."), "the cure is named"
    assert (caught.value.code, vendor.asked) == (MISTAKE, []), "nothing was tried"


@pytest.mark.parametrize("token", ["two words", "feed\n", "gänse"])
def test_a_token_that_no_header_can_carry_is_refused_without_being_shown(token: str) -> None:
    with scripted() as vendor, pytest.raises(UserError) as caught:
        client_for("sentry", {"SENTRY_URL": vendor.url, "SENTRY_AUTH_TOKEN": token}).get("/a")
    assert "SENTRY_AUTH_TOKEN holds blanks" in str(caught.value), "the variable is named"
    assert token.strip() not in str(caught.value), "its value is not"


@pytest.mark.parametrize(
    ("cloud", "address"),
    [
        ("cloudflare", "https://api.cloudflare.com"),
        ("github", "https://api.github.com"),
        ("sentry", "https://sentry.io"),
        ("trigger", "https://api.trigger.dev"),
        ("vercel", "https://api.vercel.com"),
    ],
)
def test_without_a_variable_the_vendors_public_address_is_used(cloud: str, address: str) -> None:
    assert client_for(cloud, {}).address == address, "real accounts need no address"


def test_a_list_within_an_object_is_found_by_its_path() -> None:
    body: Json = {"result": {"buckets": [{"name": "luma-images"}]}}
    with scripted(Reply(body=body), Reply(body={"result": []})) as vendor:
        asked = client(vendor, "cloudflare")
        found = list(asked.pages("/r2/buckets", items="result.buckets", following=by_cursor))
        assert found == [{"name": "luma-images"}], "each name leads one object further in"
        with pytest.raises(VendorError, match=r"did not answer with a list 'result\.buckets'"):
            list(asked.pages("/r2/buckets", items="result.buckets", following=by_cursor))


def test_a_client_with_more_headers_asks_the_same_account() -> None:
    with scripted(Reply(body=1), Reply(body=2)) as vendor:
        asked = client(vendor, "cloudflare")
        assert (asked.sending({"cf-r2-jurisdiction": "eu"}).get("/a"), asked.get("/a")) == (1, 2), "both ask"
    assert vendor.authorizations == {f"Bearer {TOKEN}"}, "with the same token"
    assert [each.get("cf-r2-jurisdiction") for each in vendor.headers] == ["eu", None], (
        "the first one has no part in it"
    )
