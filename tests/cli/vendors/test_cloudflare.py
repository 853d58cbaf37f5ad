"""What the verbs learn from Cloudflare, asked of the local cloud over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.vendors import cloudflare
from cli.vendors.cloudflare import Place
from cli.vendors.http import Client, VendorError
from components.r2 import READ_OBJECTS, WRITE_OBJECTS
from localcloud.core import inspection
from localcloud.http.cloudflare import CLOUDFLARE
from tests.cli.vendors.local import Local, serving
from tests.cli.vendors.scripted import Reply, scripted

RULE: dict[str, Any] = {"id": "app", "allowed": {"methods": ["GET"], "origins": ["https://luma.example"]}}
LOCK: dict[str, Any] = {"id": "keep", "enabled": True, "condition": {"type": "Age", "maxAgeSeconds": 60}}
PARTS: dict[str, Any] = {"id": "parts", "enabled": True, "conditions": {"prefix": ""}}


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with serving("cloudflare", CLOUDFLARE, tmp_path) as found:
        yield found


@pytest.fixture
def where(local: Local) -> Place:
    return cloudflare.place(local.platform)


@pytest.fixture
def bucket(local: Local, where: Place) -> str:
    """Make a bucket, and give its path."""
    local.api.good("POST", where.buckets(), {"name": "luma-images", "locationHint": "weur"})
    return where.buckets("luma-images")


def _policy(where: Place) -> dict[str, Any]:
    resource = f"com.cloudflare.edge.r2.bucket.{where.account}_default_luma-images"
    return {"effect": "allow", "permission_groups": [{"id": READ_OBJECTS}], "resources": {resource: "*"}}


def _domain(where: Place) -> dict[str, Any]:
    return {"domain": "images.luma.example", "zoneId": where.zone, "enabled": True, "minTLS": "1.2"}


def test_everything_in_account_and_zone_is_listed_with_what_identifies_it(
    local: Local, where: Place, bucket: str
) -> None:
    local.api.good("PUT", f"{bucket}/cors", {"rules": [RULE]})
    local.api.good("PUT", f"{bucket}/lock", {"rules": [LOCK]})
    local.api.good("PUT", f"{bucket}/lifecycle", {"rules": [PARTS]})
    local.api.good("PUT", f"{bucket}/domains/managed", {"enabled": True})
    local.api.good("POST", f"{bucket}/domains/custom", _domain(where))
    token = local.api.good("POST", f"{where.root}/tokens", {"name": "images", "policies": [_policy(where)]})["result"]
    body = {"name": "luma.example", "type": "A", "content": "76.76.21.21", "ttl": 1}
    record = local.api.good("POST", where.records, body)["result"]
    own = next(each for each in cloudflare.records(local.client, where) if each.by_r2)
    of_bucket = {"accountId": where.account, "bucketName": "luma-images", "jurisdiction": "default"}
    served = {"domain": "images.luma.example", "zoneId": where.zone, "enabled": True, "minTls": "1.2"}
    addressed = {"name": "luma.example", "type": "A", "content": "76.76.21.21"}
    found = {
        (each.type.rsplit(":", 1)[-1], each.import_id, each.by_itself, str(dict(each.inputs)))
        for each in cloudflare.existing(local.client, local.platform)
    }
    named = {"accountId": where.account, "name": "luma-images", "jurisdiction": "default"}
    hosted = {"name": "images.luma.example", "type": "CNAME", "content": cloudflare.R2_HOST}
    assert found == {
        ("R2Bucket", f"{where.account}/luma-images/default", False, str(named)),
        ("R2BucketCors", "", False, str({**of_bucket, "rules": [RULE]})),
        ("R2BucketLifecycle", "", False, str({**of_bucket, "rules": [PARTS]})),
        ("R2BucketLock", "", False, str({**of_bucket, "rules": [LOCK]})),
        ("R2CustomDomain", "", False, str({**of_bucket, **served})),
        ("R2ManagedDomain", "", False, str({**of_bucket, "enabled": True})),
        (
            "AccountToken",
            f"{where.account}/{token['id']}",
            False,
            str({"accountId": where.account, "name": "images"}),
        ),
        ("DnsRecord", f"{where.zone}/{record['id']}", False, str({"zoneId": where.zone, **addressed})),
        ("DnsRecord", f"{where.zone}/{own.id}", True, str({"zoneId": where.zone, **hosted})),
    }, "a token's value is in none of them, and R2's own record is nobody's to declare"


def test_what_a_new_bucket_brings_is_there_by_itself(local: Local, bucket: str) -> None:
    found = {
        (each.type.rsplit(":", 1)[-1], each.by_itself) for each in cloudflare.existing(local.client, local.platform)
    }
    assert found == {("R2Bucket", False), ("R2BucketLifecycle", True), ("R2ManagedDomain", True)}, (
        "Cloudflare's own lifecycle rule and a switched-off r2.dev host are no hand's work"
    )


def test_a_buckets_guards_and_hosts_are_read_one_by_one(local: Local, where: Place, bucket: str) -> None:
    asked = (local.client, where, "luma-images")
    assert (cloudflare.cors(*asked), cloudflare.locks(*asked)) == ((), ()), "a new bucket has none"
    local.api.good("PUT", f"{bucket}/cors", {"rules": [RULE]})
    local.api.good("PUT", f"{bucket}/lock", {"rules": [LOCK]})
    local.api.good("POST", f"{bucket}/domains/custom", _domain(where))
    assert (cloudflare.cors(*asked), cloudflare.locks(*asked)) == ((RULE,), (LOCK,)), "as the API has them"
    (domain,) = cloudflare.custom_domains(*asked)
    assert (domain.domain, domain.min_tls, domain.zone_id) == ("images.luma.example", "1.2", where.zone)
    managed = cloudflare.managed_domain(*asked)
    assert (managed.enabled, managed.domain.endswith(".r2.dev")) == (False, True)


def test_buckets_of_another_jurisdiction_are_found_through_its_header(local: Local, where: Place) -> None:
    europe = Place(where.account, where.zone, "eu")
    local.api.good("POST", europe.buckets(), {"name": "luma-eu"}, {"cf-r2-jurisdiction": "eu"})
    assert [each.name for each in cloudflare.buckets(local.client, europe)] == ["luma-eu"]
    assert cloudflare.buckets(local.client, where) == [], "and nowhere else"
    assert cloudflare.managed_domain(local.client, europe, "luma-eu").enabled is False, "and so are their parts"


def test_a_tokens_end_and_policies_are_told(local: Local, where: Place) -> None:
    body = {"name": "images", "policies": [_policy(where)], "expires_on": "2099-01-01T00:00:00Z"}
    made = local.api.good("POST", f"{where.root}/tokens", body)["result"]
    (found,) = cloudflare.tokens(local.client, where)
    assert (found.id, found.status, found.expires_on) == (made["id"], "active", datetime(2099, 1, 1, tzinfo=UTC))
    (policy,) = found.policies
    assert policy.allowed == {READ_OBJECTS: "Workers R2 Storage Bucket Item Read"}
    assert list(policy.resources) == [f"com.cloudflare.edge.r2.bucket.{where.account}_default_luma-images"]
    assert cloudflare.token(local.client, where, found.id) == found
    assert cloudflare.token(local.client, where, "nothing") is None


def test_a_token_that_has_ended_says_so(local: Local, where: Place) -> None:
    body = {"name": "images", "policies": [_policy(where)], "expires_on": "2099-01-01T00:00:00Z"}
    made = local.api.good("POST", f"{where.root}/tokens", body)["result"]
    name = f"{where.account}/{made['id']}"
    inspection.drift(local.store, "cloudflare", "token", name, {"expires_on": "2020-01-01T00:00:00Z"})
    (found,) = cloudflare.tokens(local.client, where)
    assert found.status == "expired"
    listed = [each for each in cloudflare.existing(local.client, local.platform) if "AccountToken" in each.type]
    assert listed == [], "to the vendor's plugin it is gone, and so it is to adoption and drift"


def test_the_token_that_asks_is_verified(local: Local, where: Place) -> None:
    assert cloudflare.own_token(local.client, where).status == "active"
    with pytest.raises(VendorError, match="Invalid token"):
        cloudflare.own_token(local.stranger(), where)


def test_a_users_token_is_verified_where_it_is_none_of_the_account() -> None:
    body = {"result": {"id": "t", "status": "active", "expires_on": "2026-12-01T00:00:00Z"}}
    with scripted(Reply(404, {"errors": [{"code": 1000, "message": "Invalid API Token"}]}), Reply(body=body)) as vendor:
        found = cloudflare.own_token(Client("cloudflare", vendor.url, "token"), Place("a", "z"))
    assert found.expires_on == datetime(2026, 12, 1, tzinfo=UTC), "and tells its end"
    assert vendor.asked == ["GET /client/v4/accounts/a/tokens/verify", "GET /client/v4/user/tokens/verify"]


def test_the_permission_groups_of_the_program_have_the_names_they_are_thought_to_have(
    local: Local, where: Place
) -> None:
    found = cloudflare.permission_groups(local.client, where)
    assert (found[READ_OBJECTS], found[WRITE_OBJECTS]) == (
        "Workers R2 Storage Bucket Item Read",
        "Workers R2 Storage Bucket Item Write",
    )


def test_the_latest_dump_is_the_one_written_last_whatever_its_name(local: Local, where: Place, bucket: str) -> None:
    assert cloudflare.latest_object(local.client, where, "luma-images", "postgresql/") is None, "none was written"
    for name in ("postgresql/a.age", "postgresql/b.age", "z.png"):
        local.api.good("PUT", f"{bucket}/objects/{name}", b"content")
    old = f"{where.account}/default/luma-images/postgresql%2Fb.age"
    inspection.drift(local.store, "cloudflare", "object", old, {"modified": "2026-01-01T00:00:00Z"})
    found = cloudflare.latest_object(local.client, where, "luma-images", "postgresql/")
    assert found is not None
    assert (found.key, found.size) == ("postgresql/a.age", 7)


def test_a_long_bucket_is_read_to_its_end(local: Local, where: Place, bucket: str) -> None:
    with scripted(
        Reply(body={"result": [_object("a", "2026-11-01")], "result_info": {"cursor": "c", "is_truncated": True}}),
        Reply(body={"result": [_object("b", "2026-11-02")], "result_info": {"is_truncated": False}}),
    ) as vendor:
        found = cloudflare.latest_object(Client("cloudflare", vendor.url, "token"), where, "luma-images")
    assert found is not None
    assert (found.key, len(vendor.asked)) == ("b", 2), "the newest may be on the last page"


def test_an_answer_of_another_shape_is_told_without_its_values(where: Place) -> None:
    body = {"result": [{"id": "r", "name": "canary-4711", "type": "A"}]}
    with scripted(Reply(body=body)) as vendor, pytest.raises(VendorError) as refused:
        cloudflare.records(Client("cloudflare", vendor.url, "token"), where)
    assert "something else than a record (wrong or absent: content, ttl)" in str(refused.value), "the fields are named"
    assert "canary-4711" not in str(refused.value), "no value is"


def _object(key: str, day: str) -> dict[str, Any]:
    return {"key": key, "size": 1, "last_modified": f"{day}T00:00:00Z"}
