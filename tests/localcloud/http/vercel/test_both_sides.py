"""One world behind both doors: what comes in over HTTP is what the engine sees, and the reverse."""

from typing import Any

import pytest

from localcloud.plugin.properties import Properties, reveal
from tests.localcloud.harness import Made
from tests.localcloud.http.vercel.conftest import TEAM, Vercel

PROJECT = "vercel:index/project:Project"
VARIABLE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
DOMAIN = "vercel:index/projectDomain:ProjectDomain"
ROUTE = "vercel:index/projectRoute:ProjectRoute"
FIREWALL = "vercel:index/firewallConfig:FirewallConfig"
CHECK = "vercel:index/projectDeploymentCheck:ProjectDeploymentCheck"
RETENTION = "vercel:index/projectDeploymentRetention:ProjectDeploymentRetention"
TOKEN = "vercel:index/userToken:UserToken"
BYPASS = "vercel:index/projectProtectionBypass:ProjectProtectionBypass"
FUTURE = 4102444800000
SECRET = "a" * 32
RULE: dict[str, Any] = {
    "name": "rate-limit",
    "description": "",
    "active": True,
    "conditionGroup": [{"conditions": [{"type": "path", "op": "pre", "neg": False, "key": "", "value": "/api"}]}],
    "action": {
        "mitigate": {
            "action": "rate_limit",
            "rateLimit": {"algo": "fixed_window", "window": 60, "limit": 100, "keys": ["ip"], "action": "rate_limit"},
        }
    },
}


def seen(made: Made, *names: str) -> Properties:
    """Give some of what the engine sees, in plain text."""
    return {name: reveal(made.outputs[name]) for name in names}


def is_gone(vercel: Vercel, token: str, import_id: str) -> bool:
    return vercel.imported(token, import_id).id == ""


def test_a_project_is_one_on_both_sides(vercel: Vercel) -> None:
    body = {
        "name": "luma",
        "framework": "nextjs",
        "buildCommand": None,
        "resourceConfig": {"fluid": True, "functionDefaultRegions": ["fra1"], "functionDefaultTimeout": 60},
        "oidcTokenConfig": {"issuerMode": "global"},
        "ssoProtection": {"deploymentType": "prod_deployment_urls_and_all_previews"},
    }
    made = vercel.ask("POST", "/v8/projects", body)
    engine = vercel.imported(PROJECT, f"{TEAM}/{made['id']}")
    assert seen(engine, "name", "framework", "oidcTokenConfig", "vercelAuthentication") == {
        "name": "luma",
        "framework": "nextjs",
        "oidcTokenConfig": {"issuerMode": "global"},
        "vercelAuthentication": {"deploymentType": "standard_protection"},
    }, "the provider's words for what the API was told"
    changed = {"name": "luma-web", "skewProtectionMaxAge": 43200, "gitLFS": True, "ssoProtection": None}
    vercel.ask("PATCH", f"/v9/projects/{made['id']}", changed)
    engine = vercel.imported(PROJECT, f"{TEAM}/{made['id']}")
    assert seen(engine, "name", "framework", "gitLfs", "skewProtection", "vercelAuthentication") == {
        "name": "luma-web",
        "framework": "nextjs",
        "gitLfs": True,
        "skewProtection": "12 hours",
        "vercelAuthentication": {"deploymentType": "none"},
    }, "what was not named stays, and null takes the login away"
    vercel.ask("DELETE", f"/v8/projects/{made['id']}", status=204)
    assert is_gone(vercel, PROJECT, f"{TEAM}/{made['id']}"), "the engine sees the deletion"


def test_a_project_that_the_engine_made_reads_in_the_apis_words(vercel: Vercel) -> None:
    protection: Properties = {"deploymentType": "only_preview_deployments", "password": "pa55word"}
    inputs: Properties = {
        "name": "luma",
        "gitProviderOptions": {"createDeployments": False, "repositoryDispatchEvents": True},
        "gitComments": {"onCommit": False, "onPullRequest": True},
        "passwordProtection": protection,
        "optionsAllowlist": {"paths": [{"value": "/api"}]},
        "trustedIps": {"addresses": [{"value": "1.1.1.1"}], "deploymentType": "all_deployments"},
        "onDemandConcurrentBuilds": True,
        "buildMachineType": "elastic",
        "resourceConfig": {"functionDefaultCpuType": "performance"},
    }
    made = vercel.plugin.make(PROJECT, inputs)
    found = vercel.ask("GET", f"/v10/projects/{made.id}")
    names = ("gitComments", "passwordProtection", "optionsAllowlist", "trustedIps")
    assert {name: found[name] for name in names} == {
        "gitComments": {"onCommit": False, "onPullRequest": True},
        "passwordProtection": {"deploymentType": "preview"},
        "optionsAllowlist": {"paths": [{"value": "/api"}]},
        "trustedIps": {"addresses": [{"value": "1.1.1.1"}], "deploymentType": "all", "protectionMode": "additional"},
    }, "and no password is ever shown"
    assert found["gitProviderOptions"]["createDeployments"] == "disabled", "a word, where the property is a flag"
    assert found["gitProviderOptions"]["disableRepositoryDispatchEvents"] is False, "the negation of the property"
    resources = found["resourceConfig"]
    assert (resources["buildMachineSelection"], resources["elasticConcurrencyEnabled"]) == ("elastic", True), (
        "one object"
    )
    assert resources["functionDefaultMemoryType"] == "performance", "Vercel calls the processor a type of memory"
    vercel.ask("PATCH", f"/v9/projects/{made.id}", {"nodeVersion": "22.x"})
    again = vercel.plugin.read(made)
    assert seen(again, "passwordProtection", "nodeVersion") == {
        "passwordProtection": protection,
        "nodeVersion": "22.x",
    }, "a change of something else leaves the password as it is"
    vercel.ask("PATCH", f"/v9/projects/{made.id}", {"passwordProtection": None})
    assert "passwordProtection" not in vercel.seen(made), "null takes the password away"


def test_a_repository_is_linked_and_unlinked_over_http(vercel: Vercel, project: str) -> None:
    vercel.plugin.make("github:index/repository:Repository", {"name": "luma", "autoInit": True})
    link = vercel.ask("POST", f"/v9/projects/{project}/link", {"type": "github", "repo": "luma-app/luma"})["link"]
    assert (link["org"], link["repo"], link["productionBranch"]) == ("luma-app", "luma", "main"), "as Vercel splits it"
    vercel.ask("PATCH", f"/v9/projects/{project}/branch", {"branch": "trunk"})
    hooked = vercel.ask("POST", f"/v2/projects/{project}/deploy-hooks", {"name": "cms", "ref": "main"})
    engine = seen(vercel.imported(PROJECT, f"{TEAM}/{project}"), "gitRepository")["gitRepository"]
    assert engine == {
        "type": "github",
        "repo": "luma-app/luma",
        "productionBranch": "trunk",
        "deployHooks": [{"name": "cms", "ref": "main"}],
    }, "the engine sees branch and hook"
    hook = hooked["link"]["deployHooks"][0]["id"]
    assert vercel.ask("DELETE", f"/v2/projects/{project}/deploy-hooks/{hook}")["link"]["deployHooks"] == [], "gone"
    assert vercel.ask("DELETE", f"/v9/projects/{project}/link")["link"] is None, "unlinked"


def test_a_variable_is_one_on_both_sides(vercel: Vercel, project: str) -> None:
    body = {"key": "API_KEY", "value": "s3cret", "target": ["production"], "type": "sensitive", "comment": "of mathpix"}
    made = vercel.ask("POST", f"/v10/projects/{project}/env", body, 201)["created"]
    assert (made["value"], made["type"]) == ("", "sensitive"), "a sensitive value is never shown again"
    path, place = f"/v10/projects/{project}/env/{made['id']}", f"{TEAM}/{project}/{made['id']}"
    engine = vercel.imported(VARIABLE, place)
    assert seen(engine, "key", "targets", "sensitive", "comment") == {
        "key": "API_KEY",
        "targets": ["production"],
        "sensitive": True,
        "comment": "of mathpix",
    }, "the engine sees it"
    vercel.ask("PATCH", path, {"target": ["production", "preview"], "type": "sensitive", "comment": ""})
    assert vercel.seen(engine)["targets"] == ["production", "preview"], "and the change"
    vercel.ask("DELETE", f"/v8/projects/{project}/env/{made['id']}")
    assert is_gone(vercel, VARIABLE, place), "and the deletion"


def test_a_value_changed_over_http_is_drift_to_the_engine(vercel: Vercel, project: str) -> None:
    inputs: Properties = {
        "projectId": project,
        "key": "URL",
        "value": "one",
        "targets": ["production"],
        "sensitive": True,
    }
    made = vercel.plugin.make(VARIABLE, inputs)
    listed = vercel.ask("GET", f"/v8/projects/{project}/env?decrypt=true&limit=100")["envs"]
    assert [(each["id"], each["key"], each["value"]) for each in listed] == [(made.id, "URL", "")], "listed, but empty"
    assert reveal(vercel.seen(made)["value"]) == "one", "unchanged, it reads as written"
    vercel.ask("PATCH", f"/v10/projects/{project}/env/{made.id}", {"value": "two", "type": "sensitive"})
    assert reveal(vercel.seen(made)["value"]) != "one", "the change shows, though the value does not"


def test_several_variables_are_made_in_one_request_and_those_refused_are_named(vercel: Vercel, project: str) -> None:
    one = {"key": "ONE", "value": "1", "target": ["preview"], "type": "encrypted", "comment": ""}
    answer = vercel.ask("POST", f"/v10/projects/{project}/env", [one, one, {**one, "key": "TWO"}], 201)
    assert [each["key"] for each in answer["created"]] == ["ONE", "TWO"], "the good ones are made"
    refused = [(each["error"]["code"], each["error"]["envVarKey"]) for each in answer["failed"]]
    assert refused == [("ENV_CONFLICT", "ONE")], "the other is told by name"


def test_a_domain_is_one_on_both_sides(vercel: Vercel, project: str) -> None:
    vercel.ask("POST", f"/v10/projects/{project}/domains", {"name": "luma.example"})
    body = {"name": "www.luma.example", "redirect": "luma.example", "redirectStatusCode": 308}
    vercel.ask("POST", f"/v10/projects/{project}/domains", body)
    engine = vercel.imported(DOMAIN, f"{TEAM}/{project}/www.luma.example")
    wanted = {"domain": "www.luma.example", "redirect": "luma.example", "redirectStatusCode": 308}
    assert seen(engine, *wanted) == wanted, "the engine sees it"
    path = f"/v9/projects/{project}/domains/www.luma.example"
    vercel.ask("PATCH", path, {"gitBranch": None, "redirect": None, "redirectStatusCode": None})
    assert "redirect" not in vercel.seen(engine), "null takes the redirect away"
    vercel.ask("DELETE", path)
    listed = vercel.ask("GET", f"/v9/projects/{project}/domains")["domains"]
    assert [each["name"] for each in listed] == ["luma.example"], "the other stays"
    vercel.plugin.delete(vercel.imported(DOMAIN, f"{TEAM}/{project}/luma.example"))
    vercel.refused("GET", f"/v9/projects/{project}/domains/luma.example", status=404)


def test_a_domain_is_configured_once_a_record_leads_to_vercel(vercel: Vercel) -> None:
    path = "/v6/domains/luma.example/config?projectIdOrName=luma"
    assert vercel.ask("GET", path)["misconfigured"] is True, "no record leads there yet"
    record: Properties = {"zoneId": "b" * 32, "name": "luma.example", "type": "A", "content": "76.76.21.21", "ttl": 1}
    vercel.plugin.make("cloudflare:index/dnsRecord:DnsRecord", record)
    assert vercel.ask("GET", path)["misconfigured"] is False, "one of another cloud does"


def test_a_route_is_one_on_both_sides(vercel: Vercel, project: str) -> None:
    transform = {"type": "response.headers", "op": "set", "target": {"key": "X-Robots-Tag"}, "args": "none"}
    route = {"src": "/old", "dest": "/new", "status": 308, "missing": [{"type": "host", "value": "a.b"}]}
    body = {"route": {"name": "old", "route": {**route, "transforms": [transform]}}, "position": {"placement": "end"}}
    answer = vercel.ask("POST", f"/v1/projects/{project}/routes", body)
    number, version = answer["route"]["id"], answer["version"]["id"]
    assert answer["route"]["route"] == {**route, "transforms": [transform]}, "it comes back in the API's own words"
    live = vercel.ask("POST", f"/v1/projects/{project}/routes/versions", {"id": version, "action": "promote"})
    assert (live["version"]["isLive"], live["version"]["isStaging"]) == (True, False), "each change is live"
    engine = vercel.imported(ROUTE, f"{TEAM}/{project}/{number}")
    shown = seen(engine, "name", "srcSyntax", "routeType", "route")
    assert (shown["name"], shown["srcSyntax"], shown["routeType"]) == ("old", "equals", "redirect"), (
        "the engine sees it"
    )
    assert shown["route"] == {
        "src": "/old",
        "dest": "/new",
        "status": 308,
        "missings": [{"type": "host", "value": "a.b"}],
        "transforms": [
            {"type": "response.headers", "op": "set", "target": '{"key": "X-Robots-Tag"}', "args": '"none"'}
        ],
    }, "with the documents as text"
    edited = {"route": {"name": "older", "route": {"src": "/older", "dest": "/new", "status": 307}}}
    vercel.ask("PATCH", f"/v1/projects/{project}/routes/{number}", edited)
    assert vercel.seen(engine)["name"] == "older", "and the change"
    vercel.ask("DELETE", f"/v1/projects/{project}/routes", {"routeIds": [number]})
    assert is_gone(vercel, ROUTE, f"{TEAM}/{project}/{number}"), "and the deletion"


def test_routes_are_listed_in_their_order(vercel: Vercel, project: str) -> None:
    def made(name: str, **position: str) -> str:
        body = {"route": {"name": name, "route": {"src": f"/{name}", "status": 404}}}
        added = vercel.ask(
            "POST", f"/v1/projects/{project}/routes", {**body, **({"position": position} if position else {})}
        )
        return str(added["route"]["id"])

    last = made("last")
    made("first", placement="start")
    made("middle", placement="before", referenceId=last)
    listed = vercel.ask("GET", f"/v1/projects/{project}/routes")["routes"]
    assert [each["name"] for each in listed] == ["first", "middle", "last"], "each where it was placed"


def test_a_firewall_is_one_on_both_sides(vercel: Vercel, project: str) -> None:
    config = f"/v1/security/firewall/config?projectId={project}&teamId={TEAM}"
    bots = {"bot_protection": {"active": True, "action": "challenge"}, "owasp": {"active": True}}
    crs = {"sqli": {"active": True, "action": "deny"}}
    ips = [{"hostname": "luma.example", "ip": "1.1.1.1", "action": "deny"}]
    body = {"firewallEnabled": True, "managedRules": bots, "crs": crs, "rules": [RULE], "ips": ips}
    written = vercel.ask("PUT", config, body)["active"]
    assert written["rules"][0]["id"].startswith("rule_rate_limit_"), "Vercel names the rule"
    assert written["managedRules"] == bots, "the rule sets come back"
    assert vercel.ask("GET", config.replace("/config?", "/config/active?")) == written, (
        "what is read is what was written"
    )
    engine = seen(vercel.imported(FIREWALL, f"{TEAM}/{project}"), "enabled", "rules", "managedRulesets")
    assert engine["enabled"] is True, "the engine sees it on"
    assert engine["managedRulesets"] == {
        "botProtection": {"active": True, "action": "challenge"},
        "owasp": {"sqli": {"active": True, "action": "deny"}},
    }, "with its rule sets"
    vercel.ask("PUT", config, {"firewallEnabled": False})
    assert vercel.imported(FIREWALL, f"{TEAM}/{project}").outputs["enabled"] is False, "switched off"


def test_a_firewall_is_changed_rule_by_rule(vercel: Vercel, project: str) -> None:
    config = f"/v1/security/firewall/config?projectId={project}"

    def change(action: str, number: str | None, value: Any) -> list[tuple[str, bool]]:
        vercel.ask("PATCH", config, {"action": action, "id": number, "value": value})
        active = vercel.ask("GET", config.replace("/config?", "/config/active?"))
        return [(each["name"], each["active"]) for each in active["rules"]]

    assert change("rules.insert", None, RULE) == [("rate-limit", True)], "made on a project without a firewall"
    assert change("rules.insert", None, {**RULE, "name": "second"}) == [("rate-limit", True), ("second", True)], (
        "at the end"
    )
    active = vercel.ask("GET", config.replace("/config?", "/config/active?"))
    first, second = (each["id"] for each in active["rules"])
    assert change("rules.update", first, {**RULE, "active": False}) == [("rate-limit", False), ("second", True)], (
        "in place"
    )
    assert change("rules.priority", second, 0) == [("second", True), ("rate-limit", False)], "moved"
    assert change("rules.remove", first, None) == [("second", True)], "removed by its id"


def test_a_deployment_check_is_one_on_both_sides(vercel: Vercel, project: str) -> None:
    source: Properties = {"kind": "git-provider", "provider": "github", "externalCheckName": "test"}
    made = vercel.ask(
        "POST", f"/v2/projects/{project}/checks", {"name": "tests", "requires": "build-ready", "source": source}
    )
    engine = vercel.imported(CHECK, f"{TEAM}/{project}/{made['id']}")
    wanted: Properties = {"name": "tests", "requires": "build-ready", "blocks": "deployment-alias", "source": source}
    assert seen(engine, *wanted) == wanted, "the engine sees it"
    vercel.ask("PATCH", f"/v2/projects/{project}/checks/{made['id']}", {"name": "all tests", "timeout": 60})
    assert seen(vercel.plugin.read(engine), "name", "timeout") == {"name": "all tests", "timeout": 60}, "and the change"
    assert len(vercel.ask("GET", f"/v2/projects/{project}/checks")["checks"]) == 1, "it is listed"
    vercel.ask("DELETE", f"/v2/projects/{project}/checks/{made['id']}")
    assert is_gone(vercel, CHECK, f"{TEAM}/{project}/{made['id']}"), "and the deletion"


def test_the_retention_of_deployments_is_one_on_both_sides(vercel: Vercel, project: str) -> None:
    assert vercel.ask("GET", f"/v2/projects/{project}")["deploymentExpiration"] is None, "nothing was ever set"
    body = {"expiration": "1w", "expirationProduction": "1y", "expirationCanceled": "1d", "expirationErrored": "3m"}
    answer = vercel.ask("PATCH", f"/v9/projects/{project}/deployment-expiration", body)
    assert answer == {"deploymentExpiration": body}, "the words come back"
    engine = vercel.imported(RETENTION, f"{TEAM}/{project}")
    assert seen(engine, "expirationPreview", "expirationProduction") == {
        "expirationPreview": "1w",
        "expirationProduction": "1y",
    }, "previews are what the API calls plain expiration"
    assert vercel.ask("GET", f"/v2/projects/{project}")["deploymentExpiration"] == {
        "expirationDays": 7,
        "expirationDaysProduction": 365,
        "expirationDaysCanceled": 1,
        "expirationDaysErrored": 90,
    }, "a project tells days"


def test_a_token_is_one_on_both_sides_and_shown_once(vercel: Vercel, project: str) -> None:
    body = {"name": "preview", "projectId": project, "expiresAt": FUTURE}
    made = vercel.ask("POST", "/v3/user/tokens", body)
    number = made["token"]["id"]
    assert made["bearerToken"].endswith(made["token"]["suffix"]), "its last characters stay visible"
    found = vercel.ask("GET", f"/v5/user/tokens/{number}")
    assert made["bearerToken"] not in str(found), "its text is shown once"
    engine = vercel.imported(TOKEN, f"{TEAM}/{number}")
    wanted: Properties = {"name": "preview", "expiresAt": FUTURE, "projectId": project}
    assert seen(engine, *wanted) == wanted, "the engine sees it"
    listed = vercel.ask("GET", "/v6/user/tokens")["tokens"]
    assert [each["id"] for each in listed] == [number], "it is listed"
    vercel.ask("DELETE", f"/v3/user/tokens/{number}")
    assert is_gone(vercel, TOKEN, f"{TEAM}/{number}"), "and the deletion"


def test_a_protection_bypass_is_one_on_both_sides(vercel: Vercel, project: str) -> None:
    path = f"/v10/projects/{project}/protection-bypass"
    made = vercel.ask("PATCH", path, {"generate": {"secret": SECRET, "note": "smoke test"}})["protectionBypass"]
    assert {name: made[SECRET][name] for name in ("scope", "isEnvVar", "note")} == {
        "scope": "automation-bypass",
        "isEnvVar": True,
        "note": "smoke test",
    }, "the first is the environment's"
    engine = vercel.imported(BYPASS, f"{TEAM}/{project}/{SECRET}")
    assert seen(engine, "note", "isEnvVar") == {"note": "smoke test", "isEnvVar": True}, "the engine sees it"
    generated = vercel.ask("PATCH", path, {"generate": {}})["protectionBypass"]
    (other,) = set(generated) - {SECRET}
    assert generated[other]["isEnvVar"] is False, "a second one is not the environment's"
    changed = vercel.ask("PATCH", path, {"update": {"secret": other, "isEnvVar": True}})["protectionBypass"]
    assert (changed[SECRET]["isEnvVar"], changed[other]["isEnvVar"]) == (False, True), "exactly one is"
    left = vercel.ask("PATCH", path, {"revoke": {"secret": SECRET, "regenerate": False}})["protectionBypass"]
    assert set(left) == {other}, "revoked"
    assert is_gone(vercel, BYPASS, f"{TEAM}/{project}/{SECRET}"), "and the engine sees it"


def test_what_the_engine_deletes_is_gone_over_http(vercel: Vercel) -> None:
    made = vercel.plugin.make(PROJECT, {"name": "luma"})
    vercel.plugin.delete(made)
    assert vercel.refused("GET", f"/v10/projects/{made.id}", status=404) == ("not_found", "Project not found."), "gone"


@pytest.mark.parametrize("version", ["v8", "v9", "v10"])
def test_projects_are_listed_whatever_the_version_of_the_path(vercel: Vercel, project: str, version: str) -> None:
    listed = vercel.ask("GET", f"/{version}/projects?limit=100")["projects"]
    assert [each["id"] for each in listed] == [project], "plugins of several versions ask for the same"
