"""The repository's deployment environments of one stack: who may deploy there, and with which values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pulumi

from components._base import Component
from components.resources.github import (
    ActionsEnvironmentSecret,
    ActionsEnvironmentVariable,
    RepositoryEnvironment,
    RepositoryEnvironmentDeploymentPolicy,
)
from settings.github import GitHub
from settings.model import GitHubEnvironment
from settings.plan import Plan
from settings.variable import Variable

PULL_REQUESTS: Final = "refs/pull/*/merge"
"""The ref that a pull request's workflow runs on; exactly this, or any branch could reach the preview's token."""


class GitHubEnvironments(Component):
    """Type token `luma:github:GitHubEnvironments`.

    Produces, for each environment of the stack:
        - `RepositoryEnvironment`: no administrator's bypass; reviewers for production where the plan has them.
        - `RepositoryEnvironmentDeploymentPolicy`: pull requests for preview, the default branch for all others.
        - `ActionsEnvironmentSecret` and `ActionsEnvironmentVariable`, one for each variable that belongs there.

    It does not own the repository, which one stack makes before any other goes up.

    Args:
        name: Name of the component.
        settings: The environments, reviewers and the repository they belong to.
        plan: What the GitHub organization's plan has.
        variables: What each variable is, its environments and its value.
        after: The repository, where this stack makes it.
        opts: Options with an explicit GitHub provider.
    """

    CLOUD = "github"

    def __init__(
        self,
        name: str,
        settings: GitHub,
        *,
        plan: Plan,
        variables: Sequence[tuple[Variable, Sequence[GitHubEnvironment], pulumi.Input[str]]],
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(name, opts)
        self._settings = settings
        made = {
            environment: self._create_environment(environment, plan, after) for environment in settings.environments
        }
        for variable, environments, value in variables:
            for environment in environments:
                self._create_value(variable, environment, value, made[environment])
        self.register_outputs({})

    def _create_environment(
        self, environment: GitHubEnvironment, plan: Plan, after: Sequence[pulumi.Resource]
    ) -> RepositoryEnvironment:
        reviewed = environment == "production" and plan.has_reviewers
        made = RepositoryEnvironment(
            self.child_name(environment),
            self.child_opts(after=after),
            repository=self._settings.repository.name,
            environment=environment,
            can_admins_bypass=False,
            prevent_self_review=reviewed,
            reviewers=[{"teams": sorted(self._settings.reviewer_teams)}] if reviewed else None,
            deployment_branch_policy={"protectedBranches": False, "customBranchPolicies": True},
        )
        RepositoryEnvironmentDeploymentPolicy(
            self.child_name(f"{environment}-policy"),
            self.child_opts(after=[made]),
            repository=self._settings.repository.name,
            environment=environment,
            branch_pattern=PULL_REQUESTS if environment == "preview" else self._settings.default_branch,
        )
        return made

    def _create_value(
        self,
        variable: Variable,
        environment: GitHubEnvironment,
        value: pulumi.Input[str],
        made: RepositoryEnvironment,
    ) -> None:
        name, opts = self.child_name(f"{environment}-{variable.name}"), self.child_opts(after=[made])
        repository = self._settings.repository.name
        if variable.kind == "secret":
            ActionsEnvironmentSecret(
                name, opts, repository=repository, environment=environment, secret_name=variable.name, value=value
            )
        else:
            ActionsEnvironmentVariable(
                name, opts, repository=repository, environment=environment, variable_name=variable.name, value=value
            )
