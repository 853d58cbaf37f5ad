"""Buckets and records: private by default, reachable only as declared, and each key for one bucket."""

import pytest

from components.dns import quoted
from tests.components import stacks
from tests.components.recorder import Recorder

ACCOUNT = "4f9a1c7e2b6d8035a1e4c9f7b3d26058"
CHILDREN = ("R2BucketCors", "R2BucketLifecycle", "R2BucketLock", "R2CustomDomain", "R2ManagedDomain")


class TestTokens:
    """Each key reaches the objects of one bucket, and ends."""

    def test_each_bucket_has_a_token_for_its_own_objects_only(self, prod: Recorder) -> None:
        found = {one.name: one.inputs["policies"] for one in prod.of("AccountToken")}
        groups = [{"id": "2efd5506f9c8494dacb1fa10a3e7d5b6"}, {"id": "6a018a9f2fc74eb6b293b0c548f38b39"}]
        assert found == {
            f"r2-{role}-token": [
                {
                    "effect": "allow",
                    "permissionGroups": groups,
                    "resources": f'{{"com.cloudflare.edge.r2.bucket.{ACCOUNT}_default_luma-{role}":"*"}}',
                }
            ]
            for role in ("images", "backups")
        }, "read and write objects of one bucket; sorted, so that their order is no drift"

    def test_the_tokens_end_on_the_date_in_the_stack_file(self, each_stack: Recorder) -> None:
        ends = {one.inputs["expiresOn"] for one in each_stack.of("AccountToken")}
        assert ends == {"2027-11-01T00:00:00Z"}, "a date that is worked out anew changes with every preview"

    def test_another_jurisdiction_is_in_the_tokens_resource(self) -> None:
        found = stacks.build("prod", {"r2.jurisdiction": "eu"}).by_name["r2-images-token"].inputs["policies"]
        assert f"{ACCOUNT}_eu_luma-images" in found[0]["resources"], "otherwise the token reaches nothing"


class TestBuckets:
    """What is stored can be reached as declared, and is not lost by mistake."""

    def test_every_child_has_its_buckets_jurisdiction(self) -> None:
        built = stacks.build("prod", {"r2.jurisdiction": "eu"})
        found = {one.inputs["jurisdiction"] for kind in ("R2Bucket", *CHILDREN) for one in built.of(kind)}
        assert found == {"eu"}, "a child of another jurisdiction finds no bucket"

    def test_no_bucket_has_a_public_address_of_cloudflares(self, each_stack: Recorder) -> None:
        off = {one.inputs["bucketName"] for one in each_stack.of("R2ManagedDomain") if one.inputs["enabled"] is False}
        assert off == {one.inputs["name"] for one in each_stack.of("R2Bucket")}, "r2.dev is off for each"

    def test_only_the_image_bucket_has_a_public_host_and_it_refuses_old_tls(self, prod: Recorder) -> None:
        (domain,) = prod.of("R2CustomDomain")
        assert (domain.inputs["bucketName"], domain.inputs["domain"]) == ("luma-images", "images.luma.example")
        assert domain.inputs["minTls"] == "1.2", "left out, it is 1.0"

    def test_only_the_apps_own_origin_may_upload(self, prod: Recorder) -> None:
        (cors,) = prod.of("R2BucketCors")
        assert cors.inputs["rules"] == [
            {
                "id": "app",
                "allowed": {
                    "origins": ["https://luma.example"],
                    "methods": ["GET", "PUT"],
                    "headers": ["content-type"],
                },
                "exposeHeaders": ["ETag"],
                "maxAgeSeconds": 3600,
            }
        ], "no wildcard, no deletion"

    def test_unfinished_uploads_end_in_every_bucket(self, each_stack: Recorder) -> None:
        for one in each_stack.of("R2BucketLifecycle"):
            ages = [rule["abortMultipartUploadsTransition"]["condition"]["maxAge"] for rule in one.inputs["rules"][:1]]
            assert ages == [7 * 86400], f"{one.name}: seven days in seconds"

    def test_only_dumps_expire(self, prod: Recorder) -> None:
        expiring = {
            (one.name, rule["conditions"]["prefix"], rule["deleteObjectsTransition"]["condition"]["maxAge"])
            for one in prod.of("R2BucketLifecycle")
            for rule in one.inputs["rules"]
            if "deleteObjectsTransition" in rule
        }
        assert expiring == {("r2-backups-lifecycle", "postgresql/", 90 * 86400)}, "an empty prefix would delete all"

    def test_dumps_are_locked_under_the_prefix_that_the_workflow_writes(self, prod: Recorder) -> None:
        (lock,) = prod.of("R2BucketLock")
        (rule,) = lock.inputs["rules"]
        assert rule["condition"] == {"type": "Age", "maxAgeSeconds": 30 * 86400}, "thirty days"
        script = (stacks.ROOT / "payload/files/.github/scripts/store-backup.sh").read_text(encoding="utf-8")
        assert f'key="{rule["prefix"]}' in script, "a dump stored elsewhere would be neither locked nor removed"

    def test_a_stack_without_backups_has_one_bucket(self, staging: Recorder) -> None:
        assert [one.inputs["name"] for one in staging.of("R2Bucket")] == ["luma-images-staging"], "images only"


class TestRecords:
    """Browsers find the app at Vercel, and only Resend sends mail in its name."""

    def records(self, recorder: Recorder) -> set[tuple[str, str, str]]:
        found = recorder.of("DnsRecord")
        return {(one.inputs["type"], one.inputs["name"], one.inputs["content"]) for one in found}

    def test_production_has_exactly_these_records(self, prod: Recorder) -> None:
        dkim = stacks.raw("prod")["dns"]["resend"]["dkim"]
        assert self.records(prod) == {
            ("A", "luma.example", "76.76.21.21"),
            ("CNAME", "www.luma.example", "cname.vercel-dns.com"),
            ("MX", "send.luma.example", "feedback-smtp.us-east-1.amazonses.com"),
            ("TXT", "send.luma.example", '"v=spf1 include:amazonses.com ~all"'),
            ("TXT", "resend._domainkey.luma.example", f'"{dkim}"'),
            ("TXT", "_dmarc.luma.example", '"v=DMARC1; p=quarantine; adkim=s; aspf=s"'),
        }, "one more could lead visitors or mail astray"

    def test_a_host_below_the_zone_is_an_alias(self, staging: Recorder) -> None:
        assert self.records(staging) == {("CNAME", "staging.luma.example", "cname.vercel-dns.com")}, "and sends no mail"

    def test_no_record_is_proxied(self, each_stack: Recorder) -> None:
        assert {one.inputs["proxied"] for one in each_stack.of("DnsRecord")} == {False}, "Vercel issues the certificate"

    def test_only_the_mail_exchanger_has_a_priority(self, prod: Recorder) -> None:
        found = {one.name: one.inputs["priority"] for one in prod.of("DnsRecord") if "priority" in one.inputs}
        assert found == {"dns-return-path": 10}, "other types refuse one"

    @pytest.mark.parametrize(("length", "parts"), [(1, 1), (255, 1), (256, 2), (600, 3)])
    def test_a_long_text_is_split_as_cloudflare_would(self, length: int, parts: int) -> None:
        text = quoted("x" * length)
        assert text.count('"') == 2 * parts, "each part is quoted"
        assert len(text.replace('"', "").replace(" ", "")) == length, "nothing is lost"


class TestSentry:
    """One bug cannot use up the quota, and a quiet issue is closed."""

    def test_the_key_is_rate_limited(self, each_stack: Recorder) -> None:
        (key,) = each_stack.of("SentryKey")
        assert (key.inputs["rateLimitCount"], key.inputs["rateLimitWindow"]) == (1000, 3600), "1,000 an hour"

    def test_the_project_has_a_team_a_platform_and_an_age(self, prod: Recorder) -> None:
        assert prod.by_name["sentry-project"].inputs == {
            "organization": "luma",
            "teams": ["luma"],
            "name": "luma-web",
            "slug": "luma-web",
            "platform": "javascript-nextjs",
            "resolveAge": 336,
        }, "owned, and of the right kind"
