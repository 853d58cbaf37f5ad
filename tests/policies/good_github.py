"""The good stack's resources on GitHub."""

from __future__ import annotations

import json

from luma_policies import kinds

from .world import SECRET, Item

VERCEL_JSON: dict[str, object] = {
    "headers": [
        {
            "source": "/(.*)",
            "headers": [
                {"key": "X-Content-Type-Options", "value": "nosniff"},
                {"key": "X-Frame-Options", "value": "DENY"},
                {"key": "Referrer-Policy", "value": "strict-origin"},
            ],
        }
    ],
    "crons": [{"path": "/api/cron/quota", "schedule": "0 3 * * *"}],
    "git": {"deploymentEnabled": False},
}
FILES = ("file", "owners", "vercel-json")

ITEMS: dict[str, Item] = {
    "repository": Item(
        kinds.REPOSITORY,
        {
            "name": "shop-web",
            "visibility": "private",
            "allowForking": False,
            "allowAutoMerge": False,
            "deleteBranchOnMerge": True,
            "securityAndAnalysis": {
                "secretScanning": {"status": "enabled"},
                "secretScanningPushProtection": {"status": "enabled"},
            },
        },
        protect=True,
    ),
    "alerts": Item(kinds.ALERTS, {"repository": "shop-web", "enabled": True}),
    "updates": Item(kinds.DEPENDABOT_UPDATES, {"repository": "shop-web", "enabled": True}),
    "deploy-key": Item(kinds.DEPLOY_KEY, {"repository": "shop-web", "title": "mirror", "readOnly": True}),
    "github-webhook": Item(
        kinds.GITHUB_WEBHOOK,
        {"repository": "shop-web", "configuration": {"url": "https://hooks.example/gh", "secret": SECRET}},
    ),
    "collaborator": Item(kinds.COLLABORATOR, {"repository": "shop-web", "username": "friend", "permission": "push"}),
    "collaborators": Item(
        kinds.COLLABORATORS, {"repository": "shop-web", "users": [{"username": "friend", "permission": "pull"}]}
    ),
    "owners": Item(
        kinds.FILE,
        {"repository": "shop-web", "branch": "main", "file": ".github/CODEOWNERS", "content": "* @shop/web\n"},
    ),
    "vercel-json": Item(
        kinds.FILE,
        {"repository": "shop-web", "branch": "main", "file": "vercel.json", "content": json.dumps(VERCEL_JSON)},
    ),
    "repository-secret": Item(kinds.SECRET, {"repository": "shop-web", "secretName": "BUILD_LABEL", "value": "blue"}),
    "environment-secret": Item(
        kinds.ENVIRONMENT_SECRET,
        {"repository": "shop-web", "environment": "production", "secretName": "VERCEL_TOKEN", "value": SECRET},
    ),
    "repository-variable": Item(
        kinds.ACTIONS_VARIABLE, {"repository": "shop-web", "variableName": "REGION", "value": "iad1"}
    ),
    "environment-variable": Item(
        kinds.ENVIRONMENT_VARIABLE,
        {
            "repository": "shop-web",
            "environment": "production",
            "variableName": "APP_URL",
            "value": "https://shop.example",
        },
    ),
    "dependabot-secret": Item(
        kinds.DEPENDABOT_SECRET, {"repository": "shop-web", "secretName": "NPM_TOKEN", "value": SECRET}
    ),
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
                "pullRequest": {
                    "requiredApprovingReviewCount": 1,
                    "dismissStaleReviewsOnPush": True,
                    "requireLastPushApproval": True,
                    "requireCodeOwnerReview": True,
                    "requiredReviewThreadResolution": True,
                },
                "requiredStatusChecks": {
                    "requiredChecks": [{"context": "test", "integrationId": 15368}],
                    "strictRequiredStatusChecksPolicy": True,
                },
            },
        },
        depends_on=FILES,
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
        {
            "repository": "shop-web",
            "allowedActions": "selected",
            "shaPinningRequired": True,
            "allowedActionsConfig": {"githubOwnedAllowed": True, "patternsAlloweds": ["pnpm/*"]},
        },
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
            "preventSelfReview": True,
            "reviewers": [{"teams": [17]}],
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
