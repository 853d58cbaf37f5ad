"""GitHub, asked by the verbs: the token, the repository and its rules, environments, runs, pull requests, issues.

Facts: docs.github.com, "GitHub REST API". Every function raises `VendorError` with GitHub's own words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cli.vendors.github_existing import existing
from cli.vendors.github_place import MOST, Place, place
from cli.vendors.http import Client, Json, VendorError, by_link

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


class _Wire(BaseModel):
    """What GitHub answers, as far as it is read here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


M = TypeVar("M", bound=_Wire)


class Repository(_Wire):
    """The repository's settings that verbs look at."""

    id: int
    full_name: str
    html_url: str
    visibility: str
    default_branch: str
    archived: bool
    has_issues: bool


class BranchRule(_Wire):
    """A rule that covers a branch, and the ruleset it comes from; `parameters` as in GitHub's API."""

    type: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    ruleset_source_type: str = ""
    ruleset_source: str = ""
    ruleset_id: int = 0


class Run(_Wire):
    """A run of a workflow; `conclusion` is None until `status` is completed."""

    id: int
    name: str
    event: str
    status: str
    conclusion: str | None = None
    head_branch: str
    head_sha: str
    html_url: str
    created_at: datetime
    updated_at: datetime


class _End(_Wire):
    ref: str
    sha: str


class Pull(_Wire):
    """A pull request from the branch `head` to the branch `base`."""

    number: int
    title: str
    state: str
    html_url: str
    head: _End
    base: _End


class _Label(_Wire):
    name: str


class Issue(_Wire):
    """An issue."""

    number: int
    title: str
    body: Annotated[str, BeforeValidator(lambda text: text or "")] = ""
    state: str
    html_url: str
    labels: tuple[_Label, ...] = ()


class Written(_Wire):
    """A secret's or variable's name, and when it was written last: never its value."""

    name: str
    created_at: datetime
    updated_at: datetime


class _Reviewer(_Wire):
    type: str


class _Rule(_Wire):
    type: str
    wait_timer: int = 0
    prevent_self_review: bool = False
    reviewers: tuple[_Reviewer, ...] = ()


class _Policy(_Wire):
    protected_branches: bool
    custom_branch_policies: bool


class _Environment(_Wire):
    name: str
    can_admins_bypass: bool = True
    protection_rules: tuple[_Rule, ...] = ()
    deployment_branch_policy: _Policy | None = None


class _Pattern(_Wire):
    name: str


@dataclass(frozen=True, slots=True)
class Environment:
    """What stands before a deployment to an environment.

    `branches` are the patterns that may deploy, () where only protected branches may, None where any may;
    `wait_minutes`; `reviewers` is the number of people and teams, of whom one must approve.
    """

    name: str
    branches: tuple[str, ...] | None
    reviewers: int
    prevent_self_review: bool
    wait_minutes: int
    can_admins_bypass: bool


@dataclass(frozen=True, slots=True)
class Token:
    """Whose token it is, its scopes (None: a fine-grained one, which does not tell), and its end (None: never)."""

    login: str
    scopes: frozenset[str] | None
    expires: datetime | None


class _User(_Wire):
    login: str


class _Plan(_Wire):
    name: str


class _Organization(_Wire):
    plan: _Plan | None = None


class _Installation(_Wire):
    app_slug: str


def token(client: Client) -> Token:
    """Tell whose token this is, what it may do and until when."""
    page = client.page("/user")
    scopes, expiry = page.headers.get(_SCOPES), page.headers.get(_EXPIRY)
    told = frozenset(each.strip() for each in scopes.split(",") if each.strip()) if scopes is not None else None
    return Token(_one(client, _User, page.data).login, told, _moment(client, expiry) if expiry else None)


def plan(client: Client, organization: str) -> str | None:
    """Give the plan (free, team, enterprise) of an organization, None where the token may not see it."""
    found = _one(client, _Organization, client.get(f"/orgs/{quote(organization)}"))
    return found.plan.name if found.plan else None


def apps(client: Client, organization: str) -> tuple[str, ...]:
    """List the GitHub apps that are installed on an organization, by slug, sorted."""
    path = f"/orgs/{quote(organization)}/installations"
    found = _listed(client, _Installation, path, items="installations")
    return tuple(sorted(each.app_slug for each in found))


def repository(client: Client, where: Place) -> Repository | None:
    """Find the repository; None where there is none, or the token may not see it."""
    data = client.find(where.root)
    return _one(client, Repository, data) if data is not None else None


def effective_rules(client: Client, where: Place, branch: str) -> list[BranchRule]:
    """List every active rule that covers a branch, whichever ruleset it comes from."""
    return _listed(client, BranchRule, f"{where.root}/rules/branches/{quote(branch)}")


def environments(client: Client, where: Place) -> list[Environment]:
    """List the repository's environments and what protects them."""
    found = _listed(client, _Environment, f"{where.root}/environments", items="environments")
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
    return [_one(client, Run, each) for each in found] if isinstance(found, list) else []


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
    return [_one(client, Issue, each) for each in data if not (isinstance(each, dict) and "pull_request" in each)]


def create_issue(client: Client, where: Place, *, title: str, body: str, labels: Iterable[str] = ()) -> Issue:
    """Open an issue."""
    given: Json = {"title": title, "body": body, "labels": [*labels]}
    return _one(client, Issue, client.post(f"{where.root}/issues", given))


def update_issue(client: Client, where: Place, number: int, *, title: str, body: str) -> Issue:
    """Change an issue's title and text."""
    return _one(client, Issue, client.patch(f"{where.root}/issues/{number}", {"title": title, "body": body}))


def close_issue(client: Client, where: Place, number: int) -> Issue:
    """Close an issue as done."""
    given: Json = {"state": "closed", "state_reason": "completed"}
    return _one(client, Issue, client.patch(f"{where.root}/issues/{number}", given))


def _protection(client: Client, where: Place, found: _Environment) -> Environment:
    rules, policy = found.protection_rules, found.deployment_branch_policy
    branches: tuple[str, ...] | None = None if policy is None else ()
    if policy is not None and policy.custom_branch_policies:
        path = f"{where.environment(found.name)}/deployment-branch-policies"
        branches = tuple(sorted(each.name for each in _listed(client, _Pattern, path, items="branch_policies")))
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
    client: Client, kind: type[M], path: str, query: dict[str, str] | None = None, *, items: str = ""
) -> list[M]:
    return [_one(client, kind, each) for each in _rows(client, path, query, items)]


def _one(client: Client, kind: type[M], data: Json) -> M:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, each["loc"])) for each in error.errors(include_input=False)}))
        raise VendorError(
            f"{client.vendor.name} answered with something else than a {kind.__name__.strip('_').lower()} "
            f"(wrong or absent: {fields}), so nothing was learned.",
            200,
        ) from None


def _moment(client: Client, text: str) -> datetime:
    """Read the end of a token's life: `2026-12-23 20:39:00 UTC`, or with an offset."""
    try:
        return datetime.strptime(text.replace("UTC", "+0000"), "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        raise VendorError(
            f"{client.vendor.name} tells in a way unknown here when the token ends ({text}).", 200
        ) from None
