"""Cloudflare's resource types, through their whole life."""

import pytest

from localcloud.plugin.properties import Properties
from tests.localcloud.harness import Lifecycle, Plugin, Refusal, Update, run_lifecycle

ACCOUNT, ZONE = "a" * 32, "b" * 32
BUCKET = "cloudflare:index/r2Bucket:R2Bucket"
BUCKET_INPUTS: Properties = {"accountId": ACCOUNT, "name": "luma-images", "location": "enam"}
OF_BUCKET: Properties = {"accountId": ACCOUNT, "bucketName": "{0.id}"}
NEEDS_BUCKET = ((BUCKET, BUCKET_INPUTS),)
WRITE_GROUP = "2efd5506f9c8494dacb1fa10a3e7d5b6"
RESOURCES = f'{{"com.cloudflare.edge.r2.bucket.{ACCOUNT}_default_luma-images":"*"}}'
POLICY: Properties = {"effect": "allow", "permissionGroups": [{"id": WRITE_GROUP}], "resources": RESOURCES}

RULE: Properties = {"id": "parts", "enabled": True, "conditions": {"prefix": ""}}
TOKEN_DATES = frozenset({"issuedOn", "lastUsedOn", "modifiedOn"})

ROWS = [
    Lifecycle(
        token=BUCKET,
        inputs=BUCKET_INPUTS,
        outputs={"name": "luma-images", "jurisdiction": "default", "storageClass": "Standard"},
        computed=frozenset({"creationDate"}),
        updates=(Update({"storageClass": "InfrequentAccess"}, {"storageClass": "add"}),),
        replaces=(
            Update({"name": "other"}, {"name": "update_replace"}),
            Update({"location": "weur"}, {}),
            Update({"jurisdiction": "eu"}, {"jurisdiction": "add"}),
        ),
        refusals=(
            Refusal({"location": "mars"}, "location", "must be one of apac"),
            Refusal({"jurisdiction": "us"}, "jurisdiction", "must be one of default"),
            Refusal({"storageClass": "Cold"}, "storageClass", "must be one of Standard"),
            Refusal({"accountId": None}, "accountId", "missing"),
        ),
        import_id=f"{ACCOUNT}/{{id}}/default",
    ),
    Lifecycle(
        token="cloudflare:index/r2BucketCors:R2BucketCors",
        needs=NEEDS_BUCKET,
        inputs={
            **OF_BUCKET,
            "rules": [{"allowed": {"methods": ["GET", "PUT"], "origins": ["https://luma.example"]}, "id": "app"}],
        },
        updates=(
            Update(
                {"rules": [{"allowed": {"methods": ["GET"], "origins": ["https://luma.example"]}, "id": "app"}]},
                {"rules[0].allowed.methods[1]": "delete"},
            ),
        ),
        replaces=(Update({"bucketName": "other"}, {"bucketName": "update_replace"}),),
        refusals=(
            Refusal(
                {"rules": [{"allowed": {"methods": ["FETCH"], "origins": ["https://luma.example"]}}]},
                "rules[0].allowed.methods[0]",
                "GET, PUT",
            ),
        ),
        import_id="",
    ),
    Lifecycle(
        token="cloudflare:index/r2BucketLifecycle:R2BucketLifecycle",
        needs=NEEDS_BUCKET,
        inputs={**OF_BUCKET, "rules": [{"id": "parts", "enabled": True, "conditions": {"prefix": ""}}]},
        updates=(
            Update(
                {"rules": [{"id": "parts", "enabled": False, "conditions": {"prefix": ""}}]},
                {"rules[0].enabled": "update"},
            ),
        ),
        refusals=(
            Refusal({"rules": [{"id": "parts", "enabled": True}]}, "rules[0].conditions", "missing"),
            Refusal(
                {"rules": [{**RULE, "abortMultipartUploadsTransition": {"condition": {"type": "Date", "maxAge": 1}}}]},
                "rules[0].abortMultipartUploadsTransition.condition.type",
                "must be one of Age",
            ),
            Refusal(
                {
                    "rules": [
                        {**RULE, "storageClassTransitions": [{"condition": {"type": "Age"}, "storageClass": "Cold"}]}
                    ]
                },
                "rules[0].storageClassTransitions[0].storageClass",
                "must be one of InfrequentAccess",
            ),
        ),
        import_id="",
        state_only=True,
    ),
    Lifecycle(
        token="cloudflare:index/r2BucketLock:R2BucketLock",
        needs=NEEDS_BUCKET,
        inputs={
            **OF_BUCKET,
            "rules": [{"id": "keep", "enabled": True, "condition": {"type": "Age", "maxAgeSeconds": 86400}}],
        },
        updates=(
            Update(
                {"rules": [{"id": "keep", "enabled": True, "condition": {"type": "Age", "maxAgeSeconds": 172800}}]},
                {"rules[0].condition.maxAgeSeconds": "update"},
            ),
        ),
        refusals=(
            Refusal(
                {"rules": [{"id": "keep", "enabled": True, "condition": {"type": "Forever"}}]},
                "rules[0].condition.type",
                "must be one of Age, Date, Indefinite",
            ),
        ),
        import_id="",
        state_only=True,
    ),
    Lifecycle(
        token="cloudflare:index/r2ManagedDomain:R2ManagedDomain",
        needs=NEEDS_BUCKET,
        inputs={**OF_BUCKET, "enabled": False},
        outputs={"enabled": False},
        computed=frozenset({"bucketId", "domain"}),
        updates=(Update({"enabled": True}, {"enabled": "update"}, volatile=frozenset({"bucketId", "domain"})),),
        import_id="",
        state_only=True,
    ),
    Lifecycle(
        token="cloudflare:index/r2CustomDomain:R2CustomDomain",
        needs=NEEDS_BUCKET,
        inputs={**OF_BUCKET, "domain": "images.luma.example", "zoneId": ZONE, "enabled": True, "minTls": "1.2"},
        outputs={"zoneName": "luma.example", "minTls": "1.2"},
        computed=frozenset({"status", "zoneName"}),
        updates=(Update({"minTls": "1.3"}, {"minTls": "update"}, volatile=frozenset({"status", "zoneName"})),),
        replaces=(Update({"domain": "cdn.luma.example"}, {"domain": "update_replace"}),),
        refusals=(Refusal({"minTls": "2.0"}, "minTls", "must be one of 1.0"),),
        import_id="",
    ),
    Lifecycle(
        token="cloudflare:index/accountToken:AccountToken",
        inputs={
            "accountId": ACCOUNT,
            "name": "luma-images",
            "expiresOn": "2099-01-01T00:00:00Z",
            "policies": [POLICY],
        },
        outputs={"status": "active"},
        computed=frozenset({"issuedOn", "value"}),
        secrets=frozenset({"value"}),
        updates=(
            Update({"name": "luma"}, {"name": "update"}, volatile=TOKEN_DATES | {"status"}),
            Update({"status": "disabled"}, {"status": "add"}, volatile=TOKEN_DATES),
        ),
        replaces=(Update({"accountId": "c" * 32}, {"accountId": "update_replace"}),),
        refusals=(
            Refusal({"status": "gone"}, "status", "must be one of active"),
            Refusal(
                {"policies": [{"effect": "forbid", "permissionGroups": [], "resources": RESOURCES}]},
                "policies[0].effect",
                "must be one of allow, deny",
            ),
        ),
        import_id=f"{ACCOUNT}/{{id}}",
    ),
    Lifecycle(
        token="cloudflare:index/dnsRecord:DnsRecord",
        inputs={"zoneId": ZONE, "name": "luma.example", "type": "A", "content": "76.76.21.21", "ttl": 1},
        outputs={"proxied": False, "proxiable": True},
        computed=frozenset({"createdOn", "proxiable"}),
        updates=(
            Update(
                {"content": "76.76.21.22", "comment": "app"},
                {"content": "update", "comment": "add"},
                volatile=frozenset({"commentModifiedOn", "modifiedOn", "tagsModifiedOn"}),
            ),
        ),
        replaces=(Update({"type": "AAAA"}, {"type": "update_replace"}),),
        refusals=(
            Refusal({"type": "SRV"}, "type", "the local cloud serves"),
            Refusal({"content": None}, "content", "missing"),
        ),
        import_id=f"{ZONE}/{{id}}",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.token for row in ROWS])
def test_a_type_lives_its_whole_life_as_the_vendor_has_it(plugin: Plugin, row: Lifecycle) -> None:
    run_lifecycle(plugin, row)
