"""What GitHub stores of accounts and repositories."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from localcloud.core.entities import Entity


@dataclass(frozen=True, kw_only=True)
class Organization(Entity):
    """An organization; only a person can make one, so it comes from the seed file.

    `plan` is free, team or enterprise; `secret_protection` says whether GitHub Secret Protection is bought;
    `apps` are the GitHub apps installed on all repositories.
    """

    CLOUD = "github"
    KIND = "organization"
    login: str
    plan: str
    secret_protection: bool = False
    apps: tuple[str, ...] = ()

    def key(self) -> tuple[str, ...]:
        """Name it by its login, whose case does not count."""
        return (self.login.lower(),)


@dataclass(frozen=True)
class AllowedActions:
    """Which actions `selected` allows; patterns such as `owner/name@*`."""

    github_owned: bool
    verified: bool = False
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionsPermissions:
    """Whether Actions may run and which (`allowed`: all, local_only or selected)."""

    enabled: bool = True
    allowed: str = "all"
    selected: AllowedActions | None = None
    sha_pinning: bool = False


@dataclass(frozen=True)
class WorkflowPermissions:
    """What a workflow's token may do by default (read or write), and whether it may approve pull requests."""

    default: str = "read"
    can_approve: bool = False


@dataclass(frozen=True, kw_only=True)
class Repository(Entity):
    """A repository. `security` maps a feature (`secret_scanning`, …) to enabled or disabled.

    `template` is the `owner/name` it was made from, empty for none.
    """

    CLOUD = "github"
    KIND = "repository"
    owner: str
    name: str
    visibility: str = "public"
    default_branch: str = "main"
    description: str = ""
    homepage: str = ""
    topics: tuple[str, ...] = ()
    archived: bool = False
    is_template: bool = False
    has_issues: bool = False
    has_discussions: bool = False
    has_projects: bool = False
    has_wiki: bool = False
    has_downloads: bool = False
    allow_merge_commit: bool = True
    allow_squash_merge: bool = True
    allow_rebase_merge: bool = True
    allow_auto_merge: bool = False
    allow_update_branch: bool = False
    allow_forking: bool = True
    delete_branch_on_merge: bool = False
    merge_commit_title: str = "MERGE_MESSAGE"
    merge_commit_message: str = "PR_TITLE"
    squash_merge_commit_title: str = "COMMIT_OR_PR_TITLE"
    squash_merge_commit_message: str = "COMMIT_MESSAGES"
    web_commit_signoff_required: bool = False
    security: Mapping[str, str] = field(default_factory=dict)
    vulnerability_alerts: bool = False
    security_updates: bool = False
    actions: ActionsPermissions = ActionsPermissions()
    workflow: WorkflowPermissions = WorkflowPermissions()
    template: str = ""

    def key(self) -> tuple[str, ...]:
        """Name it by owner and name, whose case does not count."""
        return (self.owner.lower(), self.name.lower())

    def parent(self) -> str:
        """Belong to the owner."""
        return self.owner.lower()

    @property
    def full_name(self) -> str:
        """Spell owner and name."""
        return f"{self.owner}/{self.name}"

    @property
    def node_id(self) -> str:
        """Give the id that GraphQL uses."""
        return "R_" + base64.urlsafe_b64encode(f"repository:{self.id}".encode()).decode().rstrip("=")


NEW: Final = Repository(
    id="",
    owner="",
    name="",
    allow_forking=False,
    security={"secret_scanning": "disabled", "secret_scanning_push_protection": "disabled"},
)
"""What an organization's new repository is before anything is asked for."""


@dataclass(frozen=True, kw_only=True)
class Redirect(Entity):
    """The former name of a renamed repository, under which GitHub still finds it."""

    CLOUD = "github"
    KIND = "redirect"
    owner: str
    name: str
    repository: str

    def key(self) -> tuple[str, ...]:
        """Name it by the former owner and name."""
        return (self.owner.lower(), self.name.lower())

    def parent(self) -> str:
        """Belong to the repository that has another name now."""
        return self.repository
