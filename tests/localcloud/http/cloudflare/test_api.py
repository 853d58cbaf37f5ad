"""Cloudflare's envelope, pages, jurisdictions, tokens and objects by HTTP, and what it refuses in which words."""

from typing import Any

import pytest

from components.r2 import READ_OBJECTS, WRITE_OBJECTS
from localcloud.core import inspection
from localcloud.core.faults import Fault, Faults, Kind
from localcloud.core.store import Store
from tests.localcloud.http.cloudflare.test_lifecycle import API_POLICY, BUCKETS, IMAGES, RECORDS, TOKENS
from tests.localcloud.http.speaker import Speaker
from tests.localcloud.test_lifecycle_cloudflare import ACCOUNT, ZONE

DUMP = f"{IMAGES}/objects/postgresql/2026-11-23.age"
LOCKS: dict[str, dict[str, Any]] = {
    "age": {"type": "Age", "maxAgeSeconds": 3600},
    "date": {"type": "Date", "date": "2099-01-01T00:00:00Z"},
    "no date at all": {"type": "Date", "date": "soon"},
    "ever": {"type": "Indefinite"},
}
OVER: dict[str, dict[str, Any]] = {
    "age": {"type": "Age", "maxAgeSeconds": 0},
    "date": {"type": "Date", "date": "2020-01-01"},
}
REFUSALS: list[tuple[str, str, Any, int, int, str]] = [
    ("POST", BUCKETS, {"name": "No"}, 400, 10005, "The specified bucket name is not valid."),
    ("POST", BUCKETS, {"name": "luma-images"}, 409, 10004, "The bucket you tried to create already exists"),
    ("POST", BUCKETS, {"name": "other", "locationHint": "mars"}, 400, 10022, "location must be one of apac"),
    ("GET", f"{BUCKETS}/other", None, 404, 10006, "The specified bucket does not exist."),
    ("DELETE", f"{BUCKETS}/other", None, 404, 10006, "The specified bucket does not exist."),
    ("GET", f"{IMAGES}/cors", None, 404, 10059, "The CORS configuration does not exist."),
    ("GET", f"{BUCKETS}/other/lifecycle", None, 404, 10006, "The specified bucket does not exist."),
    ("PUT", f"{IMAGES}/lock", {"rules": [{"condition": {"type": "Never"}}]}, 400, 10022, "rules[0].condition.type"),
    ("GET", f"{IMAGES}/domains/custom/x.luma.example", None, 404, 10063, "The specified custom domain does not exist."),
    (
        "POST",
        f"{IMAGES}/domains/custom",
        {"domain": "x.other.example", "zoneId": ZONE, "enabled": True},
        400,
        10059,
        "The domain x.other.example does not belong to the zone luma.example.",
    ),
    ("DELETE", DUMP, None, 404, 10007, "The specified key does not exist."),
    ("GET", f"{TOKENS}/nothing", None, 404, 1003, "API Token not found"),
    ("POST", TOKENS, {"name": "x", "policies": []}, 400, 1001, "At least one policy is required"),
    (
        "POST",
        TOKENS,
        {"name": "x", "policies": [{**API_POLICY, "permission_groups": [{"id": "nobody"}]}]},
        400,
        1001,
        "Permission group nobody does not exist",
    ),
    ("GET", f"{RECORDS}/nothing", None, 404, 81044, "Record does not exist."),
    ("POST", RECORDS, {"name": "x", "type": "A"}, 400, 9000, "Content for the record is empty."),
    ("GET", "/client/v4/zones/nothing", None, 404, 7003, "Could not route to zone"),
    ("GET", "/client/v4/accounts/nothing", None, 404, 7003, "Could not route to account"),
    ("GET", f"{RECORDS}?page=x", None, 400, 10001, "page must be a number"),
    ("GET", "/client/v4/nowhere", None, 404, 7000, "there is no GET"),
]


@pytest.fixture(autouse=True)
def bucket(api: Speaker) -> None:
    api.good("POST", BUCKETS, {"name": "luma-images"})


def _names(api: Speaker, path: str, headers: dict[str, str] | None = None) -> list[str]:
    return [each["name"] for each in api.good("GET", path, headers=headers)["result"]["buckets"]]


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: f"{row[0]} {row[4]}")
def test_a_refusal_has_the_vendors_code_and_words(api: Speaker, row: tuple[str, str, Any, int, int, str]) -> None:
    method, path, body, status, code, words = row
    answer = api.ask(method, path, body)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (status, code), f"the vendor's status and code, not: {answer.text}"
    assert words in error["message"], "the vendor's words"
    assert {name: answer.json()[name] for name in ("success", "messages", "result")} == {
        "success": False,
        "messages": [],
        "result": None,
    }, "in the envelope"


def test_each_path_is_served_with_and_without_the_versions_prefix(api: Speaker) -> None:
    short = IMAGES.removeprefix("/client/v4")
    assert api.good("GET", short) == api.good("GET", IMAGES), "the plugin's base URL may end either way"


def test_a_bucket_is_found_in_its_own_jurisdiction_alone(api: Speaker) -> None:
    europe = {"cf-r2-jurisdiction": "eu"}
    made = api.good("POST", BUCKETS, {"name": "luma-europe"}, europe)["result"]
    assert made["jurisdiction"] == "eu", "the header says where it is made"
    assert (_names(api, BUCKETS), _names(api, BUCKETS, europe)) == (["luma-images"], ["luma-europe"])
    assert api.ask("GET", f"{BUCKETS}/luma-europe").status_code == 404, "elsewhere there is none of that name"
    assert api.ask("GET", BUCKETS, headers={"cf-r2-jurisdiction": "eu"}).json()["success"] is True


def test_buckets_come_in_pages_by_cursor(api: Speaker) -> None:
    for number in range(3):
        api.good("POST", BUCKETS, {"name": f"luma-{number}"})
    first = api.good("GET", f"{BUCKETS}?per_page=3")
    assert [each["name"] for each in first["result"]["buckets"]] == ["luma-0", "luma-1", "luma-2"]
    second = api.good("GET", f"{BUCKETS}?per_page=3&cursor={first['result_info']['cursor']}")
    assert [each["name"] for each in second["result"]["buckets"]] == ["luma-images"]
    assert "cursor" not in second["result_info"], "the last page has none"


def test_records_come_in_pages_by_number(api: Speaker) -> None:
    for number in range(3):
        api.good("POST", RECORDS, {"name": f"x{number}", "type": "TXT", "content": '"x"', "ttl": 1})
    second = api.good("GET", f"{RECORDS}?per_page=2&page=2")
    assert [each["name"] for each in second["result"]] == ["x2.luma.example"]
    assert second["result_info"] == {"page": 2, "per_page": 2, "count": 1, "total_count": 3, "total_pages": 2}


def test_zones_and_records_are_found_by_name(api: Speaker) -> None:
    (zone,) = api.good("GET", f"/client/v4/zones?name=luma.example&account.id={ACCOUNT}")["result"]
    assert (zone["id"], api.good("GET", "/client/v4/zones?name=other.example")["result"]) == (ZONE, [])
    api.good("POST", RECORDS, {"name": "x", "type": "TXT", "content": '"x"', "ttl": 1})
    assert api.good("GET", f"{RECORDS}?name=y.luma.example")["result"] == [], "no other record comes along"


@pytest.mark.parametrize("path", ["/user/tokens/verify", f"/accounts/{ACCOUNT}/tokens/verify"])
def test_the_token_of_a_request_can_be_verified(api: Speaker, path: str) -> None:
    answer = api.good("GET", path)
    assert (answer["result"]["status"], answer["messages"][0]["message"]) == (
        "active",
        "This API Token is valid and active",
    )


def test_the_permission_groups_that_the_program_names_are_listed(api: Speaker) -> None:
    groups = {each["id"]: each["name"] for each in api.good("GET", f"{TOKENS}/permission_groups")["result"]}
    assert (groups[READ_OBJECTS], groups[WRITE_OBJECTS]) == (
        "Workers R2 Storage Bucket Item Read",
        "Workers R2 Storage Bucket Item Write",
    )


def test_a_new_bucket_has_cloudflares_own_lifecycle_and_no_lock(api: Speaker) -> None:
    (rule,) = api.good("GET", f"{IMAGES}/lifecycle")["result"]["rules"]
    assert rule["id"] == "Default Multipart Abort Rule"
    assert api.good("GET", f"{IMAGES}/lock")["result"] == {"rules": []}


def test_a_custom_domains_own_record_is_read_only(api: Speaker) -> None:
    body = {"domain": "images.luma.example", "zoneId": ZONE, "enabled": True}
    api.good("POST", f"{IMAGES}/domains/custom", body)
    (record,) = api.good("GET", RECORDS)["result"]
    assert (record["content"], record["meta"]) == ("public.r2.dev", {"read_only": True})
    refused = api.ask("DELETE", f"{RECORDS}/{record['id']}")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, 1043), "R2 keeps it"
    (listed,) = api.good("GET", f"{IMAGES}/domains/custom")["result"]["domains"]
    assert listed["minTLS"] == "1.0", "TLS is old unless somebody says otherwise"


def test_objects_are_listed_by_name_with_their_age(api: Speaker) -> None:
    stored = api.good("PUT", DUMP, b"encrypted")["result"]
    assert (stored["key"], stored["size"]) == ("postgresql/2026-11-23.age", "9")
    api.good("PUT", f"{IMAGES}/objects/a.png", b"\x89PNG")
    (found,) = api.good("GET", f"{IMAGES}/objects?prefix=postgresql/")["result"]
    assert (found["key"], found["size"], found["last_modified"]) == (stored["key"], 9, stored["uploaded"])
    first = api.good("GET", f"{IMAGES}/objects?per_page=1")
    assert (first["result"][0]["key"], first["result_info"]["is_truncated"]) == ("a.png", True)


def test_a_bucket_with_objects_stays_until_it_is_empty(api: Speaker) -> None:
    for _ in range(2):
        api.good("PUT", DUMP, b"encrypted")
    refused = api.ask("DELETE", IMAGES)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, 10008), "it is not empty"
    api.good("DELETE", DUMP)
    assert api.ask("DELETE", IMAGES).status_code == 200, "an object written twice was one object"


@pytest.mark.parametrize("condition", LOCKS.values(), ids=LOCKS)
def test_a_lock_keeps_objects_from_change_and_delete(api: Speaker, condition: dict[str, Any]) -> None:
    rule = {"id": "keep", "enabled": True, "prefix": "postgresql/", "condition": condition}
    api.good("PUT", DUMP, b"encrypted")
    api.good("PUT", f"{IMAGES}/lock", {"rules": [rule]})
    for method, body in (("PUT", b"other"), ("DELETE", None)):
        refused = api.ask(method, DUMP, body)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, 10069), f"{method} is refused"


@pytest.mark.parametrize(
    "change", [{"enabled": False}, {"prefix": "other/"}, *({"condition": c} for c in OVER.values())]
)
def test_a_lock_that_is_off_elsewhere_or_over_keeps_nothing(api: Speaker, change: dict[str, Any]) -> None:
    rule = {"id": "keep", "enabled": True, "prefix": "postgresql/", "condition": LOCKS["age"], **change}
    api.good("PUT", DUMP, b"encrypted")
    api.good("PUT", f"{IMAGES}/lock", {"rules": [rule]})
    assert api.ask("DELETE", DUMP).status_code == 200


def test_what_is_stored_about_an_object_can_be_made_older(api: Speaker, store: Store) -> None:
    api.good("PUT", DUMP, b"encrypted")
    name = f"{ACCOUNT}/default/luma-images/postgresql%2F2026-11-23.age"
    inspection.drift(store, "cloudflare", "object", name, {"modified": "2026-01-01T00:00:00Z"})
    (found,) = api.good("GET", f"{IMAGES}/objects")["result"]
    assert found["last_modified"] == "2026-01-01T00:00:00Z"


def test_a_bucket_that_is_gone_took_its_objects_along(api: Speaker, store: Store) -> None:
    api.good("PUT", DUMP, b"encrypted")
    inspection.drift(store, "cloudflare", "bucket", f"{ACCOUNT}/default/luma-images", {})
    api.good("POST", BUCKETS, {"name": "luma-images"})
    assert api.good("GET", f"{IMAGES}/objects")["result"] == [], "a bucket of the same name is another one"


def test_no_token_value_is_in_the_dump(api: Speaker, store: Store) -> None:
    value = api.good("POST", TOKENS, {"name": "x", "policies": [API_POLICY]})["result"]["value"]
    assert value not in str(inspection.dump(store)), "the world holds a fingerprint"


def test_buckets_are_found_by_part_of_their_name(api: Speaker) -> None:
    api.good("POST", BUCKETS, {"name": "luma-backups"})
    assert _names(api, f"{BUCKETS}?name_contains=back") == ["luma-backups"]


@pytest.mark.parametrize(("kind", "status", "code"), [("rate-limited", 429, 971), ("server-error", 500, 10001)])
def test_a_fault_comes_in_the_envelope(api: Speaker, store: Store, kind: Kind, status: int, code: int) -> None:
    Faults(store).add(Fault(kind, "cloudflare:index/dnsRecord:DnsRecord", "read", 3, 1))
    answer = api.ask("GET", RECORDS)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert answer.headers.get("retry-after") == ("3" if status == 429 else None), "a limit says when to come back"
