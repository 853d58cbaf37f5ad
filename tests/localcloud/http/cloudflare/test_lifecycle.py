"""Each Cloudflare type's life by HTTP, seen by the plugin front end; and the reverse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from codegen.types import tokens
from localcloud.http.cloudflare import CLOUDFLARE
from localcloud.plugin.properties import Properties, Value
from tests.localcloud.harness import Made, Plugin
from tests.localcloud.http.speaker import Speaker, seen, speaking
from tests.localcloud.test_lifecycle_cloudflare import (
    ACCOUNT,
    BUCKET,
    BUCKET_INPUTS,
    POLICY,
    RESOURCES,
    WRITE_GROUP,
    ZONE,
)

BUCKETS = f"/client/v4/accounts/{ACCOUNT}/r2/buckets"
IMAGES = f"{BUCKETS}/luma-images"
TOKENS = f"/client/v4/accounts/{ACCOUNT}/tokens"
RECORDS = f"/client/v4/zones/{ZONE}/dns_records"
OF_BUCKET: Properties = {"accountId": ACCOUNT, "bucketName": "luma-images"}
APP: Properties = {
    "id": "app",
    "allowed": {"methods": ["GET"], "origins": ["https://luma.example"]},
    "maxAgeSeconds": 60,
}
PARTS: Properties = {"id": "parts", "enabled": True, "conditions": {"prefix": ""}}
KEEP: Properties = {"id": "keep", "enabled": True, "prefix": "x/", "condition": {"type": "Age", "maxAgeSeconds": 86400}}
API_POLICY = {
    "effect": "allow",
    "permission_groups": [{"id": WRITE_GROUP}],
    "resources": {f"com.cloudflare.edge.r2.bucket.{ACCOUNT}_default_luma-images": "*"},
}
RECORD: Properties = {"name": "app", "type": "CNAME", "content": "cname.vercel-dns.com", "ttl": 1, "proxied": False}


@dataclass(frozen=True)
class Row:
    """One type: how a program asks for it, and how the API does.

    `create` and `update` are (method, path, body, headers); `one` is the path of the thing, `{id}` its id; `seen` are
    the plugin's outputs after the API's create, `changed` after its update; `shown` is part of the API's answer after
    the plugin's create. `gone` tells what reading it answers after its delete.
    """

    token: str
    inputs: Properties
    create: tuple[str, str, Any]
    one: str
    update: tuple[str, Any, Mapping[str, str]]
    seen: Mapping[str, Value]
    changed: Mapping[str, Value]
    shown: Mapping[str, Any]
    id: str = "{id}"
    gone: int = 404


ROWS = [
    Row(
        BUCKET,
        BUCKET_INPUTS,
        ("POST", BUCKETS, {"name": "luma-images", "locationHint": "enam", "storageClass": "Standard"}),
        f"{BUCKETS}/{{id}}",
        ("PATCH", None, {"cf-r2-storage-class": "InfrequentAccess"}),
        {"name": "luma-images", "location": "enam", "storageClass": "Standard", "jurisdiction": "default"},
        {"storageClass": "InfrequentAccess"},
        {"name": "luma-images", "location": "ENAM", "storage_class": "Standard", "jurisdiction": "default"},
        id="luma-images",
    ),
    Row(
        "cloudflare:index/r2BucketCors:R2BucketCors",
        {**OF_BUCKET, "rules": [APP]},
        ("PUT", f"{IMAGES}/cors", {"rules": [APP]}),
        f"{IMAGES}/cors",
        ("PUT", {"rules": [{**APP, "maxAgeSeconds": 90}]}, {}),
        {"rules": [APP]},
        {"rules": [{**APP, "maxAgeSeconds": 90}]},
        {"rules": [APP]},
        id="luma-images",
    ),
    Row(
        "cloudflare:index/r2BucketLifecycle:R2BucketLifecycle",
        {**OF_BUCKET, "rules": [PARTS]},
        ("PUT", f"{IMAGES}/lifecycle", {"rules": [PARTS]}),
        f"{IMAGES}/lifecycle",
        ("PUT", {"rules": [{**PARTS, "enabled": False}]}, {}),
        {"rules": [PARTS]},
        {"rules": [{**PARTS, "enabled": False}]},
        {"rules": [PARTS]},
        id="luma-images",
        gone=0,
    ),
    Row(
        "cloudflare:index/r2BucketLock:R2BucketLock",
        {**OF_BUCKET, "rules": [KEEP]},
        ("PUT", f"{IMAGES}/lock", {"rules": [KEEP]}),
        f"{IMAGES}/lock",
        ("PUT", {"rules": [{**KEEP, "enabled": False}]}, {}),
        {"rules": [KEEP]},
        {"rules": [{**KEEP, "enabled": False}]},
        {"rules": [KEEP]},
        id="luma-images",
        gone=0,
    ),
    Row(
        "cloudflare:index/r2CustomDomain:R2CustomDomain",
        {**OF_BUCKET, "domain": "images.luma.example", "zoneId": ZONE, "enabled": True, "minTls": "1.2"},
        (
            "POST",
            f"{IMAGES}/domains/custom",
            {"domain": "images.luma.example", "zoneId": ZONE, "enabled": True, "minTLS": "1.2"},
        ),
        f"{IMAGES}/domains/custom/{{id}}",
        ("PUT", {"enabled": False, "minTLS": "1.3"}, {}),
        {"domain": "images.luma.example", "enabled": True, "minTls": "1.2", "zoneName": "luma.example"},
        {"enabled": False, "minTls": "1.3"},
        {"domain": "images.luma.example", "minTLS": "1.2", "zoneId": ZONE, "zoneName": "luma.example"},
        id="images.luma.example",
    ),
    Row(
        "cloudflare:index/accountToken:AccountToken",
        {"accountId": ACCOUNT, "name": "images", "policies": [POLICY], "expiresOn": "2099-01-01T00:00:00Z"},
        ("POST", TOKENS, {"name": "images", "policies": [API_POLICY], "expires_on": "2099-01-01T00:00:00Z"}),
        f"{TOKENS}/{{id}}",
        (
            "PUT",
            {
                "name": "renamed",
                "policies": [API_POLICY],
                "condition": {"request_ip": {"in": ["192.0.2.0/24"]}},
                "status": "disabled",
            },
            {},
        ),
        {"name": "images", "policies": [POLICY], "expiresOn": "2099-01-01T00:00:00Z", "status": "active"},
        {
            "name": "renamed",
            "policies": [POLICY],
            "condition": {"requestIp": {"ins": ["192.0.2.0/24"]}},
            "status": "disabled",
        },
        {"name": "images", "status": "active", "expires_on": "2099-01-01T00:00:00Z"},
    ),
    Row(
        "cloudflare:index/dnsRecord:DnsRecord",
        {**RECORD, "name": "app.luma.example", "zoneId": ZONE},
        ("POST", RECORDS, RECORD),
        f"{RECORDS}/{{id}}",
        ("PUT", {**RECORD, "ttl": 300, "comment": "by hand"}, {}),
        {"name": "app.luma.example", "type": "CNAME", "content": "cname.vercel-dns.com", "ttl": 1},
        {"ttl": 300, "comment": "by hand"},
        {"name": "app.luma.example", "ttl": 1, "proxied": False, "settings": {"flatten_cname": False}},
    ),
]
NAMES = [row.token.rsplit(":", 1)[-1] for row in ROWS]


@pytest.fixture
def api(plugin: Plugin) -> Iterator[Speaker]:
    """Serve Cloudflare's API on the plugin's world."""
    with speaking(CLOUDFLARE, plugin.store) as found:
        yield found


@pytest.fixture(autouse=True)
def bucket(plugin: Plugin, request: pytest.FixtureRequest) -> None:
    """Make the bucket that most types belong to."""
    row = getattr(request.node, "callspec", None)
    if row is None or row.params.get("row", ROWS[1]).token != BUCKET:
        plugin.make(BUCKET, BUCKET_INPUTS)


def test_every_type_that_the_project_uses_is_served() -> None:
    used = {token for cloud, token in tokens() if cloud == "cloudflare"}
    assert {*(row.token for row in ROWS), "cloudflare:index/r2ManagedDomain:R2ManagedDomain"} == used, (
        "each has its life here, and no other has"
    )


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_the_api_does_is_seen_by_the_plugin(plugin: Plugin, api: Speaker, row: Row) -> None:
    method, path, body = row.create
    result = api.good(method, path, body)["result"]
    own = str(result.get("id", row.id))
    checked, failures = plugin.check(row.token, row.inputs)
    assert failures == {}, "the row's inputs are good"
    made = Made(row.token, own, checked, checked)
    assert seen(plugin, made, row.seen) == dict(row.seen), "a create by HTTP is what a refresh finds"
    method, body, headers = row.update
    api.good(method, row.one.replace("{id}", own), body, headers)
    assert seen(plugin, made, row.changed) == dict(row.changed), "an update by HTTP is drift to a refresh"


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_the_plugin_does_is_seen_by_the_api(plugin: Plugin, api: Speaker, row: Row) -> None:
    made = plugin.make(row.token, row.inputs)
    path = row.one.replace("{id}", made.id)
    shown = api.good("GET", path)["result"]
    found = {name: _part(shown[name], value) for name, value in row.shown.items()}
    assert found == dict(row.shown), "a create by the plugin is what the API shows"
    plugin.delete(made)
    assert api.ask("GET", path).status_code == (row.gone or 200), "and so is its delete, where the plugin deletes"


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.gone], ids=[n for n, r in zip(NAMES, ROWS, strict=True) if r.gone]
)
def test_what_the_api_deletes_is_gone_for_the_plugin(plugin: Plugin, api: Speaker, row: Row) -> None:
    made = plugin.make(row.token, row.inputs)
    path = row.one.replace("{id}", made.id)
    assert api.good("DELETE", path)["success"] is True, "a delete succeeds"
    assert plugin.read(made).id == "", "a refresh finds nothing"
    again = 200 if row.token.endswith("R2BucketCors") else 404
    assert api.ask("DELETE", path).status_code == again, "a second delete is answered as the vendor does"


def test_the_switch_of_r2_dev_is_one_and_the_same(plugin: Plugin, api: Speaker) -> None:
    path = f"{IMAGES}/domains/managed"
    assert api.good("PUT", path, {"enabled": True})["result"]["enabled"] is True, "HTTP turns it on"
    made = plugin.make("cloudflare:index/r2ManagedDomain:R2ManagedDomain", {**OF_BUCKET, "enabled": False})
    shown = api.good("GET", path)["result"]
    assert shown == {"bucketId": made.outputs["bucketId"], "domain": made.outputs["domain"], "enabled": False}, (
        "the plugin turns it off, and both name the same host"
    )


def test_a_tokens_value_is_told_once(plugin: Plugin, api: Speaker) -> None:
    created = api.good("POST", TOKENS, {"name": "images", "policies": [API_POLICY]})["result"]
    assert len(created["value"]) == 40, "the create tells it"
    read = api.good("GET", f"{TOKENS}/{created['id']}")["result"]
    assert "value" not in read, "nothing tells it again"
    assert read["policies"][0]["resources"] == API_POLICY["resources"], "resources are an object, and not text"
    raw = api.ask("GET", f"{TOKENS}/{created['id']}").content
    assert RESOURCES.encode() in raw, "without a space: the vendor's plugin compares them as the text that came"


def _part(shown: Any, wanted: Any) -> Any:
    """Give the parts of an object that are asked for; anything else whole."""
    return {name: shown[name] for name in wanted} if isinstance(wanted, dict) else shown
