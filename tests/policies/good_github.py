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
WORKFLOW = """\
name: deploy
on:
  pull_request:
  push:
    branches: [main]
permissions: {}
concurrency:
  group: deploy-${{ github.ref }}
  cancel-in-progress: false
jobs:
  test:
    permissions:
      contents: read
    uses: ./.github/workflows/test.yml
  migrate:
    needs: test
    if: github.event_name == 'push'
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    environment: production
    permissions:
      contents: read
    container: node@sha256:0000
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
        with:
          persist-credentials: false
      - env:
          DATABASE_URL: ${{ secrets.DATABASE_URL }}
        run: npx --no-install prisma migrate deploy
  deploy:
    needs: [migrate]
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    environment:
      name: production
      url: ${{ vars.APP_URL }}
    permissions:
      contents: read
    steps:
      - env:
          VERCEL_TOKEN: ${{ secrets.VERCEL_TOKEN }}
          TITLE: ${{ github.event.head_commit.message }}
          LABEL: ${{ secrets.BUILD_LABEL }}
        run: npx --no-install vercel deploy --prod
"""
CALLED = """\
name: test
on: workflow_call
permissions: {}
jobs:
  checks:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - run: npx --no-install vitest run
"""
FILES = ("file", "owners", "vercel-json", "workflow", "called")

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
    "workflow": Item(
        kinds.FILE,
        {"repository": "shop-web", "branch": "main", "file": ".github/workflows/deploy.yml", "content": WORKFLOW},
    ),
    "called": Item(
        kinds.FILE,
        {"repository": "shop-web", "branch": "main", "file": ".github/workflows/test.yml", "content": CALLED},
    ),
    "database-secret": Item(
        kinds.ENVIRONMENT_SECRET,
        {"repository": "shop-web", "environment": "production", "secretName": "DATABASE_URL", "value": SECRET},
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
                    "requiredChecks": [{"context": "test / checks", "integrationId": 15368}],
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
