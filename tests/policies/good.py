"""The stack that breaks no rule: one resource of each type that rules judge, as a real stack would have it."""

from __future__ import annotations

import copy

from luma_policies import kinds

from .world import Item, World

SECRET = "correct-horse-battery-staple-0001"
"""A secret's value; it must show up in no message."""

_ITEMS: dict[str, Item] = {
    "project": Item(
        kinds.PROJECT,
        {
            "name": "shop-web",
            "gitForkProtection": True,
            "vercelAuthentication": {"deploymentType": "standard_protection_new"},
            "resourceConfig": {"functionDefaultRegions": ["iad1"], "functionDefaultTimeout": 30},
            "optionsAllowlist": {"paths": [{"value": "/api/public"}]},
        },
        protect=True,
    ),
    "variable": Item(
        kinds.VARIABLE,
        {
            "projectId": "prj_1",
            "key": "SESSION_SECRET",
            "value": SECRET,
            "sensitive": True,
            "visibility": "secret",
            "targets": ["production"],
        },
    ),
    "public-variable": Item(
        kinds.VARIABLE,
        {
            "projectId": "prj_1",
            "key": "NEXT_PUBLIC_APP_URL",
            "value": "https://shop.example",
            "sensitive": False,
            "targets": ["production"],
        },
    ),
    "firewall": Item(kinds.FIREWALL, {"projectId": "prj_1", "enabled": True}),
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
    "cors": Item(
        kinds.BUCKET_CORS,
        {
            "bucketName": "shop-images",
            "rules": [{"allowed": {"origins": ["https://shop.example"], "methods": ["GET", "PUT"]}}],
        },
    ),
    "public-address": Item(kinds.MANAGED_DOMAIN, {"bucketName": "shop-images", "enabled": False}),
    "image-domain": Item(
        kinds.CUSTOM_DOMAIN,
        {"bucketName": "shop-images", "domain": "images.shop.example", "enabled": True, "minTls": "1.2"},
    ),
}


def good() -> World:
    """Build the stack anew."""
    return World(copy.deepcopy(_ITEMS))
