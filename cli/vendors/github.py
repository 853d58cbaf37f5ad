"""GitHub, asked by the verbs: the token, the repository and its rules, environments, runs, pull requests, issues.

Facts: docs.github.com, "GitHub REST API". Every function raises `VendorError` with GitHub's own words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from cli.vendors.github_existing import existing
from cli.vendors.github_place import MOST, Place, place
from cli.vendors.github_things import (
    BranchRule,
    Environment,
    Installation,
    Issue,
    Organization,
    Pattern,
    Pull,
    RawEnvironment,
    Repository,
    Run,
    Token,
    User,
    Written,
)
from cli.vendors.http import Client, Json, VendorError, by_link
from cli.vendors.wire import W, many, one

__all__ = [
    "BranchRule",
    "Environment",
    "Issue",
    "Place",
    "Pull",
    "Repository",
    "Run",
    "Token",
    "Written",
    "apps",
    "close_issue",
    "create_issue",
    "dispatch",
    "effective_rules",
    "environments",
    "existing",
    "latest_run",
    "open_issues",
    "open_pulls",
    "place",
    "plan",
    "repository",
    "runs",
    "secrets",
    "token",
    "update_issue",
    "variables",
]
_EXPIRY: Final = "github-authentication-token-expiration"
_SCOPES: Final = "x-oauth-scopes"


def token(client: Client) -> Token:
    """Tell whose token this is, what it may do and until when."""
    page = client.page("/user")
    scopes, expiry = page.headers.get(_SCOPES), page.headers.get(_EXPIRY)
    told = frozenset(each.strip() for each in scopes.split(",") if each.strip()) if scopes is not None else None
    return Token(one(client, User, page.data).login, told, _moment(client, expiry) if expiry else None)


def plan(client: Client, organization: str) -> str | None:
    """Give the plan (free, team, enterprise) of an organization, None where the token may not see it."""
    found = one(client, Organization, client.get(f"/orgs/{quote(organization)}"))
    return found.plan.name if found.plan else None


def apps(client: Client, organization: str) -> tuple[str, ...]:
    """List the GitHub apps that are installed on an organization, by slug, sorted."""
    path = f"/orgs/{quote(organization)}/installations"
    found = _listed(client, Installation, path, items="installations")
    return tuple(sorted(each.app_slug for each in found))


def repository(client: Client, where: Place) -> Repository | None:
    """Find the repository; None where there is none, or the token may not see it."""
    data = client.find(where.root)
    return one(client, Repository, data) if data is not None else None


def effective_rules(client: Client, where: Place, branch: str) -> list[BranchRule]:
    """List every active rule that covers a branch, whichever ruleset it comes from."""
    return _listed(client, BranchRule, f"{where.root}/rules/branches/{quote(branch)}")


def environments(client: Client, where: Place) -> list[Environment]:
    """List the repository's environments and what protects them."""
    found = _listed(client, RawEnvironment, f"{where.root}/environments", items="environments")
    return [_protection(client, where, each) for each in found]


def secrets(client: Client, where: Place, environment: str = "") -> list[Written]:
    """List the secrets of the repository, or of one of its environments, with their age."""
    return _listed(client, Written, f"{where.values(environment)}/secrets", items="secrets")


def variables(client: Client, where: Place, environment: str = "") -> list[Written]:
    """List the variables of the repository, or of one of its environments, with their age."""
    return _listed(client, Written, f"{where.values(environment)}/variables", items="variables")


def runs(client: Client, where: Place, workflow: str, *, branch: str = "", status: str = "") -> list[Run]:
    """List the latest runs (at most 100, newest first) of a workflow's file, such as `backup.yml`.

    `status` is a status or conclusion: completed, in_progress, success, failure. Empty where there is no such workflow.
    """
    query: dict[str, str | int] = {"per_page": MOST}
    query |= {name: value for name, value in (("branch", branch), ("status", status)) if value}
    data = client.find(f"{where.root}/actions/workflows/{quote(workflow, safe='')}/runs", query)
    found = data.get("workflow_runs") if isinstance(data, dict) else []
    return [one(client, Run, each) for each in found] if isinstance(found, list) else []


def latest_run(client: Client, where: Place, workflow: str, *, branch: str = "", status: str = "") -> Run | None:
    """Give the newest of `runs`, or None."""
    return next(iter(runs(client, where, workflow, branch=branch, status=status)), None)


def dispatch(client: Client, where: Place, workflow: str, branch: str) -> None:
    """Start a workflow that has the trigger `workflow_dispatch`."""
    client.post(f"{where.root}/actions/workflows/{quote(workflow, safe='')}/dispatches", {"ref": branch})


def open_pulls(client: Client, where: Place, *, base: str = "", head: str = "") -> list[Pull]:
    """List the open pull requests, newest first, to a branch (`base`) or from one (`head`) where named."""
    query = {"state": "open"} | ({"base": base} if base else {})
    query |= {"head": f"{where.owner}:{head}"} if head else {}
    return _listed(client, Pull, f"{where.root}/pulls", query)


def open_issues(client: Client, where: Place, label: str) -> list[Issue]:
    """List the open issues with a label, newest first; pull requests, which GitHub counts among them, are left out."""
    data = _rows(client, f"{where.root}/issues", {"state": "open", "labels": label})
    return [one(client, Issue, each) for each in data if not (isinstance(each, dict) and "pull_request" in each)]


def create_issue(client: Client, where: Place, *, title: str, body: str, labels: Iterable[str] = ()) -> Issue:
    """Open an issue."""
    given: Json = {"title": title, "body": body, "labels": [*labels]}
    return one(client, Issue, client.post(f"{where.root}/issues", given))


def update_issue(client: Client, where: Place, number: int, *, title: str, body: str) -> Issue:
    """Change an issue's title and text."""
    return one(client, Issue, client.patch(f"{where.root}/issues/{number}", {"title": title, "body": body}))


def close_issue(client: Client, where: Place, number: int) -> Issue:
    """Close an issue as done."""
    given: Json = {"state": "closed", "state_reason": "completed"}
    return one(client, Issue, client.patch(f"{where.root}/issues/{number}", given))


def _protection(client: Client, where: Place, found: RawEnvironment) -> Environment:
    rules, policy = found.protection_rules, found.deployment_branch_policy
    branches: tuple[str, ...] | None = None if policy is None else ()
    if policy is not None and policy.custom_branch_policies:
        path = f"{where.environment(found.name)}/deployment-branch-policies"
        branches = tuple(sorted(each.name for each in _listed(client, Pattern, path, items="branch_policies")))
    return Environment(
        name=found.name,
        branches=branches,
        reviewers=sum(len(each.reviewers) for each in rules),
        prevent_self_review=any(each.prevent_self_review for each in rules),
        wait_minutes=sum(each.wait_timer for each in rules),
        can_admins_bypass=found.can_admins_bypass,
    )


def _rows(client: Client, path: str, query: dict[str, str] | None = None, items: str = "") -> Iterable[Json]:
    return client.pages(path, {"per_page": MOST, **(query or {})}, items=items, following=by_link)


def _listed(
    client: Client, kind: type[W], path: str, query: dict[str, str] | None = None, *, items: str = ""
) -> list[W]:
    return many(client, kind, _rows(client, path, query, items))


def _moment(client: Client, text: str) -> datetime:
    """Read the end of a token's life: `2026-12-23 20:39:00 UTC`, or with an offset."""
    try:
        return datetime.strptime(text.replace("UTC", "+0000"), "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        raise VendorError(
            f"{client.vendor.name} tells in a way unknown here when the token ends ({text}).", 200
        ) from None
