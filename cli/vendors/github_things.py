"""What GitHub answers, as far as the verbs read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from cli.vendors.wire import Wire


class Repository(Wire):
    """The repository's settings that verbs look at."""

    id: int
    full_name: str
    html_url: str
    visibility: str
    default_branch: str
    archived: bool
    has_issues: bool


class BranchRule(Wire):
    """A rule that covers a branch, and the ruleset it comes from; `parameters` as in GitHub's API."""

    type: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    ruleset_source_type: str = ""
    ruleset_source: str = ""
    ruleset_id: int = 0


class Run(Wire):
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


class End(Wire):
    """One end of a pull request: a branch and its latest commit."""

    ref: str
    sha: str


class Pull(Wire):
    """A pull request from the branch `head` to the branch `base`."""

    number: int
    title: str
    state: str
    html_url: str
    head: End
    base: End


class Label(Wire):
    """An issue's label."""

    name: str


class Issue(Wire):
    """An issue."""

    number: int
    title: str
    body: Annotated[str, BeforeValidator(lambda text: text or "")] = ""
    state: str
    html_url: str
    labels: tuple[Label, ...] = ()


class Written(Wire):
    """A secret's or variable's name, and when it was written last: never its value."""

    name: str
    created_at: datetime
    updated_at: datetime


class Reviewer(Wire):
    """A person or team (`type`) that may approve a deployment."""

    type: str


class ProtectionRule(Wire):
    """One thing that stands before a deployment."""

    type: str
    wait_timer: int = 0
    prevent_self_review: bool = False
    reviewers: tuple[Reviewer, ...] = ()


class BranchPolicy(Wire):
    """Which branches may deploy."""

    protected_branches: bool
    custom_branch_policies: bool


class RawEnvironment(Wire):
    """An environment as GitHub tells it."""

    name: str
    can_admins_bypass: bool = True
    protection_rules: tuple[ProtectionRule, ...] = ()
    deployment_branch_policy: BranchPolicy | None = None


class Pattern(Wire):
    """A pattern of branches or tags that may deploy."""

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


class User(Wire):
    """An account."""

    login: str


class Plan(Wire):
    """An organization's plan."""

    name: str


class Organization(Wire):
    """An organization."""

    plan: Plan | None = None


class Installation(Wire):
    """A GitHub app that is installed."""

    app_slug: str
