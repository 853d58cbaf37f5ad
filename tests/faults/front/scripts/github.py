"""GitHub's API: repositories and git, environments, secrets, variables, rulesets, switches, issues, runs."""

import base64

from tests.faults.front.script import Ask, Sealed
from tests.localcloud.github import rows
from tests.localcloud.http.github.lives import ROWS

REPOSITORY = "/repos/luma-app/web"
ENVIRONMENT = f"{REPOSITORY}/environments/production"
NUMBERED = "/repositories/{id}/environments/production"
POLICIES = f"{ENVIRONMENT}/deployment-branch-policies"
PERMISSIONS = f"{REPOSITORY}/actions/permissions"
RULESET = next(row.create[2] for row in ROWS if row.token == rows.RULESET)
WORKFLOW = "name: Backup\non:\n  workflow_dispatch:\njobs: {}\n"
SETTINGS = {"deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True}}


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def values(place: str) -> tuple[Ask, ...]:
    """Ask for everything about the secrets and variables of a place."""
    return (
        Ask("GET", f"{place}/secrets/public-key", None, {"key": "key", "key_id": "key_id"}),
        Ask("PUT", f"{place}/secrets/TOKEN", Sealed("first")),
        Ask("PUT", f"{place}/secrets/OTHER", Sealed("other")),
        Ask("GET", f"{place}/secrets"),
        Ask("GET", f"{place}/secrets/TOKEN"),
        Ask("DELETE", f"{place}/secrets/TOKEN"),
        Ask("POST", f"{place}/variables", {"name": "URL", "value": "a"}),
        Ask("POST", f"{place}/variables", {"name": "OTHER", "value": "a"}),
        Ask("GET", f"{place}/variables"),
        Ask("GET", f"{place}/variables/URL"),
        Ask("PATCH", f"{place}/variables/URL", {"value": "b"}),
        Ask("DELETE", f"{place}/variables/URL"),
        Ask("DELETE", f"{place}/variables/OTHER"),
        Ask("DELETE", f"{place}/secrets/OTHER"),
    )


ACCOUNTS = (
    Ask("GET", "/orgs/luma-app"),
    Ask("GET", "/orgs/luma-app/installations"),
    Ask("GET", "/user"),
    Ask("GET", "/users/luma-app"),
    Ask("GET", "/meta"),
    Ask("GET", "/rate_limit"),
)
REPOSITORIES = (
    Ask("POST", "/orgs/luma-app/repos", {"name": "web", "visibility": "private", "auto_init": True}, {"id": "id"}),
    Ask("GET", "/orgs/luma-app/repos"),
    Ask("GET", REPOSITORY),
    Ask("GET", "/repositories/{id}"),
    Ask("PATCH", REPOSITORY, {"is_template": True}),
    Ask("POST", f"{REPOSITORY}/generate", {"owner": "luma-app", "name": "copy", "private": True}),
    Ask("PUT", f"{REPOSITORY}/topics", {"names": ["nextjs", "luma"]}),
    Ask("GET", f"{REPOSITORY}/topics"),
    Ask("POST", "/graphql", {"query": '{repository(owner:"luma-app",name:"web"){id}}'}),
    Ask("POST", "/api/graphql", {"query": "{viewer{login}}"}),
)
GIT = (
    Ask("GET", f"{REPOSITORY}/git/ref/heads/main", None, {"head": "object.sha"}),
    Ask("GET", f"{REPOSITORY}/git/commits/{{head}}", None, {"base": "tree.sha"}),
    Ask("GET", f"{REPOSITORY}/git/trees/{{base}}", None, {"blob": "tree.0.sha"}),
    Ask("GET", f"{REPOSITORY}/git/blobs/{{blob}}"),
    Ask("POST", f"{REPOSITORY}/git/blobs", {"content": "a", "encoding": "utf-8"}, {"made": "sha"}),
    Ask(
        "POST",
        f"{REPOSITORY}/git/trees",
        {"base_tree": "{base}", "tree": [{"path": "a", "mode": "100644", "type": "blob", "sha": "{made}"}]},
        {"tree": "sha"},
    ),
    Ask(
        "POST",
        f"{REPOSITORY}/git/commits",
        {"message": "Add a", "tree": "{tree}", "parents": ["{head}"]},
        {"commit": "sha"},
    ),
    Ask("POST", f"{REPOSITORY}/git/refs", {"ref": "refs/heads/luma/platform", "sha": "{head}"}),
    Ask("PATCH", f"{REPOSITORY}/git/refs/heads/luma/platform", {"sha": "{commit}"}),
    Ask("GET", f"{REPOSITORY}/git/matching-refs/heads/luma"),
    Ask("GET", f"{REPOSITORY}/branches"),
    Ask("GET", f"{REPOSITORY}/branches/main"),
    Ask("GET", f"{REPOSITORY}/commits?sha=luma/platform"),
    Ask("GET", f"{REPOSITORY}/commits/{{commit}}"),
    Ask(
        "PUT",
        f"{REPOSITORY}/contents/.github/workflows/backup.yml",
        {"message": "Add", "content": encoded(WORKFLOW)},
        {"file": "content.sha"},
    ),
    Ask("GET", f"{REPOSITORY}/contents/.github/workflows/backup.yml"),
    Ask("POST", f"{REPOSITORY}/pulls", {"title": "Update", "head": "luma/platform", "base": "main"}),
    Ask("GET", f"{REPOSITORY}/pulls"),
    Ask("GET", f"{REPOSITORY}/pulls/1"),
    Ask("PATCH", f"{REPOSITORY}/pulls/1", {"state": "closed"}),
    Ask("POST", f"{REPOSITORY}/branches/luma%2Fplatform/rename", {"new_name": "next"}),
    Ask("DELETE", f"{REPOSITORY}/git/refs/heads/next"),
)
ACTIVITY = (
    Ask("POST", f"{REPOSITORY}/issues", {"title": "Drift", "body": "One", "labels": ["drift", "prod"]}),
    Ask("POST", f"{REPOSITORY}/issues", {"title": "Again"}),
    Ask("GET", f"{REPOSITORY}/issues"),
    Ask("GET", f"{REPOSITORY}/issues/2"),
    Ask("PATCH", f"{REPOSITORY}/issues/2", {"state": "closed"}),
    Ask("GET", f"{REPOSITORY}/actions/workflows"),
    Ask("POST", f"{REPOSITORY}/actions/workflows/backup.yml/dispatches", {"ref": "main"}),
    Ask("POST", f"{REPOSITORY}/actions/workflows/backup.yml/dispatches", {"ref": "main"}),
    Ask("GET", f"{REPOSITORY}/actions/workflows/backup.yml/runs"),
    Ask("GET", f"{REPOSITORY}/actions/runs"),
)
GUARDS = (
    Ask("PUT", ENVIRONMENT, SETTINGS),
    Ask("GET", f"{REPOSITORY}/environments"),
    Ask("GET", ENVIRONMENT),
    Ask("POST", POLICIES, {"name": "main", "type": "branch"}, {"policy": "id"}),
    Ask("POST", POLICIES, {"name": "release/*", "type": "branch"}),
    Ask("GET", POLICIES),
    Ask("GET", f"{POLICIES}/{{policy}}"),
    Ask("PUT", f"{POLICIES}/{{policy}}", {"name": "next"}),
    Ask("DELETE", f"{POLICIES}/{{policy}}"),
    Ask("POST", f"{REPOSITORY}/rulesets", RULESET, {"ruleset": "id"}),
    Ask("POST", f"{REPOSITORY}/rulesets", {**RULESET, "name": "other", "enforcement": "disabled"}),
    Ask("GET", f"{REPOSITORY}/rulesets"),
    Ask("GET", f"{REPOSITORY}/rulesets/{{ruleset}}"),
    Ask("GET", f"{REPOSITORY}/rules/branches/main"),
    Ask("PUT", f"{REPOSITORY}/rulesets/{{ruleset}}", {"enforcement": "disabled"}),
    Ask("DELETE", f"{REPOSITORY}/rulesets/{{ruleset}}"),
    Ask("PUT", f"{REPOSITORY}/vulnerability-alerts"),
    Ask("GET", f"{REPOSITORY}/vulnerability-alerts"),
    Ask("PUT", f"{REPOSITORY}/automated-security-fixes"),
    Ask("GET", f"{REPOSITORY}/automated-security-fixes"),
    Ask("DELETE", f"{REPOSITORY}/automated-security-fixes"),
    Ask("DELETE", f"{REPOSITORY}/vulnerability-alerts"),
    Ask("PUT", PERMISSIONS, {"enabled": True, "allowed_actions": "selected"}),
    Ask("GET", PERMISSIONS),
    Ask("PUT", f"{PERMISSIONS}/selected-actions", {"github_owned_allowed": True, "patterns_allowed": ["a/*", "b/*"]}),
    Ask("GET", f"{PERMISSIONS}/selected-actions"),
    Ask("PUT", f"{PERMISSIONS}/workflow", {"default_workflow_permissions": "write"}),
    Ask("GET", f"{PERMISSIONS}/workflow"),
)
END = (
    Ask("DELETE", ENVIRONMENT),
    Ask(
        "DELETE",
        f"{REPOSITORY}/contents/.github/workflows/backup.yml",
        {"message": "Remove", "sha": "{file}"},
    ),
    Ask("DELETE", REPOSITORY),
)
SCRIPT = (
    *ACCOUNTS,
    *REPOSITORIES,
    *GIT,
    *ACTIVITY,
    *GUARDS,
    *values(f"{REPOSITORY}/actions"),
    *values(ENVIRONMENT),
    *values(NUMBERED),
    *END,
)
