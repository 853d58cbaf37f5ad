"""Where Cloudflare's plugin surprises: what it ignores, refuses late, and leaves behind."""

import json

import grpc
import pytest

from localcloud.cloudflare.entities import Bucket, BucketRules, Token
from localcloud.core.inspection import drift, dump
from localcloud.plugin.properties import Properties, Value
from tests.localcloud.harness import Made, Plugin
from tests.localcloud.test_lifecycle_cloudflare import ACCOUNT, BUCKET, BUCKET_INPUTS, POLICY, RESOURCES, ROWS, ZONE

RECORD = "cloudflare:index/dnsRecord:DnsRecord"
RECORD_INPUTS: Properties = {
    "zoneId": ZONE,
    "name": "www",
    "type": "CNAME",
    "content": "cname.vercel-dns.com",
    "ttl": 1,
}
OF_BUCKET: Properties = {"accountId": ACCOUNT, "bucketName": "luma-images"}


def row(name: str) -> tuple[str, Properties]:
    """Give the token and inputs of a lifecycle's row, for the bucket `luma-images`."""
    found = next(each for each in ROWS if each.token.endswith(f":{name}"))
    return found.token, {**found.inputs, **(OF_BUCKET if "bucketName" in found.inputs else {})}


@pytest.fixture
def bucket(plugin: Plugin) -> Made:
    return plugin.make(BUCKET, BUCKET_INPUTS)


def test_a_buckets_location_counts_only_when_it_is_made(plugin: Plugin, bucket: Made) -> None:
    moved, _ = plugin.check(BUCKET, {**BUCKET_INPUTS, "location": "weur"}, bucket.inputs)
    assert plugin.diff(bucket, moved) == {}, "the vendor's plugin ignores another location"
    foreseen = plugin.update(bucket, {**moved, "storageClass": "InfrequentAccess"}, preview=True)
    assert foreseen.outputs["location"] == "enam", "and so does its preview"


@pytest.mark.parametrize("name", ["R2Bucket", "R2BucketCors", "R2BucketLifecycle", "R2BucketLock", "R2CustomDomain"])
def test_another_jurisdiction_is_an_update_that_finds_no_bucket(plugin: Plugin, bucket: Made, name: str) -> None:
    token, inputs = row(name)
    made = bucket if name == "R2Bucket" else plugin.make(token, inputs)
    changed, _ = plugin.check(token, {**inputs, "jurisdiction": "eu"}, made.inputs)
    assert plugin.diff(made, changed) == {"jurisdiction": "add"}, "it replaces nothing"
    with pytest.raises(grpc.RpcError, match=r"404 100\d\d: The specified .* does not exist"):
        plugin.update(made, changed)


@pytest.mark.parametrize("name", ["R2BucketLifecycle", "R2BucketLock"])
def test_rules_stay_when_pulumi_deletes_them_and_go_with_the_bucket(plugin: Plugin, bucket: Made, name: str) -> None:
    token, inputs = row(name)
    plugin.delete(plugin.make(token, inputs))
    with plugin.store.transaction() as world:
        assert len(world.all(BucketRules)) == 1, "the vendor's plugin does nothing on delete"
    plugin.delete(bucket)
    with plugin.store.transaction() as world:
        assert world.all(BucketRules) == [], "nothing outlives its bucket"


def test_the_public_host_of_a_bucket_is_neither_read_nor_turned_off(plugin: Plugin, bucket: Made) -> None:
    token, inputs = row("R2ManagedDomain")
    made = plugin.make(token, {**inputs, "enabled": True})
    drift(plugin.store, "cloudflare", "bucket", f"{ACCOUNT}/default/luma-images", {"managed_domain": False})
    assert plugin.read(made) == made, "the vendor's plugin reads nothing, so it sees no drift"
    plugin.update(made, {**made.inputs, "enabled": True})
    plugin.delete(made)
    with plugin.store.transaction() as world:
        assert world.all(Bucket)[0].managed_domain, "and its delete does nothing"


def test_an_expired_token_is_gone_for_pulumi(plugin: Plugin) -> None:
    token, inputs = row("AccountToken")
    made = plugin.make(token, inputs)
    assert plugin.read(made) == made, "it is there while it can be used"
    drift(plugin.store, "cloudflare", "token", f"{ACCOUNT}/{made.id}", {"expires_on": "2020-01-01T00:00:00Z"})
    assert plugin.read(made).id == "", "the next up makes another one"


def test_a_tokens_resources_come_back_as_compact_json(plugin: Plugin) -> None:
    token, inputs = row("AccountToken")
    policies: Value = [{**POLICY, "resources": json.dumps(json.loads(RESOURCES), indent=1)}]
    plugin.make(token, {**inputs, "policies": policies})
    with plugin.store.transaction() as world:
        (policy,) = world.all(Token)[0].policies
    assert isinstance(policy, dict), "a policy is an object"
    assert policy["resources"] == RESOURCES, "whatever its spelling was"


def test_a_relative_name_is_kept_while_it_is_the_same_and_drifts_when_it_is_not(plugin: Plugin) -> None:
    made = plugin.make(RECORD, RECORD_INPUTS)
    assert made.outputs["name"] == "www", "as the program spells it"
    (record,) = [each for each in dump(plugin.store)["cloudflare"] if each["type"] == "dns-record"]
    drift(plugin.store, "cloudflare", "dns-record", str(record["name"]), {"name": "www.app.luma.example"})
    assert plugin.read(made).inputs["name"] == "www.app.luma.example", "another name is drift, however it begins"


def test_a_proxied_record_with_a_ttl_of_its_own_is_refused_at_create(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError, match="ttl must be set to 1 when `proxied` is true"):
        plugin.make(RECORD, {**RECORD_INPUTS, "proxied": True, "ttl": 300})


def test_a_cname_has_settings_and_other_records_have_none(plugin: Plugin) -> None:
    made = plugin.make(RECORD, {**RECORD_INPUTS, "settings": {"flattenCname": True}})
    expected = {"flattenCname": True, "ipv4Only": False, "ipv6Only": False}
    assert made.outputs["settings"] == expected, "what is left out is off"
    assert plugin.diff(made, plugin.check(RECORD, {**RECORD_INPUTS, "settings": {"flattenCname": True}})[0]) == {}, (
        "and that is no change"
    )
    other = plugin.make(RECORD, {**RECORD_INPUTS, "name": "@", "type": "TXT", "content": "x"})
    assert "settings" not in other.outputs, "only a CNAME can be flattened"
