"""Rules on what protects branches and tags: rulesets and branch protections.

A ruleset is judged by itself when it covers the default branch; GitHub would add several up, but one that stands alone
is what a reader can check.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .branches import check_rules, guards, guards_default_branch, review_rules
from .config import Config
from .kinds import BRANCH_PROTECTION, FILE, REPOSITORY, RULESET
from .rule import Finding, Level, Outcome, Rule, Severity, each, must_equal
from .view import ResourceView, StackView

_BOTH: Final = (RULESET, BRANCH_PROTECTION)
_ADMINISTRATORS: Final = 5
"""The id of the repository role `admin` in a ruleset's bypass list (GitHub REST API: rulesets)."""


def _unprotected(stack: StackView, config: Config) -> Iterator[Outcome]:
    repositories = stack.of(REPOSITORY)
    for repository in repositories:
        alone = len(repositories) == 1
        name = None if alone else repository.text("name")
        if not any(alone or view.text("repository") == name for view in guards(stack, config)):
            yield Finding(repository, "ruleset", "is missing: nothing in this stack protects the default branch")


def _force_push(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if view.type == BRANCH_PROTECTION:
        if view.flag("allowsForcePushes"):
            yield Finding(view, "allowsForcePushes", "is true")
    elif view.text("target") != "push" and not (view.flag("rules.nonFastForward") or _frozen(view)):
        yield Finding(view, "rules.nonFastForward", "is not true")


def _frozen(view: ResourceView) -> bool:
    """Whether nobody may move what a tag ruleset covers at all, which force pushes need."""
    return view.text("target") == "tag" and view.flag("rules.update") is True


def _deletion(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if view.type == BRANCH_PROTECTION:
        if view.flag("allowsDeletions"):
            yield Finding(view, "allowsDeletions", "is true")
    elif view.text("target") != "push" and view.flag("rules.deletion") is not True:
        yield Finding(view, "rules.deletion", "is not true")


def _reviews(view: ResourceView, config: Config) -> Iterator[Finding]:
    if not guards_default_branch(view, config):
        return
    rules = list(review_rules(view))
    if not rules:
        path = "requiredPullRequestReviews" if view.type == BRANCH_PROTECTION else "rules.pullRequest"
        yield Finding(view, path, "is missing")
    for rule in rules:
        if (rule.number("requiredApprovingReviewCount") or 0) < config.minimum_reviews:
            yield Finding(view, rule.path("requiredApprovingReviewCount"), f"is less than {config.minimum_reviews}")


def _checks(view: ResourceView, config: Config) -> Iterator[Finding]:
    if not guards_default_branch(view, config):
        return
    protection = view.type == BRANCH_PROTECTION
    listed, strict = ("contexts", "strict") if protection else ("requiredChecks", "strictRequiredStatusChecksPolicy")
    rules = list(check_rules(view))
    if not rules:
        yield Finding(view, "requiredStatusChecks" if protection else "rules.requiredStatusChecks", "is missing")
    for rule in rules:
        if not rule.items(listed):
            yield Finding(view, rule.path(listed), "is empty")
        if rule.flag(strict) is not True:
            yield Finding(view, rule.path(strict), "is not true")


def _bypass(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for actor in view.items("bypassActors"):
        if actor.text("bypassMode") != "pull_request":
            yield Finding(view, actor.path("bypassMode"), "is not `pull_request`")
        kind = actor.text("actorType")
        if kind == "OrganizationAdmin" or (kind == "RepositoryRole" and actor.number("actorId") == _ADMINISTRATORS):
            yield Finding(view, actor.path("actorType"), "lets every administrator pass")


def _blocked_files(stack: StackView, config: Config) -> Iterator[Outcome]:
    """Find files committed to a branch whose rules refuse that; a ruleset made after the file lets it pass."""
    closed = [view for view in guards(stack, config) if _refuses_commits(view) and not view.items("bypassActors")]

    def check(file: ResourceView) -> Iterator[Finding]:
        if (file.text("branch") or config.default_branch) != config.default_branch:
            return
        blocking = [view for view in closed if file.urn not in view.dependencies]
        if blocking:
            yield Finding(file, "branch", "is the protected default branch, which refuses a direct commit")

    yield from each(stack.of(FILE), check)


def _refuses_commits(view: ResourceView) -> bool:
    signed = "requireSignedCommits" if view.type == BRANCH_PROTECTION else "rules.requiredSignatures"
    return bool(list(review_rules(view))) or view.flag(signed) is True


RULES: Final = (
    Rule(
        id="GHR-010",
        name="github-repository-require-ruleset",
        types=(REPOSITORY,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Anyone with write access could push to, rewrite or delete the branch that is deployed.",
        must="A repository's default branch must be protected by an active ruleset.",
        fix="add a RepositoryRuleset with `enforcement: active` whose conditions include `~DEFAULT_BRANCH`.",
        source="Checkov CKV2_GIT_1; OpenSSF Scorecard Branch-Protection, tier 1",
        stack_check=_unprotected,
        must_be_known=("enforcement", "target", "conditions", "pattern", "repository", "name"),
        frameworks=("OpenSSF Scorecard: Branch-Protection", "CIS GitHub 1.1.20", "SOC 2 CC8.1"),
        note="Holds where the stack owns the repository.",
    ),
    Rule(
        id="GHR-011",
        name="github-ruleset-enable-enforcement",
        types=(RULESET,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A disabled or evaluated ruleset stops nothing while it looks configured.",
        must="A ruleset must be enforced.",
        fix="set `enforcement: active`.",
        source="mitodl/ol-infrastructure: rulesets probe",
        check=must_equal("enforcement", "active"),
        frameworks=("OpenSSF Scorecard: Branch-Protection", "CIS GitHub 1.1.20"),
    ),
    Rule(
        id="GHR-012",
        name="github-ruleset-forbid-force-push",
        types=_BOTH,
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="History could be rewritten, and with it what was reviewed and released.",
        must="Force pushes must be forbidden.",
        fix="set `rules.nonFastForward: true` (`allowsForcePushes: false` on a branch protection).",
        source="Checkov CKV_GITHUB_5",
        check=_force_push,
        frameworks=("OpenSSF Scorecard: Branch-Protection", "CIS GitHub 1.1.16"),
        note="A tag ruleset that forbids every update (`rules.update`) passes, too.",
    ),
    Rule(
        id="GHR-013",
        name="github-ruleset-forbid-deletion",
        types=_BOTH,
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The branch or the release tag could be deleted, and with it the record of what was released.",
        must="Deletion must be forbidden.",
        fix="set `rules.deletion: true` (`allowsDeletions: false` on a branch protection).",
        source="Checkov CKV_GITHUB_18",
        check=_deletion,
        frameworks=("OpenSSF Scorecard: Branch-Protection", "CIS GitHub 1.1.17"),
    ),
    Rule(
        id="GHR-014",
        name="github-ruleset-require-reviews",
        types=_BOTH,
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="One person alone could change what is deployed.",
        must="Changes of the default branch must come by pull request with enough approvals.",
        fix="set `rules.pullRequest.requiredApprovingReviewCount` to the policies' `minimum-reviews` or more.",
        source="Checkov CKV_GIT_5, CKV_GITHUB_19",
        check=_reviews,
        frameworks=("OpenSSF Scorecard: Code-Review", "CIS GitHub 1.1.3", "SOC 2 CC8.1"),
        note="Two reviews, which the sources advise for production, are a matter of `minimum-reviews`.",
    ),
    Rule(
        id="GHR-019",
        name="github-ruleset-require-checks",
        types=_BOTH,
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A change that no test saw, or that was tested against an old branch, could be deployed.",
        must="The default branch must require status checks on an up-to-date branch.",
        fix="list `rules.requiredStatusChecks.requiredChecks` and set `strictRequiredStatusChecksPolicy: true`.",
        source="Checkov CKV_GITHUB_14, CKV_GITHUB_20",
        check=_checks,
        frameworks=("OpenSSF Scorecard: CI-Tests", "CIS GitHub 1.1.9", "CIS GitHub 1.1.10", "SOC 2 CC8.1"),
    ),
    Rule(
        id="GHR-023",
        name="github-ruleset-limit-bypass",
        types=(RULESET,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Whoever may always pass the ruleset is not bound by it, and nobody sees it happen.",
        must="A bypass must be for pull requests only and not for all administrators.",
        fix="remove the actor, or set its `bypassMode` to `pull_request`.",
        source="legitify users_allowed_to_bypass_ruleset; OpenSSF Scorecard",
        check=_bypass,
        frameworks=("OpenSSF Scorecard: Branch-Protection", "CIS GitHub 1.1.14", "SOC 2 CC6.3"),
    ),
    Rule(
        id="GHR-026",
        name="github-file-match-protection",
        types=(FILE,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="GitHub answers 409 to a direct commit there, so the deployment would stop half-way.",
        must="A file must not be committed straight to a branch that requires pull requests or signatures.",
        fix="deliver it on another branch with a RepositoryPullRequest, or make the ruleset depend on the file.",
        source="btkrausen/terraform-codespaces#4",
        stack_check=_blocked_files,
        note="First files pass: they are written before the ruleset that depends on them exists.",
    ),
)
