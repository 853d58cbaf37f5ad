"""Vercel's resource types, through their whole life."""

import grpc
import pytest

from localcloud.core.entities import Json
from localcloud.core.inspection import CannotDrift, drift
from localcloud.plugin.properties import Properties, SecretValue
from tests.localcloud.harness import Lifecycle, Plugin, Refusal, Update, run_lifecycle

PROJECT = "vercel:index/project:Project"
VARIABLE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
DOMAIN = "vercel:index/projectDomain:ProjectDomain"
ROUTE = "vercel:index/projectRoute:ProjectRoute"
FIREWALL = "vercel:index/firewallConfig:FirewallConfig"
CHECK = "vercel:index/projectDeploymentCheck:ProjectDeploymentCheck"
RETENTION = "vercel:index/projectDeploymentRetention:ProjectDeploymentRetention"
TOKEN = "vercel:index/userToken:UserToken"
BYPASS = "vercel:index/projectProtectionBypass:ProjectProtectionBypass"

TEAM = "team_aaaaaaaaaaaaaaaaaaaaaaaa"
APP = (PROJECT, {"name": "luma"})
FUTURE = 4102444800000
RESOURCES: Properties = {"fluid": True, "functionDefaultRegions": ["iad1", "fra1"], "functionDefaultTimeout": 30}
RULE: Properties = {
    "name": "rate-limit",
    "active": True,
    "conditionGroups": [{"conditions": [{"type": "path", "op": "pre", "value": "/api"}]}],
    "action": {
        "action": "rate_limit",
        "rateLimit": {
            "algo": "fixed_window",
            "keys": ["ip"],
            "limit": 100,
            "window": 60,
            "action": "rate_limit",
        },
    },
}
CONFIGURED = frozenset({"misconfigured", "verifications", "verified"})
SOURCES: Properties = {
    "projects": [
        {
            "projectId": "prj_other",
            "customAllows": [{"from": {"slugs": ["preview"]}, "to": {"preset": "all-custom"}}],
        }
    ],
    "externalSources": [
        {
            "issuer": "https://token.actions.githubusercontent.com",
            "to": {"slugs": ["preview"]},
            "claims": {"aud": ["https://vercel.com/luma"], "sub": ["repo:luma-app/luma:ref:refs/heads/main"]},
        }
    ],
}
QUIET: Properties = {name: value for name, value in RULE.items() if name != "active"}
SOURCE: Properties = {"kind": "git-provider", "provider": "github", "externalCheckName": "test"}

ROWS = [
    Lifecycle(
        token=PROJECT,
        inputs={
            "name": "luma",
            "framework": "nextjs",
            "nodeVersion": "22.x",
            "resourceConfig": RESOURCES,
            "gitProviderOptions": {"createDeployments": False},
            "vercelAuthentication": {"deploymentType": "standard_protection_new"},
        },
        outputs={
            "teamId": TEAM,
            "resourceConfig": RESOURCES,
            "gitForkProtection": True,
            "autoAssignCustomDomains": True,
            "oidcTokenConfig": {"issuerMode": "team"},
            "directoryListing": False,
        },
        computed=frozenset({"teamId", "prioritiseProductionBuilds"}),
        updates=(
            Update({"name": "luma-web"}, {"name": "update"}),
            Update({"buildCommand": "next build"}, {"buildCommand": "add"}),
            Update({"buildCommand": None, "nodeVersion": "24.x"}, {"buildCommand": "delete", "nodeVersion": "update"}),
            Update({"gitForkProtection": True}, {}),
            Update({"gitForkProtection": False}, {"gitForkProtection": "update"}),
            Update(
                {"resourceConfig": {**RESOURCES, "functionDefaultRegions": ["fra1", "iad1"]}},
                {},
            ),
            Update(
                {"resourceConfig": {**RESOURCES, "functionDefaultTimeout": 60}},
                {"resourceConfig.functionDefaultTimeout": "update"},
            ),
            Update({"trustedSources": SOURCES}, {"trustedSources": "add"}),
            Update({"optionsAllowlist": {"paths": [{"value": "/api"}]}}, {"optionsAllowlist": "add"}),
            Update(
                {"passwordProtection": SecretValue({"password": "hunter2", "deploymentType": "all_deployments"})},
                {"passwordProtection": "add"},
            ),
        ),
        replaces=(Update({"teamId": "team_b"}, {"teamId": "add_replace"}),),
        refusals=(
            Refusal({"name": "Luma"}, "name", "lowercase"),
            Refusal({"framework": "next"}, "framework", "must be one of"),
            Refusal({"nodeVersion": "16.x"}, "nodeVersion", "18.x, 20.x, 22.x, 24.x"),
            Refusal(
                {"resourceConfig": {"functionDefaultRegions": ["iad1", "mars1"]}},
                "resourceConfig.functionDefaultRegions[1]",
                "must be one of",
            ),
            Refusal(
                {"resourceConfig": {"functionDefaultTimeout": 901}},
                "resourceConfig.functionDefaultTimeout",
                "must be 1 to 900",
            ),
            Refusal(
                {"resourceConfig": {"fluid": True, "functionDefaultCpuType": "standard_legacy"}},
                "resourceConfig.functionDefaultCpuType",
                "Fluid compute",
            ),
            Refusal({"serverlessFunctionRegion": "iad1"}, "serverlessFunctionRegion", "together with"),
            Refusal({"skewProtection": "2 hours"}, "skewProtection", "12 hours"),
            Refusal(
                {"enablePreviewFeedback": True, "previewComments": True},
                "enablePreviewFeedback",
                "together with previewComments",
            ),
            Refusal({"environments": []}, "environments", "ProjectEnvironmentVariable"),
        ),
        import_id=f"{TEAM}/{{id}}",
    ),
    Lifecycle(
        token=VARIABLE,
        needs=(APP,),
        inputs={
            "projectId": "{0.id}",
            "key": "DATABASE_URL",
            "value": SecretValue("postgres://one"),
            "targets": ["production"],
            "sensitive": True,
            "visibility": "secret",
        },
        outputs={"value": "postgres://one", "comment": "", "customEnvironmentIds": [], "teamId": TEAM},
        computed=frozenset({"teamId"}),
        secrets=frozenset({"value"}),
        updates=(
            Update({"value": SecretValue("postgres://two")}, {"value": "update"}),
            Update({"targets": ["preview", "production"]}, {"targets": "update"}),
            Update({"targets": ["production", "preview"]}, {}),
            Update({"comment": "the database"}, {"comment": "add"}),
            Update({"comment": None}, {"comment": "delete"}),
        ),
        replaces=(
            Update({"key": "DIRECT_URL"}, {"key": "update_replace"}),
            Update({"sensitive": False}, {"sensitive": "update_replace"}),
            Update({"projectId": "prj_other"}, {"projectId": "update_replace"}),
        ),
        refusals=(
            Refusal({"value": None}, "value", "give value or valueWo"),
            Refusal({"valueWo": "x"}, "value", "cannot be set together with valueWo"),
            Refusal({"targets": None}, "targets", "give targets or customEnvironmentIds"),
            Refusal({"targets": ["production", "staging"]}, "targets[1]", "production, preview, development"),
            Refusal({"visibility": "public"}, "visibility", "config, secret"),
            Refusal({"valueWoVersion": 1}, "valueWoVersion", "together with valueWo"),
            Refusal({"sensitive": None}, "sensitive", "required"),
        ),
        import_id="{0.id}/{id}",
        not_imported=frozenset({"value"}),
    ),
    Lifecycle(
        token=DOMAIN,
        needs=(APP, (DOMAIN, {"projectId": "luma", "domain": "luma.example"})),
        inputs={"projectId": "{0.id}", "domain": "www.luma.example"},
        outputs={"domain": "www.luma.example", "verified": True, "redirect": None, "teamId": TEAM},
        computed=frozenset({"teamId", "verified", "misconfigured", "verifications"}),
        updates=(
            Update(
                {"redirect": "luma.example", "redirectStatusCode": 308},
                {"redirect": "add", "redirectStatusCode": "add"},
                CONFIGURED,
            ),
            Update({"redirectStatusCode": 307}, {"redirectStatusCode": "update"}, CONFIGURED),
            Update(
                {"redirect": None, "redirectStatusCode": None},
                {"redirect": "delete", "redirectStatusCode": "delete"},
                CONFIGURED,
            ),
        ),
        replaces=(Update({"domain": "app.luma.example"}, {"domain": "update_replace"}),),
        refusals=(
            Refusal({"redirectStatusCode": 303}, "redirectStatusCode", "301, 302, 307, 308"),
            Refusal(
                {"gitBranch": "next", "customEnvironmentId": "env_1"},
                "customEnvironmentId",
                "together with gitBranch",
            ),
        ),
        import_id=f"{TEAM}/{{0.id}}/{{id}}",
    ),
    Lifecycle(
        token=ROUTE,
        needs=(APP,),
        inputs={
            "projectId": "{0.id}",
            "name": "Headers on /(.*)",
            "position": {"placement": "end"},
            "route": {"src": "/(.*)", "headers": {"X-Frame-Options": "DENY"}},
        },
        outputs={"routeType": "transform", "srcSyntax": "path-to-regexp", "enabled": True, "description": ""},
        computed=frozenset({"routeType", "srcSyntax", "teamId"}),
        updates=(
            Update({"enabled": False}, {"enabled": "add"}, frozenset({"routeType", "srcSyntax"})),
            Update(
                {"route": {"src": "/home", "dest": "/", "status": 308}},
                {"route.src": "update", "route.dest": "add", "route.status": "add", "route.headers": "delete"},
                frozenset({"routeType", "srcSyntax"}),
            ),
        ),
        replaces=(Update({"position": {"placement": "start"}}, {"position.placement": "update_replace"}),),
        refusals=(
            Refusal({"position": None}, "position", "crashes without one"),
            Refusal({"name": ""}, "name", "1 to 256"),
            Refusal({"srcSyntax": "glob"}, "srcSyntax", "regex"),
            Refusal({"route": {"src": "/", "status": 1000}}, "route.status", "100 to 999"),
            Refusal({"route": {"src": "/", "has": [{"type": "host", "key": "x"}]}}, "route.has[0].key", "type is host"),
            Refusal(
                {"route": {"src": "/", "transforms": [{"type": "request.query", "op": "set", "target": "{"}]}},
                "route.transforms[0].target",
                "JSON",
            ),
        ),
        import_id="{0.id}/{id}",
        not_imported=frozenset({"position"}),
    ),
    Lifecycle(
        token=FIREWALL,
        needs=(APP,),
        inputs={
            "projectId": "{0.id}",
            "managedRulesets": {"botProtection": {"action": "log", "active": True}},
            "rules": {"rules": [RULE]},
        },
        outputs={"enabled": True, "rules": {"rules": [RULE]}, "teamId": TEAM},
        computed=frozenset({"teamId"}),
        updates=(
            Update({"rules": {"rules": [QUIET]}}, {}),
            Update(
                {"rules": {"rules": [{**RULE, "active": False}]}},
                {"rules.rules[0].active": "add"},
            ),
            Update({"enabled": False}, {"enabled": "add"}),
            Update({"rules": None}, {"rules": "delete"}),
        ),
        replaces=(Update({"projectId": "prj_other"}, {"projectId": "update_replace"}),),
        refusals=(
            Refusal({"rules": {"rules": [{**RULE, "name": "api"}]}}, "rules.rules[0].name", "4 to 160"),
            Refusal({"rules": {"rules": [RULE, RULE]}}, "rules.rules[1]", "repeats"),
            Refusal(
                {"rules": {"rules": [{**RULE, "action": {"action": "block"}}]}},
                "rules.rules[0].action.action",
                "must be one of bypass",
            ),
            Refusal(
                {"managedRulesets": {"botFilter": {"active": True}, "botProtection": {"active": True}}},
                "managedRulesets.botFilter",
                "together with",
            ),
        ),
        import_id=f"{TEAM}/{{0.id}}",
    ),
    Lifecycle(
        token=CHECK,
        needs=(APP,),
        inputs={"projectId": "{0.id}", "name": "test", "requires": "build-ready", "source": SOURCE},
        outputs={"targets": ["production"], "blocks": "deployment-alias", "isRerequestable": False},
        computed=frozenset({"targets", "teamId", "timeout"}),
        updates=(
            Update({"name": "tests"}, {"name": "update"}),
            Update({"blocks": "none"}, {"blocks": "add"}),
            Update({"targets": ["preview", "production"]}, {"targets": "add"}),
        ),
        replaces=(
            Update(
                {"source": {**SOURCE, "externalCheckName": "lint"}},
                {"source.externalCheckName": "update_replace"},
            ),
        ),
        refusals=(
            Refusal({"requires": "built"}, "requires", "build-ready"),
            Refusal({"blocks": "deployment"}, "blocks", "deployment-alias, none"),
            Refusal({"source": {"kind": "vercel"}}, "source.kind", "must be one of"),
        ),
        import_id="{0.id}/{id}",
    ),
    Lifecycle(
        token=RETENTION,
        needs=(APP,),
        inputs={"projectId": "{0.id}", "expirationPreview": "1w"},
        outputs={
            "expirationCanceled": "1m",
            "expirationErrored": "3m",
            "expirationPreview": "1w",
            "expirationProduction": "1y",
        },
        computed=frozenset({"teamId"}),
        updates=(
            Update({"expirationPreview": "1m"}, {"expirationPreview": "update"}),
            Update({"expirationPreview": None}, {"expirationPreview": "delete"}),
            Update({"expirationProduction": "1y"}, {}),
        ),
        replaces=(Update({"projectId": "prj_other"}, {"projectId": "update_replace"}),),
        refusals=(Refusal({"expirationPreview": "2w"}, "expirationPreview", "1d, 1w, 1m"),),
        import_id=f"{TEAM}/{{0.id}}",
        state_only=True,  # a setting of the project, which stays when it is no longer managed
    ),
    Lifecycle(
        token=TOKEN,
        needs=(APP,),
        inputs={"name": "luma previews", "projectId": "{0.id}", "expiresAt": FUTURE},
        outputs={"name": "luma previews", "expiresAt": FUTURE, "teamId": TEAM, "prefix": "vcp_"},
        computed=frozenset({"bearerToken", "suffix", "createdAt", "activeAt", "teamId", "type"}),
        secrets=frozenset({"bearerToken"}),
        replaces=(
            Update({"name": "other"}, {"name": "update_replace"}),
            Update({"expiresAt": FUTURE + 1}, {"expiresAt": "update_replace"}),
            Update({"projectId": None}, {"projectId": "delete_replace"}),
        ),
        refusals=(Refusal({"expiresAt": 0}, "expiresAt", "at least 1"),),
        import_id=f"{TEAM}/{{id}}",
    ),
    Lifecycle(
        token=BYPASS,
        needs=(APP,),
        inputs={"projectId": "{0.id}", "note": "smoke test", "isEnvVar": True},
        outputs={"note": "smoke test", "isEnvVar": True, "scope": "automation-bypass", "teamId": TEAM},
        computed=frozenset({"secret", "createdAt", "createdBy", "scope"}),
        secrets=frozenset({"secret"}),
        updates=(
            Update({"note": "smoke"}, {"note": "update"}),
            Update({"note": None}, {"note": "delete"}),
        ),
        replaces=(Update({"secret": SecretValue("a" * 32)}, {"secret": "add_replace"}),),
        refusals=(
            Refusal({"secret": "short"}, "secret", "32 character"),
            Refusal({"note": "x" * 101}, "note", "0 to 100"),
        ),
        import_id="{id}",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.token for row in ROWS])
def test_a_type_lives_its_whole_life_as_the_vendor_has_it(plugin: Plugin, row: Lifecycle) -> None:
    run_lifecycle(plugin, row)


def test_waiting_for_a_domain_without_records_fails_in_the_end(plugin: Plugin) -> None:
    project = plugin.make(*APP)
    inputs: Properties = {"projectId": project.id, "domain": "luma.example", "waitForReady": True}
    with pytest.raises(grpc.RpcError, match="DNS configuration is still invalid"):
        plugin.make(DOMAIN, inputs)


def test_what_somebody_changes_in_the_dashboard_shows_in_a_refresh(plugin: Plugin) -> None:
    made = plugin.make(PROJECT, {"name": "luma", "nodeVersion": "22.x", "resourceConfig": RESOURCES})
    changes: dict[str, Json] = {
        "settings.git_fork_protection": False,
        "settings.node_version": "20.x",
        "settings.resource_config.function_default_timeout": 300,
        "settings.directory_listing": True,
    }
    drift(plugin.store, "vercel", "project", f"{TEAM}/luma", changes)
    expected = {
        "name": "luma",
        "nodeVersion": "20.x",
        "gitForkProtection": False,
        "resourceConfig": {**RESOURCES, "functionDefaultTimeout": 300},
    }
    assert plugin.read(made).inputs == expected, "what the program says is compared; what it leaves to Vercel is not"


def test_only_a_field_that_is_there_can_drift(plugin: Plugin) -> None:
    plugin.make(*APP)
    with pytest.raises(CannotDrift, match=r"has no field git_repository\.repo"):
        drift(plugin.store, "vercel", "project", f"{TEAM}/luma", {"settings.git_repository.repo": "luma-app/luma"})
