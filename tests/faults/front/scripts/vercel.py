"""Vercel's API: teams, projects and everything of theirs, tokens, deployments, the firewall."""

from tests.faults.front.script import Ask
from tests.localcloud.http.vercel.conftest import TEAM
from tests.localcloud.http.vercel.test_both_sides import FUTURE, RULE, SECRET

T = f"teamId={TEAM}"
PROJECT = "/v9/projects/{project}"
ENV = {"key": "API_KEY", "value": "s3cret", "target": ["production", "preview"], "type": "sensitive"}
ROUTE = {"name": "old", "route": {"src": "/old", "dest": "/new", "status": 308}}
SOURCE = {"kind": "git-provider", "provider": "github", "externalCheckName": "test"}
FIREWALL = "/v1/security/firewall/config"
RULES = {"firewallEnabled": True, "rules": [RULE, {**RULE, "name": "second"}]}
EXPIRY = {"expiration": "1w", "expirationProduction": "1y", "expirationCanceled": "1d", "expirationErrored": "3m"}
SCRIPT = (
    Ask("GET", f"/v2/teams?{T}"),
    Ask("GET", f"/v2/teams/{TEAM}"),
    Ask("GET", f"/v2/user?{T}"),
    Ask("POST", f"/v8/projects?{T}", {"name": "luma", "framework": "nextjs"}, {"project": "id"}),
    Ask("POST", f"/v8/projects?{T}", {"name": "other"}),
    Ask("GET", f"/v10/projects?{T}"),
    Ask("GET", f"{PROJECT}?{T}"),
    Ask("PATCH", f"{PROJECT}?{T}", {"gitLFS": True}),
    Ask("POST", f"{PROJECT}/link?{T}", {"type": "github", "repo": "luma-app/web"}),
    Ask("PATCH", f"{PROJECT}/branch?{T}", {"branch": "trunk"}),
    Ask(
        "POST",
        f"/v2/projects/{{project}}/deploy-hooks?{T}",
        {"name": "cms", "ref": "main"},
        {"hook": "link.deployHooks.0.id"},
    ),
    Ask("DELETE", f"/v2/projects/{{project}}/deploy-hooks/{{hook}}?{T}"),
    Ask("DELETE", f"{PROJECT}/link?{T}"),
    Ask("PATCH", f"{PROJECT}/deployment-expiration?{T}", EXPIRY),
    Ask("PATCH", f"{PROJECT}/protection-bypass?{T}", {"generate": {"secret": SECRET, "note": "smoke"}}),
    Ask("POST", f"/v10/projects/{{project}}/env?{T}", ENV, {"variable": "created.id"}),
    Ask("POST", f"/v10/projects/{{project}}/env?{T}", {**ENV, "key": "OTHER"}),
    Ask("GET", f"/v10/projects/{{project}}/env?{T}"),
    Ask("GET", f"/v10/projects/{{project}}/env/{{variable}}?{T}"),
    Ask("PATCH", f"/v10/projects/{{project}}/env/{{variable}}?{T}", {"comment": "of mathpix", "type": "sensitive"}),
    Ask("DELETE", f"/v10/projects/{{project}}/env/{{variable}}?{T}"),
    Ask("POST", f"/v10/projects/{{project}}/domains?{T}", {"name": "luma.example"}),
    Ask("POST", f"/v10/projects/{{project}}/domains?{T}", {"name": "www.luma.example"}),
    Ask("GET", f"/v10/projects/{{project}}/domains?{T}"),
    Ask("GET", f"/v10/projects/{{project}}/domains/luma.example?{T}"),
    Ask("PATCH", f"/v10/projects/{{project}}/domains/www.luma.example?{T}", {"redirect": "luma.example"}),
    Ask("DELETE", f"/v10/projects/{{project}}/domains/www.luma.example?{T}"),
    Ask("GET", f"/v6/domains/luma.example/config?{T}"),
    Ask("POST", f"/v1/projects/{{project}}/routes?{T}", {"route": ROUTE}, {"route": "route.id", "live": "version.id"}),
    Ask("POST", f"/v1/projects/{{project}}/routes?{T}", {"route": {**ROUTE, "name": "older"}}),
    Ask("GET", f"/v1/projects/{{project}}/routes?{T}"),
    Ask("GET", f"/v1/projects/{{project}}/routes/versions?{T}"),
    Ask("POST", f"/v1/projects/{{project}}/routes/versions?{T}", {"id": "{live}", "action": "promote"}),
    Ask("PATCH", f"/v1/projects/{{project}}/routes/{{route}}?{T}", {"route": {**ROUTE, "name": "oldest"}}),
    Ask("DELETE", f"/v1/projects/{{project}}/routes?{T}", {"routeIds": ["{route}"]}),
    Ask("POST", f"/v2/projects/{{project}}/checks?{T}", {"name": "tests", "source": SOURCE}, {"check": "id"}),
    Ask("POST", f"/v2/projects/{{project}}/checks?{T}", {"name": "lint", "source": SOURCE}),
    Ask("GET", f"/v2/projects/{{project}}/checks?{T}"),
    Ask("GET", f"/v2/projects/{{project}}/checks/{{check}}?{T}"),
    Ask("PATCH", f"/v2/projects/{{project}}/checks/{{check}}?{T}", {"name": "all tests"}),
    Ask("DELETE", f"/v2/projects/{{project}}/checks/{{check}}?{T}"),
    Ask("PUT", f"{FIREWALL}?projectId={{project}}&{T}", RULES),
    Ask("GET", f"{FIREWALL}?projectId={{project}}&{T}"),
    Ask("GET", f"{FIREWALL}/active?projectId={{project}}&{T}"),
    Ask("PATCH", f"{FIREWALL}?projectId={{project}}&{T}", {"action": "firewallEnabled", "id": None, "value": False}),
    Ask("POST", f"/v1/security/attack-mode?{T}", {"projectId": "{project}", "attackModeEnabled": True}),
    Ask("POST", f"/security/attack-mode?{T}", {"projectId": "{project}", "attackModeEnabled": False}),
    Ask("POST", f"/v1/projects/{{project}}/pause?{T}"),
    Ask("POST", f"/v1/projects/{{project}}/unpause?{T}"),
    Ask(
        "POST",
        f"/v3/user/tokens?{T}",
        {"name": "previews", "projectId": "{project}", "expiresAt": FUTURE},
        {"token": "token.id"},
    ),
    Ask("POST", f"/v3/user/tokens?{T}", {"name": "other", "expiresAt": FUTURE}),
    Ask("GET", f"/v6/user/tokens?{T}"),
    Ask("GET", f"/v5/user/tokens/current?{T}"),
    Ask("GET", f"/v5/user/tokens/{{token}}?{T}"),
    Ask("DELETE", f"/v3/user/tokens/{{token}}?{T}"),
    Ask("POST", f"/v13/deployments?{T}", {"name": "luma", "target": "production"}, {"first": "id"}),
    Ask("POST", f"/v13/deployments?{T}", {"name": "luma", "target": "production"}, {"second": "id"}),
    Ask("POST", f"/v13/deployments?{T}", {"name": "luma", "meta": {"state": "BUILDING"}}, {"third": "id"}),
    Ask("GET", f"/v6/deployments?{T}"),
    Ask("GET", f"/v13/deployments/{{first}}?{T}"),
    Ask("PATCH", f"/v12/deployments/{{third}}/cancel?{T}"),
    Ask("POST", f"/v10/projects/{{project}}/promote/{{first}}?{T}"),
    Ask("POST", f"/v1/projects/{{project}}/rollback/{{second}}?{T}"),
    Ask("DELETE", f"/v13/deployments/{{third}}?{T}"),
    Ask("DELETE", f"{PROJECT}?{T}"),
)
