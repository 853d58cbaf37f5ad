"""Cloudflare's API: accounts, zones, buckets with all that hangs on them, tokens, records."""

from tests.faults.front.script import Ask
from tests.localcloud.http.cloudflare.test_lifecycle import API_POLICY, APP, BUCKETS, IMAGES, KEEP, PARTS, RECORD
from tests.localcloud.http.cloudflare.test_lifecycle import RECORDS as RECORDS_PATH
from tests.localcloud.http.cloudflare.test_lifecycle import TOKENS as TOKENS_PATH
from tests.localcloud.test_lifecycle_cloudflare import ACCOUNT, ZONE

V4 = "/client/v4"
HOSTS = f"{IMAGES}/domains/custom"
HOST = {"domain": "images.luma.example", "zoneId": ZONE, "enabled": True, "minTLS": "1.2"}
DUMP = f"{IMAGES}/objects/postgresql/dump.age"
SCRIPT = (
    Ask("GET", f"{V4}/user/tokens/verify"),
    Ask("GET", f"{V4}/accounts/{ACCOUNT}/tokens/verify"),
    Ask("GET", f"{V4}/accounts"),
    Ask("GET", f"{V4}/accounts/{ACCOUNT}"),
    Ask("GET", f"{V4}/zones"),
    Ask("GET", f"{V4}/zones/{ZONE}"),
    Ask("POST", BUCKETS, {"name": "luma-images", "locationHint": "enam"}),
    Ask("POST", BUCKETS, {"name": "luma-backups"}),
    Ask("GET", BUCKETS),
    Ask("GET", IMAGES),
    Ask("PATCH", IMAGES, headers={"cf-r2-storage-class": "InfrequentAccess"}),
    Ask("PUT", DUMP, b"encrypted"),
    Ask("PUT", f"{IMAGES}/objects/a.png", b"png"),
    Ask("GET", f"{IMAGES}/objects"),
    Ask("DELETE", DUMP),
    Ask("DELETE", f"{IMAGES}/objects/a.png"),
    Ask("POST", HOSTS, HOST),
    Ask("GET", HOSTS),
    Ask("GET", f"{HOSTS}/images.luma.example"),
    Ask("PUT", f"{HOSTS}/images.luma.example", {"enabled": False, "minTLS": "1.3"}),
    Ask("DELETE", f"{HOSTS}/images.luma.example"),
    Ask("GET", f"{IMAGES}/domains/managed"),
    Ask("PUT", f"{IMAGES}/domains/managed", {"enabled": True}),
    Ask("PUT", f"{IMAGES}/cors", {"rules": [APP, {**APP, "id": "other"}]}),
    Ask("GET", f"{IMAGES}/cors"),
    Ask("DELETE", f"{IMAGES}/cors"),
    Ask("PUT", f"{IMAGES}/lifecycle", {"rules": [PARTS, {**PARTS, "id": "other"}]}),
    Ask("GET", f"{IMAGES}/lifecycle"),
    Ask("PUT", f"{IMAGES}/lock", {"rules": [KEEP, {**KEEP, "id": "other"}]}),
    Ask("GET", f"{IMAGES}/lock"),
    Ask("POST", RECORDS_PATH, RECORD, {"record": "result.id"}),
    Ask("POST", RECORDS_PATH, {**RECORD, "name": "www"}),
    Ask("GET", RECORDS_PATH),
    Ask("GET", f"{RECORDS_PATH}/{{record}}"),
    Ask("PUT", f"{RECORDS_PATH}/{{record}}", {**RECORD, "ttl": 300}),
    Ask("DELETE", f"{RECORDS_PATH}/{{record}}"),
    Ask("GET", f"{TOKENS_PATH}/permission_groups"),
    Ask("POST", TOKENS_PATH, {"name": "images", "policies": [API_POLICY]}, {"token": "result.id"}),
    Ask("POST", TOKENS_PATH, {"name": "backups", "policies": [API_POLICY]}),
    Ask("GET", TOKENS_PATH),
    Ask("GET", f"{TOKENS_PATH}/{{token}}"),
    Ask("PUT", f"{TOKENS_PATH}/{{token}}", {"name": "renamed", "policies": [API_POLICY]}),
    Ask("DELETE", f"{TOKENS_PATH}/{{token}}"),
    Ask("DELETE", f"{BUCKETS}/luma-backups"),
)
