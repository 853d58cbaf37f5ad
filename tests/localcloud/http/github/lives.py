"""Each GitHub type's life as data: how a program asks for it, and how the API does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from localcloud.plugin.properties import Properties, Value
from tests.localcloud.github import rows
from tests.localcloud.http.github.conftest import ROOT

Ask = tuple[str, str, Any]
"""Method, path and body; in a path, `{id}` is the number that the create answered."""
REPOSITORY = (rows.REPOSITORY, rows.REPOSITORY_INPUTS)
ENVIRONMENT = (rows.ENVIRONMENT, rows.ENVIRONMENT_INPUTS)
BRANCH = (rows.BRANCH, rows.BRANCH_INPUTS)
FILE = (rows.FILE, rows.FILE_INPUTS)
ALERTS = (rows.ALERTS, {"repository": "web"})
OF_WEB: Properties = {"repository": "web"}
OF_PRODUCTION: Properties = {"repository": "web", "environment": "production"}
PRODUCTION = f"{ROOT}/environments/production"
POLICIES = f"{PRODUCTION}/deployment-branch-policies"
PERMISSIONS = f"{ROOT}/actions/permissions"
CONTENT = f"{ROOT}/contents/.github/workflows/test.yml"
CHANGED = "(changed outside Pulumi)"


@dataclass(frozen=True)
class Sealed:
    """A secret to be encrypted for a place before it is sent."""

    place: str
    value: str


@dataclass(frozen=True)
class Row:
    """One type: how a program asks for it, and how the API does.

    `seen` are the plugin's outputs after the API's create, `changed` after its update; `shown` is part of what `one`
    answers after the plugin's create. `own` is Pulumi's id. A switch has no delete of its own (`delete` is None).
    """

    token: str
    inputs: Properties
    create: Ask
    one: str
    update: Ask
    seen: Mapping[str, Value]
    changed: Mapping[str, Value]
    shown: Mapping[str, Any]
    delete: Ask | None
    needs: tuple[tuple[str, Mapping[str, Value]], ...] = (REPOSITORY,)
    own: str = "web"
    again: Mapping[str, Any] = field(default_factory=dict)


def secret(token: str, inputs: Properties, place: str, own: str, needs: tuple[Any, ...]) -> Row:
    path = f"{place}/secrets/TOKEN"
    return Row(
        token,
        {**inputs, "secretName": "TOKEN", "value": "first"},
        ("PUT", path, Sealed(place, "first")),
        path,
        ("PUT", path, Sealed(place, "second")),
        {"value": "first"},
        {"value": CHANGED},
        {"name": "TOKEN"},
        ("DELETE", path, None),
        needs,
        own,
    )


def variable(token: str, inputs: Properties, place: str, own: str, needs: tuple[Any, ...]) -> Row:
    path = f"{place}/variables/URL"
    return Row(
        token,
        {**inputs, "variableName": "URL", "value": "a"},
        ("POST", f"{place}/variables", {"name": "URL", "value": "a"}),
        path,
        ("PATCH", path, {"name": "URL", "value": "b"}),
        {"value": "a"},
        {"value": "b"},
        {"name": "URL", "value": "a"},
        ("DELETE", path, None),
        needs,
        own,
    )


ROWS = [
    Row(
        rows.REPOSITORY,
        rows.REPOSITORY_INPUTS,
        ("POST", "/api/v3/orgs/luma-app/repos", {"name": "web", "visibility": "private", "auto_init": True}),
        ROOT,
        ("PATCH", ROOT, {"description": "By hand", "allow_merge_commit": False}),
        {"fullName": "luma-app/web", "visibility": "private", "hasIssues": True, "defaultBranch": "main"},
        {"description": "By hand", "allowMergeCommit": False, "allowSquashMerge": True},
        {"full_name": "luma-app/web", "private": True, "visibility": "private", "has_issues": False},
        ("DELETE", ROOT, None),
        (),
    ),
    Row(
        rows.BRANCH,
        rows.BRANCH_INPUTS,
        ("POST", f"{ROOT}/git/refs", {"ref": "refs/heads/luma/platform", "sha": "{head}"}),
        f"{ROOT}/git/ref/heads/luma/platform",
        ("PATCH", f"{ROOT}/git/refs/heads/luma/platform", {"sha": "{head}", "force": True}),
        {"ref": "refs/heads/luma/platform"},
        {"ref": "refs/heads/luma/platform"},
        {"ref": "refs/heads/luma/platform"},
        ("DELETE", f"{ROOT}/git/refs/heads/luma/platform", None),
        own="web:luma/platform",
    ),
    Row(
        rows.FILE,
        rows.FILE_INPUTS,
        ("PUT", CONTENT, {"message": "Add", "content": "b246IHB1c2gK", "branch": "luma/platform"}),
        f"{CONTENT}?ref=luma/platform",
        ("PUT", CONTENT, {"message": "Edit", "content": "b246IHB1bGwK", "branch": "luma/platform", "sha": "{sha}"}),
        {"content": "on: push\n"},
        {"content": "on: pull\n"},
        {"path": ".github/workflows/test.yml", "encoding": "base64", "content": "b246IHB1c2gK\n"},
        ("DELETE", CONTENT, {"message": "Remove", "branch": "luma/platform", "sha": "{sha}"}),
        (REPOSITORY, BRANCH),
        "web:.github/workflows/test.yml:luma/platform",
    ),
    Row(
        rows.PULL_REQUEST,
        {"baseRepository": "web", "baseRef": "main", "headRef": "luma/platform", "title": "Update"},
        ("POST", f"{ROOT}/pulls", {"title": "Update", "head": "luma/platform", "base": "main"}),
        f"{ROOT}/pulls/1",
        ("PATCH", f"{ROOT}/pulls/1", {"title": "By hand"}),
        {"title": "Update", "state": "open", "number": 1},
        {"title": "By hand"},
        {"number": 1, "title": "Update", "state": "open", "draft": False},
        None,
        (REPOSITORY, BRANCH, FILE),
        "luma-app:web:1",
        {"state": "closed"},
    ),
    Row(
        rows.RULESET,
        {
            "repository": "web",
            "name": "main",
            "target": "branch",
            "enforcement": "active",
            "conditions": {"refName": {"includes": ["~DEFAULT_BRANCH"], "excludes": []}},
            "rules": {"deletion": True, "requiredStatusChecks": {"requiredChecks": [{"context": "checks"}]}},
        },
        (
            "POST",
            f"{ROOT}/rulesets",
            {
                "name": "main",
                "target": "branch",
                "enforcement": "active",
                "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
                "rules": [
                    {
                        "type": "required_status_checks",
                        "parameters": {"required_status_checks": [{"context": "checks"}]},
                    },
                    {"type": "deletion"},
                ],
            },
        ),
        f"{ROOT}/rulesets/{{id}}",
        ("PUT", f"{ROOT}/rulesets/{{id}}", {"enforcement": "disabled"}),
        {
            "enforcement": "active",
            "rules": {"deletion": True, "requiredStatusChecks": {"requiredChecks": [{"context": "checks"}]}},
        },
        {"enforcement": "disabled", "name": "main"},
        {
            "name": "main",
            "source": "luma-app/web",
            "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
            "bypass_actors": [],
            "rules": [
                {"type": "deletion"},
                {
                    "type": "required_status_checks",
                    "parameters": {
                        "do_not_enforce_on_create": False,
                        "strict_required_status_checks_policy": False,
                        "required_status_checks": [{"context": "checks"}],
                    },
                },
            ],
        },
        ("DELETE", f"{ROOT}/rulesets/{{id}}", None),
        own="{id}",
    ),
    Row(
        rows.ENVIRONMENT,
        rows.ENVIRONMENT_INPUTS,
        (
            "PUT",
            PRODUCTION,
            {
                "wait_timer": None,
                "reviewers": [{"type": "Team", "id": 7}],
                "can_admins_bypass": False,
                "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
            },
        ),
        PRODUCTION,
        ("PUT", PRODUCTION, {"wait_timer": 30}),
        {"canAdminsBypass": False, "reviewers": [{"teams": [7], "users": []}], "waitTimer": 0},
        {"canAdminsBypass": True, "reviewers": None, "waitTimer": 30, "deploymentBranchPolicy": None},
        {
            "name": "production",
            "can_admins_bypass": False,
            "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
        },
        ("DELETE", PRODUCTION, None),
        own="web:production",
    ),
    Row(
        rows.POLICY,
        {**OF_PRODUCTION, "branchPattern": "main"},
        ("POST", POLICIES, {"name": "main", "type": "branch"}),
        f"{POLICIES}/{{id}}",
        ("PUT", f"{POLICIES}/{{id}}", {"name": "release/*"}),
        {"branchPattern": "main"},
        {"branchPattern": "release/*"},
        {"name": "main", "type": "branch"},
        ("DELETE", f"{POLICIES}/{{id}}", None),
        (REPOSITORY, ENVIRONMENT),
        "web:production:{id}",
    ),
    secret(rows.SECRET, OF_WEB, f"{ROOT}/actions", "web:TOKEN", (REPOSITORY,)),
    secret(rows.ENVIRONMENT_SECRET, OF_PRODUCTION, PRODUCTION, "web:production:TOKEN", (REPOSITORY, ENVIRONMENT)),
    variable(rows.VARIABLE, OF_WEB, f"{ROOT}/actions", "web:URL", (REPOSITORY,)),
    variable(rows.ENVIRONMENT_VARIABLE, OF_PRODUCTION, PRODUCTION, "web:production:URL", (REPOSITORY, ENVIRONMENT)),
    Row(
        rows.UPDATES,
        {"repository": "web", "enabled": True},
        ("PUT", f"{ROOT}/automated-security-fixes", None),
        f"{ROOT}/automated-security-fixes",
        ("DELETE", f"{ROOT}/automated-security-fixes", None),
        {"enabled": True},
        {"enabled": False},
        {"enabled": True, "paused": False},
        None,
        (REPOSITORY, ALERTS),
        again={"enabled": False, "paused": False},
    ),
    Row(
        rows.ACTIONS,
        {
            "repository": "web",
            "allowedActions": "selected",
            "allowedActionsConfig": {"githubOwnedAllowed": True, "patternsAlloweds": ["a/b@*"]},
            "shaPinningRequired": True,
        },
        ("PUT", PERMISSIONS, {"enabled": True, "allowed_actions": "local_only", "sha_pinning_required": True}),
        PERMISSIONS,
        ("PUT", PERMISSIONS, {"enabled": False}),
        {"enabled": True, "allowedActions": "local_only", "shaPinningRequired": True},
        {"enabled": False, "shaPinningRequired": True},
        {"enabled": True, "allowed_actions": "selected", "sha_pinning_required": True},
        None,
        again={"enabled": True, "allowed_actions": "all", "sha_pinning_required": False},
    ),
    Row(
        rows.WORKFLOW,
        {"repository": "web", "defaultWorkflowPermissions": "write"},
        (
            "PUT",
            f"{PERMISSIONS}/workflow",
            {"default_workflow_permissions": "write", "can_approve_pull_request_reviews": True},
        ),
        f"{PERMISSIONS}/workflow",
        ("PUT", f"{PERMISSIONS}/workflow", {"default_workflow_permissions": "read"}),
        {"defaultWorkflowPermissions": "write", "canApprovePullRequestReviews": True},
        {"defaultWorkflowPermissions": "read", "canApprovePullRequestReviews": True},
        {"default_workflow_permissions": "write", "can_approve_pull_request_reviews": False},
        None,
        again={"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False},
    ),
]
