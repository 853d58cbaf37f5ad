"""The good stack's resources on Vercel."""

from __future__ import annotations

from luma_policies import kinds

from .world import SECRET, Item

RATE = {"algo": "fixed_window", "keys": ["ip"], "limit": 100, "window": 60, "action": "deny"}
CSP = (
    "default-src 'self'; script-src 'self' 'nonce-abc'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "img-src 'self' https://images.shop.example; connect-src 'self' https://*.ingest.sentry.io"
)

ITEMS: dict[str, Item] = {
    "project": Item(
        kinds.PROJECT,
        {
            "name": "shop-web",
            "gitForkProtection": True,
            "vercelAuthentication": {"deploymentType": "standard_protection_new"},
            "resourceConfig": {"functionDefaultRegions": ["iad1"], "functionDefaultTimeout": 30},
            "optionsAllowlist": {"paths": [{"value": "/api/public"}]},
            "gitRepository": {"type": "github", "repo": "shop/shop-web"},
            "gitProviderOptions": {"requireVerifiedCommits": True},
            "directoryListing": False,
            "customerSuccessCodeVisibility": False,
            "protectedSourcemaps": True,
            "nodeVersion": "24.x",
            "skewProtection": "12 hours",
            "oidcTokenConfig": {"issuerMode": "team"},
            "trustedIps": {"addresses": [{"value": "203.0.113.0/28"}], "deploymentType": "all_deployments"},
        },
        protect=True,
    ),
    "variable": Item(
        kinds.VARIABLE,
        {
            "projectId": "prj_1",
            "key": "SESSION_SECRET",
            "value": SECRET,
            "sensitive": True,
            "visibility": "secret",
            "targets": ["production"],
        },
    ),
    "public-variable": Item(
        kinds.VARIABLE,
        {
            "projectId": "prj_1",
            "key": "NEXT_PUBLIC_APP_URL",
            "value": "https://shop.example",
            "sensitive": False,
            "targets": ["production"],
        },
    ),
    "firewall": Item(
        kinds.FIREWALL,
        {
            "projectId": "prj_1",
            "enabled": True,
            "rules": {
                "rules": [
                    {
                        "name": "limit",
                        "active": True,
                        "action": {"action": "rate_limit", "rateLimit": RATE},
                        "conditionGroups": [{"conditions": [{"type": "path", "op": "pre", "value": "/api"}]}],
                    },
                    {
                        "name": "office",
                        "active": True,
                        "action": {"action": "bypass"},
                        "conditionGroups": [
                            {"conditions": [{"type": "ip_address", "op": "eq", "value": "203.0.113.7"}]}
                        ],
                    },
                ]
            },
            "managedRulesets": {"owasp": {"xss": {"action": "deny", "active": True}}},
        },
    ),
    "firewall-bypass": Item(
        kinds.FIREWALL_BYPASS, {"projectId": "prj_1", "sourceIp": "203.0.113.7", "domain": "*", "note": "the office"}
    ),
    "challenge": Item(
        kinds.ATTACK_MODE, {"projectId": "prj_1", "enabled": True, "attackModeActiveUntil": 1800000000000}
    ),
    "domain": Item(kinds.DOMAIN, {"projectId": "prj_1", "domain": "shop.example"}, protect=True),
    "www": Item(
        kinds.DOMAIN,
        {
            "projectId": "prj_1",
            "domain": "www.shop.example",
            "redirect": "shop.example",
            "redirectStatusCode": 308,
        },
        protect=True,
    ),
    "route": Item(
        kinds.ROUTE,
        {
            "projectId": "prj_1",
            "position": {"placement": "end"},
            "route": {"src": "/old", "dest": "https://shop.example/new", "status": 308},
        },
    ),
    "routes-headers": Item(
        kinds.ROUTE,
        {
            "projectId": "prj_1",
            "enabled": True,
            "position": {"placement": "end"},
            "route": {
                "src": "/(.*)",
                "headers": {
                    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
                    "Permissions-Policy": "camera=()",
                    "Content-Security-Policy": CSP,
                },
            },
        },
    ),
    "cron-secret": Item(
        kinds.VARIABLE,
        {
            "projectId": "prj_1",
            "key": "CRON_SECRET",
            "value": f"c{SECRET}",
            "sensitive": True,
            "targets": ["production"],
        },
    ),
    "redirects": Item(
        kinds.BULK_REDIRECTS,
        {"projectId": "prj_1", "redirects": [{"source": "/a", "destination": "/b", "statusCode": 308}]},
    ),
    "protection-bypass": Item(kinds.PROTECTION_BYPASS, {"projectId": "prj_1", "note": "smoke tests"}),
    "link": Item(kinds.SHAREABLE_LINK, {"alias": "shop-git-x.vercel.app", "ttlSeconds": 86400}),
    "deploy-token": Item(kinds.USER_TOKEN, {"name": "deploy", "expiresAt": 1800000000000, "projectId": "prj_1"}),
    "drain": Item(kinds.LOG_DRAIN, {"endpoint": "https://logs.example/in", "secret": SECRET}),
    "vercel-webhook": Item(kinds.VERCEL_WEBHOOK, {"endpoint": "https://hooks.example/in", "events": ["x"]}),
    "team": Item(kinds.TEAM_CONFIG, {"sensitiveEnvironmentVariablePolicy": "on"}),
    "retention": Item(kinds.RETENTION, {"projectId": "prj_1", "expirationPreview": "1m", "expirationProduction": "1y"}),
    "rollout": Item(
        kinds.ROLLING_RELEASE,
        {
            "projectId": "prj_1",
            "advancementType": "automatic",
            "stages": [{"targetPercentage": 10, "duration": 30}, {"targetPercentage": 100}],
        },
    ),
}
