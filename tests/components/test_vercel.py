"""The Vercel project: safe by default, explicit, and exactly what the settings say."""

from typing import Any, Final

import pytest

from components.vercel_routes import routes
from tests.components import stacks
from tests.components.recorder import Recorder


def inputs(name: str, changes: dict[str, Any] | None = None, stack: str = "prod") -> dict[str, Any]:
    """Build a stack with some settings changed and return one resource's inputs."""
    return dict(stacks.build(stack, changes or {}).by_name[name].inputs)


class TestProject:
    """What a policy or a later change elsewhere could stumble over is said, even where it is the default."""

    def test_the_project_is_exactly_what_the_settings_say(self, prod: Recorder) -> None:
        assert prod.by_name["vercel-project"].inputs == {
            "name": "luma-web",
            "framework": "nextjs",
            "nodeVersion": "24.x",
            "buildCommand": "prisma generate && next build",
            "resourceConfig": {"fluid": True, "functionDefaultRegions": ["iad1"], "functionDefaultTimeout": 30},
            "gitRepository": {"type": "github", "repo": "luma-app/luma-web", "productionBranch": "main"},
            "gitProviderOptions": {
                "createDeployments": False,
                "gitCommitStatus": False,
                "repositoryDispatchEvents": False,
                "requireVerifiedCommits": True,
            },
            "gitComments": {"onCommit": False, "onPullRequest": False},
            "gitForkProtection": True,
            "gitLfs": False,
            "autoAssignCustomDomains": False,
            "automaticallyExposeSystemEnvironmentVariables": True,
            "customerSuccessCodeVisibility": False,
            "directoryListing": False,
            "enableAffectedProjectsDeployments": False,
            "enablePreviewFeedback": False,
            "enableProductionFeedback": False,
            "functionFailover": False,
            "oidcTokenConfig": {"issuerMode": "team"},
            "onDemandConcurrentBuilds": False,
            "previewDeploymentsDisabled": True,
            "prioritiseProductionBuilds": True,
            "protectedSourcemaps": True,
            "skewProtection": "12 hours",
            "vercelAuthentication": {"deploymentType": "standard_protection_new"},
        }, "the whole project, property by property"

    def test_staging_serves_previews_and_gives_its_domain_to_each_deployment(self, staging: Recorder) -> None:
        found = staging.by_name["vercel-project"].inputs
        assert found["previewDeploymentsDisabled"] is False, "pull requests are previews of this project"
        assert found["autoAssignCustomDomains"] is True, "only production is promoted by the workflow"

    def test_a_plan_without_skew_protection_leaves_it_out(self) -> None:
        assert "skewProtection" not in inputs("vercel-project", {"plan.vercel": "hobby"}), "Hobby would refuse it"


class TestDeployedByGit:
    """Where Vercel's Git integration deploys, the migration holds a deployment back from its domain."""

    GIT: Final = {"vercel.deploy-by": "git"}

    def test_each_required_check_blocks_the_domain(self) -> None:
        found = stacks.build("prod", self.GIT).of("ProjectDeploymentCheck")
        assert [one.inputs["source"]["externalCheckName"] for one in found] == ["migrate-production"]
        assert {one.inputs["blocks"] for one in found} == {"deployment-alias"}, "anything else blocks nothing"

    def test_the_domain_is_assigned_without_a_promotion(self) -> None:
        assert inputs("vercel-project", self.GIT)["autoAssignCustomDomains"] is True, "nobody would promote"

    def test_where_actions_deploy_there_is_no_check(self, each_stack: Recorder) -> None:
        assert each_stack.of("ProjectDeploymentCheck") == [], "the order of the workflow's jobs does this"


class TestDomains:
    """The app answers on its domain; www leads there for good."""

    def test_www_redirects_permanently(self, prod: Recorder) -> None:
        found = {one.inputs["domain"]: one.inputs.get("redirectStatusCode") for one in prod.of("ProjectDomain")}
        assert found == {"luma.example": None, "www.luma.example": 308}, "308 is permanent"

    def test_without_the_setting_there_is_no_www(self, staging: Recorder) -> None:
        assert [one.inputs["domain"] for one in staging.of("ProjectDomain")] == ["staging.luma.example"], "one domain"


class TestRoutes:
    """Each header and redirect has one owner; project routes carry only their own."""

    def test_headers_of_one_source_are_one_route(self, prod: Recorder) -> None:
        found = [one.inputs["route"] for one in prod.of("ProjectRoute")]
        assert found == [
            {
                "src": "/(.*)",
                "headers": {
                    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
                    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
                },
            }
        ], "header names reach the wire as they were written"

    @pytest.mark.parametrize(("permanent", "status"), [(True, 308), (False, 307)])
    def test_a_redirect_keeps_its_kind(self, permanent: bool, status: int) -> None:
        redirect = {"source": "/old", "destination": "/new", "permanent": permanent, "owner": "project-route"}
        settings = stacks.changed("prod", {"vercel.redirects": [redirect], "vercel.headers": []}).vercel
        found = [(one.role, one.route) for one in routes(settings)]
        assert found == [("redirect-/old", {"src": "/old", "dest": "/new", "status": status})], "308 or 307"

    def test_what_the_file_owns_is_no_route(self) -> None:
        redirect = {"source": "/home", "destination": "/", "permanent": True, "owner": "vercel-json"}
        settings = stacks.changed("prod", {"vercel.redirects": [redirect], "vercel.headers": []}).vercel
        assert routes(settings) == [], "two owners would disagree one day"


class TestFirewall:
    """The firewall is on, and every rule in it is active."""

    def test_the_rate_limit_covers_the_path_of_the_settings(self, prod: Recorder) -> None:
        (rule,) = prod.by_name["vercel-firewall"].inputs["rules"]["rules"]
        assert rule["active"] is True, "an inactive rule limits nothing"
        assert rule["conditionGroups"] == [{"conditions": [{"type": "path", "op": "pre", "value": "/api"}]}]
        assert rule["action"]["rateLimit"] == {
            "algo": "fixed_window",
            "keys": ["ip"],
            "limit": 100,
            "window": 60,
            "action": "rate_limit",
        }, "100 requests a minute and address, then 429"

    def test_managed_rules_are_those_of_the_plan_and_none_is_deprecated(self) -> None:
        pro = inputs("vercel-firewall")["managedRulesets"]
        changes = {"plan.vercel": "enterprise"}
        enterprise = inputs("vercel-firewall", changes)["managedRulesets"]
        assert set(pro) == {"aiBots", "botProtection"}, "the OWASP rules need Enterprise"
        assert set(enterprise) == {"aiBots", "botProtection", "owasp"}, "Enterprise has them"
        assert {rule["action"] for rule in enterprise["owasp"].values()} == {"deny"}, "logging alone stops nothing"

    def test_a_changed_limit_keeps_the_rules_name(self, prod: Recorder) -> None:
        changed = inputs("vercel-firewall", {"vercel.rate-limit.requests": 7})["rules"]["rules"]
        before = prod.by_name["vercel-firewall"].inputs["rules"]["rules"]
        assert [rule["name"] for rule in changed] == [rule["name"] for rule in before], "its metrics would be lost"


class TestTokens:
    """What the workflow gets reaches one project and ends."""

    def test_previews_get_a_token_of_their_project_that_ends(self, staging: Recorder) -> None:
        assert staging.by_name["vercel-preview-token"].inputs == {
            "name": "luma-web-staging previews",
            "teamId": "team_9wXqGv3kTzLrNpYh5JdB2mCs",
            "projectId": "vercel-project.id",
            "expiresAt": 1825027200000,
        }, "scoped to the project, until 2027-11-01T00:00:00Z in milliseconds"

    def test_a_stack_without_previews_makes_no_token(self, prod: Recorder) -> None:
        assert prod.of("UserToken") == [], "nobody would use it"

    def test_no_protection_bypass_is_made(self, each_stack: Recorder) -> None:
        assert each_stack.of("ProjectProtectionBypass") == [], "its id would carry the secret in plain text"
