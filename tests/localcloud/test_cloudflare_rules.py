"""What Cloudflare refuses: each test makes one mistake in an otherwise good world."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from localcloud.cloudflare.entities import Bucket, CustomDomain, DnsRecord, Token
from localcloud.cloudflare.r2_service import Place
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.entities import Json
from localcloud.core.errors import CloudError, Conflict, Forbidden, Invalid, NotFound
from localcloud.core.fingerprint import Fingerprint
from localcloud.core.store import open_store

ACCOUNT, ZONE = "a" * 32, "b" * 32
IMAGES = Place(ACCOUNT, "default", "luma-images")
HOST = CustomDomain(id="", bucket="", zone="", domain="images.luma.example", enabled=True, min_tls="1.2")
RECORD = DnsRecord(
    id="", zone=ZONE, name="luma.example", type="A", content="76.76.21.21", ttl=1, proxied=False, created_on=""
)
POLICY: dict[str, Json] = {
    "effect": "allow",
    "permissionGroups": [{"id": "2efd5506f9c8494dacb1fa10a3e7d5b6"}],
    "resources": f'{{"com.cloudflare.edge.r2.bucket.{ACCOUNT}_default_luma-images": "*"}}',
}
TOKEN = Token(
    id="", account=ACCOUNT, name="t", value=Fingerprint(""), status="active", policies=(POLICY,), issued_on=""
)


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[CloudflareService]:
    """Give a cloud with an account, a zone and one bucket."""
    store = open_store(tmp_path / "world.db")
    with store.transaction() as transaction:
        service = CloudflareService(transaction)
        service.seed_account(ACCOUNT, "free")
        service.seed_zone(ACCOUNT, ZONE, "luma.example")
        service.r2.create_bucket(IMAGES, "enam", "Standard")
        yield service
    store.close()


def code(error: pytest.ExceptionInfo[CloudError]) -> str:
    return error.value.code


def test_a_second_bucket_of_the_same_name_is_a_conflict(cloud: CloudflareService) -> None:
    with pytest.raises(Conflict) as error:
        cloud.r2.create_bucket(IMAGES, "enam", "Standard")
    assert code(error) == "10004", "creating is not idempotent, as in R2"


def test_a_bucket_of_the_same_name_in_another_jurisdiction_is_another_bucket(cloud: CloudflareService) -> None:
    made = cloud.r2.create_bucket(replace(IMAGES, jurisdiction="eu"), None, "Standard")
    assert made != cloud.r2.bucket(IMAGES), "jurisdictions do not share names"


def test_rules_for_a_bucket_in_the_wrong_jurisdiction_are_not_found(cloud: CloudflareService) -> None:
    with pytest.raises(NotFound) as error:
        cloud.r2.put_rules(replace(IMAGES, jurisdiction="eu"), "cors", ())
    assert code(error) == "10006", "the bucket exists only where it was made"


def test_a_bucket_that_holds_objects_cannot_be_deleted(cloud: CloudflareService) -> None:
    cloud.world.put(replace(cloud.r2.existing(IMAGES), objects=1))
    with pytest.raises(Conflict) as error:
        cloud.r2.delete_bucket(IMAGES)
    assert code(error) == "10008", "R2 never deletes data along with a bucket"


def test_deleting_a_bucket_takes_its_rules_hosts_and_their_records_along(cloud: CloudflareService) -> None:
    cloud.r2.put_rules(IMAGES, "cors", ())
    cloud.r2.attach_domain(IMAGES, ZONE, HOST)
    cloud.r2.delete_bucket(IMAGES)
    left = [*cloud.world.all(Bucket), *cloud.world.all(CustomDomain), *cloud.world.all(DnsRecord)]
    assert left == [], "nothing that belonged to the bucket stays behind"


def test_two_rules_of_one_id_are_refused(cloud: CloudflareService) -> None:
    with pytest.raises(Invalid):
        cloud.r2.put_rules(IMAGES, "lifecycle", ({"id": "a"}, {"id": "a"}))


def test_a_host_outside_the_zone_is_refused(cloud: CloudflareService) -> None:
    with pytest.raises(Invalid):
        cloud.r2.attach_domain(IMAGES, ZONE, replace(HOST, domain="images.other.example"))


def test_a_host_serves_one_bucket_only(cloud: CloudflareService) -> None:
    cloud.r2.attach_domain(IMAGES, ZONE, HOST)
    other = Place(ACCOUNT, "default", "luma-backups")
    cloud.r2.create_bucket(other, None, "Standard")
    with pytest.raises(Conflict):
        cloud.r2.attach_domain(other, ZONE, HOST)


def test_the_record_of_an_r2_host_is_read_only(cloud: CloudflareService) -> None:
    cloud.r2.attach_domain(IMAGES, ZONE, HOST)
    (record,) = cloud.world.all(DnsRecord)
    with pytest.raises(Forbidden):
        cloud.dns.delete(ZONE, record.id)


def test_a_cname_beside_an_address_is_refused(cloud: CloudflareService) -> None:
    cloud.dns.create(RECORD)
    with pytest.raises(Invalid) as error:
        cloud.dns.create(replace(RECORD, type="CNAME", content="cname.vercel-dns.com"))
    assert code(error) == "81053", "a CNAME stands alone"


def test_an_identical_record_is_refused(cloud: CloudflareService) -> None:
    cloud.dns.create(RECORD)
    with pytest.raises(Invalid) as error:
        cloud.dns.create(RECORD)
    assert code(error) == "81058", "creating is not idempotent"


def test_a_relative_name_and_the_full_one_are_the_same_record(cloud: CloudflareService) -> None:
    cloud.dns.create(replace(RECORD, name="www", type="TXT", content="x"))
    with pytest.raises(Invalid) as error:
        cloud.dns.create(replace(RECORD, name="www.luma.example", type="TXT", content="x"))
    assert code(error) == "81058", "names are stored with their zone"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"type": "TXT", "proxied": True}, "9004"),
        ({"type": "MX"}, "1004"),
        ({"ttl": 5}, "9021"),
        ({"content": ""}, "9000"),
    ],
)
def test_a_record_that_cannot_be_is_refused(cloud: CloudflareService, change: dict[str, object], expected: str) -> None:
    with pytest.raises(Invalid) as error:
        cloud.dns.create(replace(RECORD, **change))  # type: ignore[arg-type]  # one field a case
    assert code(error) == expected, "with Cloudflare's own code"


def test_a_record_of_an_unknown_zone_is_refused(cloud: CloudflareService) -> None:
    with pytest.raises(NotFound):
        cloud.dns.create(replace(RECORD, zone="c" * 32))


@pytest.mark.parametrize(
    "change",
    [
        {"permissionGroups": [{"id": "0" * 32}]},
        {"resources": "everything"},
        {"resources": "{}"},
        {"resources": f'{{"com.cloudflare.edge.r2.bucket.{"c" * 32}_default_luma-images": "*"}}'},
    ],
    ids=["unknown group", "no JSON", "no resource", "another account"],
)
def test_a_token_with_an_unsound_policy_is_refused(cloud: CloudflareService, change: dict[str, Json]) -> None:
    with pytest.raises(Invalid):
        cloud.tokens.create(replace(TOKEN, policies=({**POLICY, **change},)))


def test_a_token_that_has_already_ended_is_refused(cloud: CloudflareService) -> None:
    with pytest.raises(Invalid):
        cloud.tokens.create(replace(TOKEN, expires_on="2020-01-01T00:00:00Z"))


def test_a_tokens_value_is_stored_as_a_fingerprint_only(cloud: CloudflareService) -> None:
    issued = cloud.tokens.create(TOKEN)
    assert issued.value not in repr(issued.token), "the value is shown once and never again"
    assert cloud.world.fingerprints.matches(issued.token.value, issued.value), "but it can be recognized"


def test_an_expired_token_reads_as_gone_and_can_still_be_revoked(cloud: CloudflareService) -> None:
    issued = cloud.tokens.create(replace(TOKEN, expires_on="2099-01-01T00:00:00Z"))
    stored = cloud.world.put(replace(issued.token, expires_on="2020-01-01T00:00:00Z"))
    found = cloud.tokens.token(ACCOUNT, stored.id)
    assert found is not None, "Cloudflare still lists it"
    assert found.status == "expired", "but nobody can use it, so the plugin takes it for gone"
    cloud.tokens.delete(ACCOUNT, stored.id)
    assert cloud.world.all(Token) == [], "revoking cleans up"


@pytest.mark.parametrize("name", ["ab", "Luma", "luma_images", "-luma", "luma-", "a" * 64])
def test_a_bucket_name_that_r2_does_not_take_is_refused(cloud: CloudflareService, name: str) -> None:
    with pytest.raises(Invalid) as error:
        cloud.r2.create_bucket(replace(IMAGES, bucket=name), None, "Standard")
    assert code(error) == "10005", "with R2's own code"
