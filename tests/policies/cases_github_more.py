"""Cases of the rules on repository settings, reviews, outside access, Actions, environments and secrets."""

from __future__ import annotations

from luma_policies import kinds

from .case import Case, fires, silent, tolerates_unknown
from .cases_github import PROTECTED, PROTECTION
from .good_github import FILES
from .world import Item, add, both, configured, drop, option, put, without

_LACKS_LABEL = ("GHS-004", "workflow")
_REVIEWS = "rules.pullRequest"
_AUTO = put("repository", "allowAutoMerge", True)
_UNTESTED = drop("ruleset", "rules.requiredStatusChecks")
_KEPT_BRANCH = add("kept", Item(kinds.BRANCH, {"repository": "shop-web", "branch": "archive"}))
_REQUEST = add("request", Item(kinds.PULL_REQUEST, {"baseRef": "main", "headRef": "archive"}))


def _review(rule: str, in_ruleset: str, in_protection: str) -> tuple[Case, ...]:
    """Build the cases of a setting of the review rules, which both types have under different names."""
    inside = f"requiredPullRequestReviews[0].{in_protection}"
    return (
        fires(rule, "ruleset", "off", put("ruleset", f"{_REVIEWS}.{in_ruleset}", False)),
        fires(rule, "ruleset", "not declared", drop("ruleset", f"{_REVIEWS}.{in_ruleset}")),
        fires(rule, "protection", "off in a branch protection", both(PROTECTED, put("protection", inside, False))),
        silent(rule, "no reviews is another rule", drop("ruleset", _REVIEWS), ("GHR-014", "ruleset")),
        tolerates_unknown(rule, "ruleset", f"{_REVIEWS}.{in_ruleset}"),
    )


CASES: tuple[Case, ...] = (
    fires(
        "GHR-002",
        "repository",
        "scanning off",
        put("repository", "securityAndAnalysis.secretScanning.status", "disabled"),
    ),
    fires(
        "GHR-002",
        "repository",
        "no push protection",
        drop("repository", "securityAndAnalysis.secretScanningPushProtection"),
    ),
    fires("GHR-002", "repository", "no word on scanning", drop("repository", "securityAndAnalysis")),
    silent(
        "GHR-002", "not licensed", both(configured(secret_protection=False), drop("repository", "securityAndAnalysis"))
    ),
    tolerates_unknown("GHR-002", "repository", "securityAndAnalysis"),
    fires("GHR-003", "repository", "a deprecated setting", put("repository", "private", True)),
    fires("GHR-003", "repository", "deprecated alerts", put("repository", "vulnerabilityAlerts", True)),
    tolerates_unknown("GHR-003", "repository", "defaultBranch"),
    fires("GHR-004", "repository", "not protected", option("repository", protect=False)),
    silent(
        "GHR-004",
        "archived instead",
        both(option("repository", protect=False), put("repository", "archiveOnDestroy", True)),
    ),
    fires("GHR-005", "repository", "forks", put("repository", "allowForking", True)),
    silent("GHR-005", "no word on forks", drop("repository", "allowForking")),
    tolerates_unknown("GHR-005", "repository", "allowForking"),
    fires("GHR-006", "repository", "a kept branch", _KEPT_BRANCH),
    silent("GHR-006", "the head of a pull request", both(_KEPT_BRANCH, _REQUEST)),
    silent("GHR-006", "branches stay", both(_KEPT_BRANCH, drop("repository", "deleteBranchOnMerge"))),
    fires("GHR-007", "repository", "no checks", both(_AUTO, _UNTESTED), ("GHR-019", "ruleset")),
    silent("GHR-007", "auto-merge after checks", _AUTO),
    silent("GHR-007", "no word on auto-merge", drop("repository", "allowAutoMerge")),
    tolerates_unknown("GHR-007", "repository", "allowAutoMerge"),
    fires("GHR-008", "alerts", "alerts off", put("alerts", "enabled", False)),
    fires("GHR-008", "alerts", "no word on alerts", drop("alerts", "enabled")),
    fires("GHR-008", "repository", "alerts not managed", without("alerts")),
    tolerates_unknown("GHR-008", "alerts", "enabled"),
    fires("GHR-009", "updates", "updates off", put("updates", "enabled", False)),
    fires("GHR-009", "repository", "updates not managed", without("updates")),
    silent("GHR-009", "Renovate instead", both(without("updates"), put("file", "file", "renovate.json"))),
    tolerates_unknown("GHR-009", "updates", "enabled"),
    *_review("GHR-015", "dismissStaleReviewsOnPush", "dismissStaleReviews"),
    *_review("GHR-016", "requireLastPushApproval", "requireLastPushApproval"),
    *_review("GHR-017", "requireCodeOwnerReview", "requireCodeOwnerReviews"),
    fires("GHR-017", "repository", "no CODEOWNERS file", without("owners")),
    silent(
        "GHR-017",
        "no files delivered at all",
        without(*FILES),
        ("HDR-001", "project"),
    ),
    fires("GHR-018", "ruleset", "open threads", put("ruleset", f"{_REVIEWS}.requiredReviewThreadResolution", False)),
    fires("GHR-018", "ruleset", "no word on threads", drop("ruleset", f"{_REVIEWS}.requiredReviewThreadResolution")),
    fires(
        "GHR-018",
        "protection",
        "open threads in a branch protection",
        both(PROTECTED, drop("protection", "requireConversationResolution")),
    ),
    tolerates_unknown("GHR-018", "ruleset", f"{_REVIEWS}.requiredReviewThreadResolution"),
    fires(
        "GHR-020",
        "ruleset",
        "a check of any app",
        drop("ruleset", "rules.requiredStatusChecks.requiredChecks[0].integrationId"),
    ),
    silent("GHR-020", "no checks is another rule", _UNTESTED, ("GHR-019", "ruleset")),
    tolerates_unknown("GHR-020", "ruleset", "rules.requiredStatusChecks.requiredChecks[0].integrationId"),
    fires("GHR-024", "protection", "administrators free", both(PROTECTED, drop("protection", "enforceAdmins"))),
    fires(
        "GHR-024", "protection", "someone may force", both(PROTECTED, put("protection", "forcePushBypassers", ["/x"]))
    ),
    silent("GHR-024", "everyone bound", PROTECTED),
    fires("GHR-025", "protection", "both for one branch", add("protection", PROTECTION)),
    silent("GHR-025", "another branch", both(add("protection", PROTECTION), put("protection", "pattern", "release/*"))),
    fires("GHR-027", "deploy-key", "a key that writes", put("deploy-key", "readOnly", False)),
    fires("GHR-027", "deploy-key", "no word on writing", drop("deploy-key", "readOnly")),
    tolerates_unknown("GHR-027", "deploy-key", "readOnly"),
    fires(
        "GHR-028", "github-webhook", "plain http", put("github-webhook", "configuration.url", "http://hooks.example")
    ),
    fires("GHR-028", "github-webhook", "no certificates", put("github-webhook", "configuration.insecureSsl", True)),
    fires("GHR-028", "github-webhook", "no secret", drop("github-webhook", "configuration.secret")),
    fires("GHR-028", "github-webhook", "no configuration", drop("github-webhook", "configuration")),
    tolerates_unknown("GHR-028", "github-webhook", "configuration.secret"),
    fires("GHR-029", "collaborator", "an administrator", put("collaborator", "permission", "admin")),
    fires("GHR-029", "collaborators", "a maintainer", put("collaborators", "users[0].permission", "maintain")),
    silent("GHR-029", "the default role", drop("collaborator", "permission")),
    tolerates_unknown("GHR-029", "collaborator", "permission"),
    fires(
        "GHA-003", "actions", "everything", put("actions", "allowedActionsConfig.patternsAlloweds", ["pnpm/*", "*/*"])
    ),
    fires(
        "GHA-003",
        "actions",
        "everything at any version",
        put("actions", "allowedActionsConfig.patternsAlloweds", ["*@*"]),
    ),
    silent("GHA-003", "no patterns", drop("actions", "allowedActionsConfig")),
    tolerates_unknown("GHA-003", "actions", "allowedActionsConfig"),
    fires(
        "GHA-005", "workflow-token", "workflows approve", put("workflow-token", "canApprovePullRequestReviews", True)
    ),
    fires("GHA-005", "workflow-token", "no word on approving", drop("workflow-token", "canApprovePullRequestReviews")),
    tolerates_unknown("GHA-005", "workflow-token", "canApprovePullRequestReviews"),
    fires("GHE-001", "environment", "no reviewers", drop("environment", "reviewers")),
    fires("GHE-001", "environment", "an empty list of reviewers", put("environment", "reviewers", [{"teams": []}])),
    silent("GHE-001", "a plan without them", both(configured(github_plan="team"), drop("environment", "reviewers"))),
    silent(
        "GHE-001",
        "another environment",
        both(put("environment", "environment", "preview"), drop("environment", "reviewers")),
    ),
    tolerates_unknown("GHE-001", "environment", "reviewers"),
    fires("GHE-003", "environment", "self-review", put("environment", "preventSelfReview", False)),
    fires("GHE-003", "environment", "no word on self-review", drop("environment", "preventSelfReview")),
    tolerates_unknown("GHE-003", "environment", "preventSelfReview"),
    fires(
        "GHS-001",
        "repository-secret",
        "a credential for all",
        put("repository-secret", "secretName", "VERCEL_TOKEN"),
        _LACKS_LABEL,
    ),
    silent(
        "GHS-001",
        "no name",
        drop("repository-secret", "secretName"),
        _LACKS_LABEL,
        ("GHS-005", "repository-secret"),
    ),
    tolerates_unknown("GHS-001", "repository-secret", "secretName"),
    fires("GHS-002", "environment-secret", "the old field", put("environment-secret", "plaintextValue", "x")),
    fires("GHS-002", "repository-secret", "drift that wipes", put("repository-secret", "destroyOnDrift", True)),
    tolerates_unknown("GHS-002", "environment-secret", "encryptedValue"),
    fires(
        "GHS-003", "repository-variable", "a secret by name", put("repository-variable", "variableName", "API_TOKEN")
    ),
    fires(
        "GHS-003",
        "environment-variable",
        "a secret by value",
        put("environment-variable", "value", "ghp_abcdefghijklmnopqrstuvwxyz"),
    ),
    silent("GHS-003", "no name", drop("environment-variable", "variableName"), _LACKS_LABEL),
    tolerates_unknown("GHS-003", "environment-variable", "value"),
    fires("GHS-006", "dependabot-secret", "a deploy token", put("dependabot-secret", "secretName", "VERCEL_TOKEN")),
    silent("GHS-006", "no name", drop("dependabot-secret", "secretName")),
    tolerates_unknown("GHS-006", "dependabot-secret", "secretName"),
)
