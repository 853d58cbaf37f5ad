"""The Vercel project of one stack, with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import pulumi

from components._base import Component
from components.resources.vercel import (
    FirewallConfig,
    Project,
    ProjectDeploymentCheck,
    ProjectDeploymentRetention,
    ProjectDomain,
    ProjectEnvironmentVariable,
    ProjectRoute,
    UserToken,
)
from components.vercel_firewall import custom_rules, managed_rulesets
from components.vercel_routes import routes
from settings.model import VercelTarget
from settings.plan import Plan
from settings.platform import App
from settings.variable import Variable
from settings.vercel import Vercel


class VercelHosting(Component):
    """Type token `luma:vercel:VercelHosting`.

    Produces:
        - `Project`, protected, connected to the repository.
        - `ProjectEnvironmentVariable`, one for each variable and target.
        - `ProjectDomain` of the app, protected; another of the www host where it redirects.
        - `ProjectRoute`, one for the headers of a source and one a redirect, of those that project routes own.
        - `FirewallConfig`: the plan's managed rules and the rate limit.
        - `ProjectDeploymentRetention`.
        - `ProjectDeploymentCheck`, one for each job that settings name, where Vercel's Git integration deploys; where
          GitHub Actions deploy, the order of the workflow's jobs does this.
        - `UserToken`, for deploying previews of this project and nothing else, where settings say when it ends.

    It does not own the team, the GitHub app that connects the repository, DNS records, or `vercel.json`. It makes no
    `ProjectProtectionBypass`: its provider writes the secret into the resource's id, which no state encrypts. The
    workflow's smoke test reaches a protected deployment with its deploy token, by `vercel curl`.

    Args:
        name: Name of the component.
        settings: The project.
        app: The app, for its domain and environment.
        plan: What the Vercel team's plan has.
        repository: Full name of the repository, in lower case.
        production_branch: Branch whose deployments are production.
        variables: The project's variables: what each is, its targets and its value.
        after: What must exist before the repository can be connected.
        protect: Whether the project and its domain are protected.
        opts: Options with an explicit Vercel provider.
    """

    CLOUD = "vercel"

    def __init__(
        self,
        name: str,
        settings: Vercel,
        *,
        app: App,
        plan: Plan,
        repository: str,
        production_branch: str,
        variables: Sequence[tuple[Variable, Sequence[VercelTarget], pulumi.Input[str]]],
        after: Sequence[pulumi.Resource],
        protect: bool,
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(name, opts, protect=protect)
        self._settings = settings
        project = self._create_project(app, plan, repository, production_branch, after)
        self.project_id = project.id
        for variable, targets, value in variables:
            self._create_variable(variable, targets, value)
        self._create_domains(app)
        self._create_routes()
        self._create_firewall(plan)
        self._create_retention()
        if settings.deploy_by == "git":
            self._create_checks()
        self.variables: Mapping[str, pulumi.Output[str]] = {
            "VERCEL_ORG_ID": pulumi.Output.secret(settings.team),
            "VERCEL_PROJECT_ID": pulumi.Output.secret(project.id),
            **self._create_preview_token(),
        }
        self.register_outputs({})

    def _create_project(
        self, app: App, plan: Plan, repository: str, branch: str, after: Sequence[pulumi.Resource]
    ) -> Project:
        """Create the project. Each optional switch is said, or a later change elsewhere would go unseen."""
        settings = self._settings
        by_git = settings.deploy_by == "git"
        return Project(
            self.child_name("project"),
            self.child_opts(stateful=True, after=after),
            name=settings.project,
            framework=settings.framework,
            node_version=settings.node_version,
            build_command=settings.build_command,
            resource_config={
                "fluid": True,
                "functionDefaultRegions": sorted(settings.regions),
                "functionDefaultTimeout": settings.default_timeout,
            },
            git_repository={"type": "github", "repo": repository, "productionBranch": branch},
            git_provider_options={
                "createDeployments": by_git,
                "gitCommitStatus": by_git,
                "repositoryDispatchEvents": False,
                "requireVerifiedCommits": True,
            },
            git_comments={"onCommit": False, "onPullRequest": by_git},
            git_fork_protection=True,
            git_lfs=False,
            # The workflow promotes a production deployment after its smoke test; only then does it get the domain.
            auto_assign_custom_domains=by_git or app.environment != "production",
            automatically_expose_system_environment_variables=True,
            customer_success_code_visibility=False,
            directory_listing=False,
            enable_affected_projects_deployments=False,
            enable_preview_feedback="preview" in settings.targets,
            enable_production_feedback=False,
            function_failover=False,
            oidc_token_config={"issuerMode": "team"},
            on_demand_concurrent_builds=False,
            preview_deployments_disabled="preview" not in settings.targets,
            prioritise_production_builds=True,
            protected_sourcemaps=True,
            skew_protection=settings.skew_protection if plan.has_skew_protection else None,
            vercel_authentication={"deploymentType": "standard_protection_new"},
        )

    def _create_variable(self, variable: Variable, targets: Sequence[VercelTarget], value: pulumi.Input[str]) -> None:
        """Create one resource a target, so that no two targets can come to share a secret unseen."""
        secret = variable.kind == "secret"
        for target in targets:
            ProjectEnvironmentVariable(
                self.child_name(f"env-{variable.name}-{target}"),
                self.child_opts(),
                project_id=self.project_id,
                key=variable.name,
                value=value,
                targets=[target],
                sensitive=secret,
                visibility="secret" if secret else "config",
                comment=variable.description,
            )

    def _create_domains(self, app: App) -> None:
        domain = ProjectDomain(
            self.child_name("domain"),
            self.child_opts(stateful=True),
            project_id=self.project_id,
            domain=app.domain,
        )
        if app.redirect_www:
            ProjectDomain(
                self.child_name("domain-www"),
                self.child_opts(stateful=True, after=[domain]),
                project_id=self.project_id,
                domain=f"www.{app.domain}",
                redirect=app.domain,
                redirect_status_code=308,
            )

    def _create_routes(self) -> None:
        for route in routes(self._settings):
            ProjectRoute(
                self.child_name(f"route-{route.role}"),
                self.child_opts(),
                project_id=self.project_id,
                name=route.name,
                enabled=True,
                position={"placement": "end"},  # without one the vendor's plugin (5.10.0) crashes
                route=route.route,
            )

    def _create_firewall(self, plan: Plan) -> None:
        FirewallConfig(
            self.child_name("firewall"),
            self.child_opts(),
            project_id=self.project_id,
            enabled=True,
            managed_rulesets=managed_rulesets(self._settings, plan),
            rules=custom_rules(self._settings.rate_limit),
        )

    def _create_retention(self) -> None:
        retention = self._settings.retention
        ProjectDeploymentRetention(
            self.child_name("retention"),
            self.child_opts(),
            project_id=self.project_id,
            expiration_production=retention.production,
            expiration_preview=retention.preview,
            expiration_canceled=retention.canceled,
            expiration_errored=retention.errored,
        )

    def _create_checks(self) -> None:
        for check in self._settings.deployment_checks:
            ProjectDeploymentCheck(
                self.child_name(f"check-{check.replace(' ', '')}"),
                self.child_opts(),
                project_id=self.project_id,
                name=check,
                source={"kind": "git-provider", "provider": "github", "externalCheckName": check},
                requires="build-ready",
                blocks="deployment-alias",
                targets=["production"],
                is_rerequestable=False,
            )

    def _create_preview_token(self) -> Mapping[str, pulumi.Output[str]]:
        expires = self._settings.preview_token_expires
        if expires is None:
            return {}
        token = UserToken(
            self.child_name("preview-token"),
            self.child_opts(),
            name=f"{self._settings.project} previews",
            team_id=self._settings.team,
            project_id=self.project_id,
            expires_at=round(datetime.fromisoformat(expires).timestamp() * 1000),
        )
        return {"VERCEL_PREVIEW_TOKEN": pulumi.Output.secret(token.bearer_token)}
