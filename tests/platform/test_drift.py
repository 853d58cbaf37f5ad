"""What is changed behind Pulumi's back shows property by property, and `up --refresh` mends it."""

import json

from tests.engine import Checkout

OPEN_CORS = json.dumps([{"allowed": {"methods": ["GET"], "origins": ["*"]}}])
DRIFTS = [
    # cloud, type, name, what somebody changed, the resource, the properties that show
    ("vercel", "variable", "luma-web/RESEND_API_KEY/production", "value=changed",
     "vercel-env-RESEND_API_KEY-production", {"value"}),
    ("vercel", "variable", "luma-web/EMAIL_FROM/production", "value=changed", "vercel-env-EMAIL_FROM-production",
     {"value"}),
    ("github", "repository", "luma-app/luma-web", "allow_merge_commit=true", "github-repository", {"allowMergeCommit"}),
    ("github", "ruleset", "luma-web/Default branch", "enforcement=disabled", "github-ruleset-branch", {"enforcement"}),
    ("github", "environment", "luma-web/production", "can_admins_bypass=true", "github-environments-production",
     {"canAdminsBypass"}),
    ("github", "variable", "production/SENTRY_ORG", "value=other", "github-environments-production-SENTRY_ORG",
     {"value"}),
    ("github", "secret", "production/DATABASE_URL", "value=other", "github-environments-production-DATABASE_URL",
     {"value"}),
    ("cloudflare", "bucket-rules", "luma-images/cors", f"rules={OPEN_CORS}", "r2-images-cors",
     {f"rules[0].{name}" for name in ("allowed.headers", "allowed.methods[1]", "allowed.origins[0]", "exposeHeaders",
                                      "id", "maxAgeSeconds")}),
    ("cloudflare", "dns-record", "luma.example/luma.example/A/76.76.21.21", "proxied=true", "dns-app", {"proxied"}),
    ("cloudflare", "custom-domain", "images.luma.example", 'min_tls="1.0"', "r2-images-domain", {"minTls"}),
    ("sentry", "key", "luma-web/luma-web", "rate_limit_count=5", "sentry-key", {"rateLimitCount"}),
]  # fmt: skip


def test_every_change_behind_pulumis_back_shows_by_property_and_is_mended(prod: Checkout, prod_built: Checkout) -> None:
    for cloud, kind, name, change, _, _ in DRIFTS:
        prod.drift(cloud, kind, name, change)
    drifted = prod.world()
    run = prod.local("preview", "--refresh")
    assert run.code == 0, run.text
    assert {(operation, name) for operation, _, name in run.steps()} == {("update", row[4]) for row in DRIFTS}, (
        "exactly the drifted resources"
    )
    assert run.diffs() == {row[4]: row[5] for row in DRIFTS}, "property by property"
    assert prod.world() == drifted, "a preview changes nothing"
    assert prod.up("--refresh").changes() == {"update": len(DRIFTS)}, "up mends them"
    mended = prod.local("preview", "--refresh", "--expect-no-changes")
    assert mended.code == 0, mended.text
    assert prod.things() == prod_built.things(), "and nothing else came or went"


DELETED = [
    ("vercel", "domain", "www.luma.example", "vercel-domain-www"),
    ("vercel", "variable", "luma-web/SENTRY_ORG/production", "vercel-env-SENTRY_ORG-production"),
    ("github", "ruleset", "luma-web/Release tags", "github-ruleset-tags"),
    ("github", "secret", "production/DIRECT_URL", "github-environments-production-DIRECT_URL"),
    ("cloudflare", "bucket-rules", "luma-backups/lock", "r2-backups-lock"),
    ("sentry", "key", "luma-web/luma-web", "sentry-key"),
]


def test_what_was_deleted_behind_pulumis_back_is_made_again(prod: Checkout, prod_built: Checkout) -> None:
    for cloud, kind, name, _ in DELETED:
        prod.drift(cloud, kind, name, "--delete")
    run = prod.local("preview", "--refresh")
    assert run.code == 0, run.text
    created = {name for operation, _, name in run.steps() if operation == "create"}
    assert created == {row[3] for row in DELETED}, "each loss shows, and no other"
    prod.up("--refresh")
    assert prod.things() == prod_built.things(), "each is there again, once"
