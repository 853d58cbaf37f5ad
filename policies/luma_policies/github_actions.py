"""Rules on what GitHub Actions may run and on the environments that it deploys to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import ACTIONS_PERMISSIONS, ENVIRONMENT, ENVIRONMENT_POLICY, REPOSITORY, WORKFLOW_PERMISSIONS
from .rule import Finding, Level, Outcome, Rule, Severity, each, must_equal, must_exist
from .view import ResourceView, StackView

_PREVIEW_REF: Final = "refs/pull/*/merge"


def _all_actions(view: ResourceView, _config: Config) -> Iterator[Finding]:
    allowed = view.text("allowedActions")
    if allowed not in ("selected", "local_only"):
        yield Finding(view, "allowedActions", "is missing" if allowed is None else "is not `selected` or `local_only`")


def _any_branch(view: ResourceView, _config: Config) -> Iterator[Finding]:
    policy = view.object("deploymentBranchPolicy")
    if policy.flag("protectedBranches") is not True and policy.flag("customBranchPolicies") is not True:
        yield Finding(view, "deploymentBranchPolicy", "is missing or names neither kind of policy")


def _pattern(view: ResourceView, config: Config) -> Iterator[Finding]:
    branch, tag = view.text("branchPattern"), view.text("tagPattern")
    if view.text("environment") == "preview":
        if branch != _PREVIEW_REF:
            yield Finding(view, "branchPattern", f"is not `{_PREVIEW_REF}`, although the environment is `preview`")
    elif tag is None and branch != config.default_branch:
        yield Finding(view, "branchPattern", f"is not the default branch, `{config.default_branch}`")
    if tag is not None and not tag.strip("*"):
        yield Finding(view, "tagPattern", "matches every tag")


def _environment_rule(view: ResourceView, config: Config) -> Iterator[Finding]:
    yield from (_any_branch if view.type == ENVIRONMENT else _pattern)(view, config)


def _no_pattern(stack: StackView, _config: Config) -> Iterator[Outcome]:
    """Environments with policies of their own that have none: GitHub would let no branch deploy there."""

    def check(view: ResourceView) -> Iterator[Finding]:
        name = view.text("environment")
        custom = view.flag("deploymentBranchPolicy.customBranchPolicies")
        if custom and name not in {policy.text("environment") for policy in stack.of(ENVIRONMENT_POLICY)}:
            yield Finding(view, "deploymentBranchPolicy", "asks for policies of its own, and the stack has none for it")

    yield from each(stack.of(ENVIRONMENT), check)


RULES: Final = (
    Rule(
        id="GHA-001",
        name="github-actions-limit-sources",
        types=(ACTIONS_PERMISSIONS,),
        stack_types=(REPOSITORY,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A workflow could run any action of any author with the repository's secrets.",
        must="Only selected actions must be allowed.",
        fix="declare an ActionsRepositoryPermissions with `allowedActions: selected` and the list of patterns.",
        source="legitify all_github_actions_are_allowed; Allstar GitHub Actions",
        check=_all_actions,
        stack_check=must_exist(REPOSITORY, ACTIONS_PERMISSIONS, "allowedActions"),
        frameworks=("OpenSSF Scorecard: Pinned-Dependencies", "CIS GitHub 2.1", "SOC 2 CC6.8"),
        mend={"allowedActions": "selected"},
    ),
    Rule(
        id="GHA-002",
        name="github-actions-pin-versions",
        types=(ACTIONS_PERMISSIONS,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A tag can be moved to other code, as happened to tj-actions/changed-files in 2025.",
        must="GitHub must refuse actions that are not pinned to a full commit SHA.",
        fix="set `shaPinningRequired: true`.",
        source="integrations/terraform-provider-github#2870",
        check=must_equal("shaPinningRequired", True),
        frameworks=("OpenSSF Scorecard: Pinned-Dependencies", "SOC 2 CC6.8"),
        mend={"shaPinningRequired": True},
    ),
    Rule(
        id="GHA-004",
        name="github-workflow-limit-token",
        types=(WORKFLOW_PERMISSIONS,),
        stack_types=(REPOSITORY,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Every step of every workflow could push code and publish releases.",
        must="The token of workflows must be read-only by default.",
        fix="declare a WorkflowRepositoryPermissions with `defaultWorkflowPermissions: read`.",
        source="legitify token_default_permissions_is_read_write",
        check=must_equal("defaultWorkflowPermissions", "read"),
        stack_check=must_exist(REPOSITORY, WORKFLOW_PERMISSIONS, "defaultWorkflowPermissions"),
        frameworks=("OpenSSF Scorecard: Token-Permissions", "SOC 2 CC6.3"),
        mend={"defaultWorkflowPermissions": "read"},
    ),
    Rule(
        id="GHE-002",
        name="github-environment-disable-bypass",
        types=(ENVIRONMENT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="An administrator could deploy past every protection rule, and GitHub lets them unless told otherwise.",
        must="Administrators must not bypass an environment's rules.",
        fix="set `canAdminsBypass: false`.",
        source="GitHub provider: RepositoryEnvironment.canAdminsBypass defaults to true",
        check=must_equal("canAdminsBypass", False),
        frameworks=("SOC 2 CC8.1",),
        mend={"canAdminsBypass": False},
    ),
    Rule(
        id="GHE-004",
        name="github-environment-limit-branches",
        types=(ENVIRONMENT, ENVIRONMENT_POLICY),
        stack_types=(ENVIRONMENT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Any branch could deploy there and read the environment's secrets without review.",
        must="An environment must name the refs that may use it: pull requests for `preview`, else the default branch.",
        fix="set `deploymentBranchPolicy.customBranchPolicies: true` and add a RepositoryEnvironmentDeploymentPolicy.",
        source="integrations/terraform-provider-github#1955",
        check=_environment_rule,
        stack_check=_no_pattern,
        frameworks=("SOC 2 CC8.1",),
        note="A tag pattern other than `*` passes: releases may deploy from protected tags.",
    ),
)
