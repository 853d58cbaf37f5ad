"""The app's repository: its settings, files, rules and what its workflows may do. One stack owns it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pulumi

from components._base import Component
from components.github_files import File, deliver
from components.github_rules import branch_conditions, branch_rules, tag_conditions, tag_rules
from components.resources.github import (
    ActionsRepositoryPermissions,
    Repository,
    RepositoryDependabotSecurityUpdates,
    RepositoryRuleset,
    RepositoryVulnerabilityAlerts,
    WorkflowRepositoryPermissions,
)
from settings.github import GitHub
from settings.plan import Plan
from settings.platform import App

if TYPE_CHECKING:
    from components.resources.objects.github import RepositorySecurityAndAnalysis, RepositoryTemplate


class GitHubRepository(Component):
    """Type token `luma:github:GitHubRepository`.

    Produces:
        - `Repository`, private and protected.
        - `RepositoryVulnerabilityAlerts` and `RepositoryDependabotSecurityUpdates`.
        - `ActionsRepositoryPermissions` and `WorkflowRepositoryPermissions`.
        - `Files`, everything that is delivered into it.
        - `RepositoryRuleset` for the default branch, made after the first files, and for release tags.

    It does not own environments, secrets, teams, or the organization.

    Args:
        name: Name of the component.
        settings: The repository, its rules and Actions.
        plan: What the GitHub organization's plan has.
        app: The app, for its address.
        files: The files for the repository by their paths.
        protect: Whether the repository is protected.
        opts: Options with explicit providers github and luma.
    """

    CLOUD = "github"
    PLUGINS = ("github", "luma")

    def __init__(
        self,
        name: str,
        settings: GitHub,
        *,
        plan: Plan,
        app: App,
        files: Mapping[str, File],
        protect: bool,
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(name, opts, protect=protect)
        self._settings = settings
        self.repository = self._create_repository(plan, app.url)
        self._create_security()
        self._create_actions()
        delivered = deliver(self, settings, files, domain=app.domain, repository=self.repository)
        self._create_rulesets(delivered)
        self.filled: Sequence[pulumi.Resource] = [self.repository, delivered]
        """What must exist before anybody connects to the repository: it and its first files."""
        self.url = self.repository.html_url
        self.pull_request_url = delivered.pull_request_url
        """Address of the open pull request with changed files; empty where there is none."""
        self.register_outputs({})

    def _create_repository(self, plan: Plan, homepage: str) -> Repository:
        """Create the repository, or import the one that exists. It begins with a commit, for branches need one."""
        repository = self._settings.repository
        adopt = repository.origin == "adopt"
        return Repository(
            self.child_name("repository"),
            self.child_opts(pulumi.ResourceOptions(import_=repository.name if adopt else None), stateful=True),
            name=repository.name,
            description=repository.description,
            homepage_url=homepage,
            topics=sorted(repository.topics),
            visibility="private",
            auto_init=True if repository.starts_empty else None,
            template=_template(repository.template),
            allow_squash_merge=True,
            allow_merge_commit=False,
            allow_rebase_merge=False,
            allow_auto_merge=False,
            allow_update_branch=True,
            allow_forking=False,
            delete_branch_on_merge=True,
            squash_merge_commit_title="PR_TITLE",
            squash_merge_commit_message="PR_BODY",
            has_issues=True,
            has_projects=False,
            has_wiki=False,
            has_discussions=False,
            is_template=False,
            web_commit_signoff_required=False,
            archived=False,
            archive_on_destroy=False,
            security_and_analysis=_secret_scanning(plan),
        )

    def _create_security(self) -> None:
        alerts = RepositoryVulnerabilityAlerts(
            self.child_name("vulnerability-alerts"),
            self.child_opts(after=[self.repository]),
            repository=self._settings.repository.name,
            enabled=True,
        )
        RepositoryDependabotSecurityUpdates(
            self.child_name("dependabot-updates"),
            self.child_opts(after=[alerts]),  # GitHub has the updates only where alerts are on
            repository=self._settings.repository.name,
            enabled=True,
        )

    def _create_actions(self) -> None:
        ActionsRepositoryPermissions(
            self.child_name("actions-permissions"),
            self.child_opts(after=[self.repository]),
            repository=self._settings.repository.name,
            enabled=True,
            allowed_actions="selected",
            allowed_actions_config={
                "githubOwnedAllowed": True,
                "verifiedAllowed": False,
                "patternsAlloweds": sorted(self._settings.allowed_actions),
            },
            sha_pinning_required=True,
        )
        WorkflowRepositoryPermissions(
            self.child_name("workflow-permissions"),
            self.child_opts(after=[self.repository]),
            repository=self._settings.repository.name,
            default_workflow_permissions="read",
            can_approve_pull_request_reviews=False,
        )

    def _create_rulesets(self, first_files: pulumi.Resource) -> None:
        """Create the rulesets. The default branch's comes after the first files: it would refuse them."""
        RepositoryRuleset(
            self.child_name("ruleset-branch"),
            self.child_opts(after=[self.repository, first_files]),
            repository=self._settings.repository.name,
            name="Default branch",
            target="branch",
            enforcement="active",
            conditions=branch_conditions(),
            rules=branch_rules(self._settings),
        )
        RepositoryRuleset(
            self.child_name("ruleset-tags"),
            self.child_opts(after=[self.repository]),
            repository=self._settings.repository.name,
            name="Release tags",
            target="tag",
            enforcement="active",
            conditions=tag_conditions(self._settings),
            rules=tag_rules(),
        )


def _template(template: str | None) -> RepositoryTemplate | None:
    if template is None:
        return None
    owner, repository = template.split("/")
    return {"owner": owner, "repository": repository, "includeAllBranches": False}


def _secret_scanning(plan: Plan) -> RepositorySecurityAndAnalysis | None:
    """Return the switches that the plan has; GitHub answers 422 to the others on a private repository."""
    if not plan.github_secret_protection:
        return None
    return {"secretScanning": {"status": "enabled"}, "secretScanningPushProtection": {"status": "enabled"}}
