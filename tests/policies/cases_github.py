"""Cases of the rules on a GitHub repository, its rulesets, Actions and environments."""

from __future__ import annotations

from luma_policies import kinds

from .case import Case, fires, refuses_unknown, silent, tolerates_unknown
from .good_github import FILES
from .world import Item, add, both, configured, drop, option, put, unknown, without

PROTECTION = Item(
    kinds.BRANCH_PROTECTION,
    {
        "repositoryId": "shop-web",
        "pattern": "main",
        "enforceAdmins": True,
        "requireConversationResolution": True,
        "requiredPullRequestReviews": [
            {
                "requiredApprovingReviewCount": 1,
                "dismissStaleReviews": True,
                "requireLastPushApproval": True,
                "requireCodeOwnerReviews": True,
            }
        ],
        "requiredStatusChecks": [{"strict": True, "contexts": ["test / checks"]}],
    },
    depends_on=FILES,
)
PROTECTED = both(without("ruleset"), add("protection", PROTECTION))
_LATE_FILE = option("ruleset", depends_on=FILES[1:])

CASES: tuple[Case, ...] = (
    fires("GHR-001", "repository", "a public repository", put("repository", "visibility", "public")),
    fires("GHR-001", "repository", "an internal repository", put("repository", "visibility", "internal")),
    fires("GHR-001", "repository", "no visibility", drop("repository", "visibility")),
    silent(
        "GHR-001",
        "a public repository where that is meant",
        both(configured(repository_visibility="public"), put("repository", "visibility", "public")),
    ),
    refuses_unknown("GHR-001", "repository", "visibility"),
    fires("GHR-010", "repository", "no ruleset", without("ruleset")),
    fires(
        "GHR-010", "repository", "only another branch", put("ruleset", "conditions.refName.includes", ["refs/heads/x"])
    ),
    fires(
        "GHR-010",
        "repository",
        "the default branch excepted",
        put("ruleset", "conditions.refName.excludes", ["refs/heads/main"]),
    ),
    fires("GHR-010", "repository", "a ruleset that names no branch", drop("ruleset", "conditions")),
    silent("GHR-010", "a branch protection instead", PROTECTED),
    fires("GHR-011", "ruleset", "evaluate only", put("ruleset", "enforcement", "evaluate"), ("GHR-010", "repository")),
    fires("GHR-011", "ruleset", "no enforcement", drop("ruleset", "enforcement"), ("GHR-010", "repository")),
    fires("GHR-012", "ruleset", "force pushes", put("ruleset", "rules.nonFastForward", False)),
    fires("GHR-012", "ruleset", "no word on force pushes", drop("ruleset", "rules.nonFastForward")),
    fires(
        "GHR-012",
        "protection",
        "a branch protection with force pushes",
        both(PROTECTED, put("protection", "allowsForcePushes", True)),
    ),
    silent("GHR-012", "tags that nobody may move", drop("tags", "rules.nonFastForward")),
    tolerates_unknown("GHR-012", "ruleset", "rules.nonFastForward"),
    fires("GHR-013", "ruleset", "deletion", put("ruleset", "rules.deletion", False)),
    fires("GHR-013", "tags", "no word on deletion of tags", drop("tags", "rules.deletion")),
    fires(
        "GHR-013",
        "protection",
        "a branch protection with deletions",
        both(PROTECTED, put("protection", "allowsDeletions", True)),
    ),
    tolerates_unknown("GHR-013", "ruleset", "rules.deletion"),
    fires("GHR-014", "ruleset", "no pull requests", drop("ruleset", "rules.pullRequest")),
    fires("GHR-014", "ruleset", "no approvals", put("ruleset", "rules.pullRequest.requiredApprovingReviewCount", 0)),
    fires("GHR-014", "ruleset", "fewer than configured", configured(minimum_reviews=2)),
    fires(
        "GHR-014",
        "protection",
        "a branch protection without reviews",
        both(PROTECTED, drop("protection", "requiredPullRequestReviews")),
    ),
    tolerates_unknown("GHR-014", "ruleset", "rules.pullRequest.requiredApprovingReviewCount"),
    fires("GHR-019", "ruleset", "no checks", drop("ruleset", "rules.requiredStatusChecks")),
    fires("GHR-019", "ruleset", "an empty list", put("ruleset", "rules.requiredStatusChecks.requiredChecks", [])),
    fires(
        "GHR-019",
        "ruleset",
        "old branches",
        put("ruleset", "rules.requiredStatusChecks.strictRequiredStatusChecksPolicy", False),
    ),
    fires(
        "GHR-019",
        "protection",
        "a branch protection without checks",
        both(PROTECTED, drop("protection", "requiredStatusChecks")),
    ),
    tolerates_unknown("GHR-019", "ruleset", "rules.requiredStatusChecks"),
    fires(
        "GHR-023",
        "ruleset",
        "an actor who always passes",
        put("ruleset", "bypassActors", [{"actorId": 9, "actorType": "Team", "bypassMode": "always"}]),
    ),
    fires(
        "GHR-023",
        "ruleset",
        "an actor with no mode",
        put("ruleset", "bypassActors", [{"actorId": 9, "actorType": "Team"}]),
    ),
    fires(
        "GHR-023",
        "ruleset",
        "all administrators",
        put("ruleset", "bypassActors", [{"actorId": 5, "actorType": "RepositoryRole", "bypassMode": "pull_request"}]),
    ),
    silent(
        "GHR-023",
        "a team for pull requests",
        put("ruleset", "bypassActors", [{"actorId": 9, "actorType": "Team", "bypassMode": "pull_request"}]),
    ),
    tolerates_unknown("GHR-023", "ruleset", "bypassActors"),
    fires("GHR-026", "file", "a file straight to the protected branch", _LATE_FILE),
    fires("GHR-026", "file", "a file with no branch", both(_LATE_FILE, drop("file", "branch"))),
    silent("GHR-026", "a file on a branch of its own", both(_LATE_FILE, put("file", "branch", "luma/platform"))),
    Case(
        "GHR-026",
        "branch unknown is not evaluated",
        both(_LATE_FILE, unknown("file", "branch")),
        frozenset(),
        undecided=True,
    ),
    fires("GHA-001", "actions", "all actions", put("actions", "allowedActions", "all")),
    fires("GHA-001", "actions", "no word on actions", drop("actions", "allowedActions")),
    fires("GHA-001", "repository", "actions not managed", without("actions")),
    tolerates_unknown("GHA-001", "actions", "allowedActions"),
    fires("GHA-002", "actions", "movable tags", put("actions", "shaPinningRequired", False)),
    fires("GHA-002", "actions", "no word on pinning", drop("actions", "shaPinningRequired")),
    tolerates_unknown("GHA-002", "actions", "shaPinningRequired"),
    fires(
        "GHA-004", "workflow-token", "a token that writes", put("workflow-token", "defaultWorkflowPermissions", "write")
    ),
    fires("GHA-004", "workflow-token", "no word on the token", drop("workflow-token", "defaultWorkflowPermissions")),
    fires("GHA-004", "repository", "the token not managed", without("workflow-token")),
    tolerates_unknown("GHA-004", "workflow-token", "defaultWorkflowPermissions"),
    fires("GHE-002", "environment", "administrators pass", put("environment", "canAdminsBypass", True)),
    fires("GHE-002", "environment", "no word on administrators", drop("environment", "canAdminsBypass")),
    tolerates_unknown("GHE-002", "environment", "canAdminsBypass"),
    fires("GHE-004", "environment", "any branch", drop("environment", "deploymentBranchPolicy")),
    fires("GHE-004", "environment-branch", "a wildcard", put("environment-branch", "branchPattern", "*")),
    fires("GHE-004", "environment-branch", "no pattern", drop("environment-branch", "branchPattern")),
    fires("GHE-004", "environment-branch", "every tag", put("environment-branch", "tagPattern", "**")),
    fires("GHE-004", "preview-branch", "previews from elsewhere", put("preview-branch", "branchPattern", "main")),
    fires("GHE-004", "environment", "policies of its own, and none", without("environment-branch")),
    tolerates_unknown("GHE-004", "environment", "deploymentBranchPolicy"),
)
