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


def _wildcards(view: ResourceView, _config: Config) -> Iterator[Finding]:
    path = "allowedActionsConfig.patternsAlloweds"
    wide = sum(pattern.split("@")[0].strip() in ("*", "*/*", "**") for pattern in view.texts(path))
    if wide:
        yield Finding(view, path, f"has {wide} pattern(s) that match every action")


def _is_production(view: ResourceView) -> bool:
    return view.text("environment") == "production"


def _has_reviewers(view: ResourceView) -> bool:
    return any(reviewers.items("teams") or reviewers.items("users") for reviewers in view.items("reviewers"))


def _no_reviewers(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.github_plan == "enterprise" and _is_production(view) and not _has_reviewers(view):
        yield Finding(view, "reviewers", "is missing or empty")


def _self_review(view: ResourceView, config: Config) -> Iterator[Finding]:
    if _has_reviewers(view):
        yield from must_equal("preventSelfReview", True)(view, config)


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
        id="GHA-003",
        name="github-actions-forbid-wildcard",
        types=(ACTIONS_PERMISSIONS,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A list that matches everything allows every action of any author.",
        must="A pattern of allowed actions must name an owner.",
        fix="write `owner/*` or `owner/name@*`.",
        source="GitHub: allowed actions",
        check=_wildcards,
        frameworks=("OpenSSF Scorecard: Pinned-Dependencies",),
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
        id="GHA-005",
        name="github-workflow-disable-approvals",
        types=(WORKFLOW_PERMISSIONS,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A workflow could approve the change that its own author wrote.",
        must="Workflows must not approve pull requests.",
        fix="set `canApprovePullRequestReviews: false`.",
        source="legitify actions_can_approve_pull_requests",
        check=must_equal("canApprovePullRequestReviews", False),
        frameworks=("OpenSSF Scorecard: Code-Review", "SOC 2 CC8.1"),
        mend={"canApprovePullRequestReviews": False},
    ),
    Rule(
        id="GHE-001",
        name="github-environment-require-reviewers",
        types=(ENVIRONMENT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A release would need nobody's approval.",
        must="The production environment must have reviewers where the plan has them.",
        fix="name a team under `reviewers`.",
        source="SSWConsulting/SSW.Rules.Content#13081",
        check=_no_reviewers,
        frameworks=("SOC 2 CC8.1",),
        note="Private repositories have reviewers on GitHub Enterprise only; else GHE-004 and GHR-014 guard releases.",
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
        id="GHE-003",
        name="github-environment-disable-self-review",
        types=(ENVIRONMENT,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Whoever starts a release could approve it, too.",
        must="Reviewers must not approve their own release.",
        fix="set `preventSelfReview: true`.",
        source="GitHub provider: RepositoryEnvironment.preventSelfReview defaults to false",
        check=_self_review,
        frameworks=("SOC 2 CC8.1",),
        mend={"preventSelfReview": True},
        note="Judged where an environment has reviewers: without them there is no review.",
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
