"""The good stack's resources on GitHub."""

from __future__ import annotations

from luma_policies import kinds

from .world import Item

ITEMS: dict[str, Item] = {
    "repository": Item(kinds.REPOSITORY, {"name": "shop-web", "visibility": "private"}, protect=True),
    "ruleset": Item(
        kinds.RULESET,
        {
            "repository": "shop-web",
            "enforcement": "active",
            "target": "branch",
            "conditions": {"refName": {"includes": ["~DEFAULT_BRANCH"], "excludes": []}},
            "rules": {
                "nonFastForward": True,
                "deletion": True,
                "pullRequest": {"requiredApprovingReviewCount": 1},
                "requiredStatusChecks": {
                    "requiredChecks": [{"context": "test", "integrationId": 15368}],
                    "strictRequiredStatusChecksPolicy": True,
                },
            },
        },
        depends_on=("file",),
    ),
    "tags": Item(
        kinds.RULESET,
        {
            "repository": "shop-web",
            "enforcement": "active",
            "target": "tag",
            "conditions": {"refName": {"includes": ["refs/tags/v*"], "excludes": []}},
            "rules": {"nonFastForward": True, "deletion": True, "update": True},
        },
    ),
    "file": Item(
        kinds.FILE,
        {"repository": "shop-web", "branch": "main", "file": "README.md", "content": "A shop.\n"},
    ),
    "actions": Item(
        kinds.ACTIONS_PERMISSIONS,
        {"repository": "shop-web", "allowedActions": "selected", "shaPinningRequired": True},
    ),
    "workflow-token": Item(
        kinds.WORKFLOW_PERMISSIONS,
        {"repository": "shop-web", "defaultWorkflowPermissions": "read", "canApprovePullRequestReviews": False},
    ),
    "environment": Item(
        kinds.ENVIRONMENT,
        {
            "repository": "shop-web",
            "environment": "production",
            "canAdminsBypass": False,
            "deploymentBranchPolicy": {"protectedBranches": False, "customBranchPolicies": True},
        },
    ),
    "environment-branch": Item(
        kinds.ENVIRONMENT_POLICY,
        {"repository": "shop-web", "environment": "production", "branchPattern": "main"},
    ),
    "preview-branch": Item(
        kinds.ENVIRONMENT_POLICY,
        {"repository": "shop-web", "environment": "preview", "branchPattern": "refs/pull/*/merge"},
    ),
}
