"""Settings of the GitHub repository, its rulesets, environments and Actions."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveInt, StringConstraints

from settings.model import GitHubEnvironment, Model, Slug


def _refuse_lock(branch: str) -> str:
    if branch.endswith(".lock"):
        raise ValueError("git keeps names that end in .lock for itself; no branch could have it. Choose another.")
    return branch


Branch = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]*([./][A-Za-z0-9_][A-Za-z0-9_-]*)*$", max_length=100),
    AfterValidator(_refuse_lock),
]
"""A branch name that git takes, of characters that mean nothing to a shell or to YAML's syntax."""


class Repository(Model):
    """The app's repository. Only the stack that owns it manages its settings, rules and files."""

    name: Slug = Field(description="Name of the repository. Follows the app's name when left out.")
    origin: Literal["new", "adopt"] = Field(
        default="new", description="`new` creates it, `adopt` imports the one that exists."
    )
    template: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$")] | None = Field(
        default=None, description="Template repository (owner/name) a new one starts from."
    )
    description: str = Field(default="", max_length=350, description="One line about the repository.")
    topics: tuple[Slug, ...] = Field(default=(), description="Topics on the repository's page.")

    @property
    def starts_empty(self) -> bool:
        """Whether the repository is made here and from nothing, so that every file of its own can be given to it."""
        return self.origin == "new" and self.template is None


class GitHub(Model):
    """What this stack manages on GitHub."""

    organization: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Organization, in lower case.")
    owns_repository: bool = Field(
        description="Whether this stack manages the repository that all share. Exactly one does, and goes up first."
    )
    repository: Repository = Field(description="The app's repository.")
    default_branch: Branch = Field(default="main", description="Branch that is deployed.")
    release_tags: str = Field(default="v*", min_length=1, description="Pattern of the tags that nobody may move.")
    required_reviews: PositiveInt = Field(default=1, le=6, description="Approvals a pull request needs.")
    required_checks: tuple[str, ...] = Field(
        default=("migration-check", "test / checks"),
        min_length=1,
        description="Checks a pull request needs; each is a job of a delivered workflow.",
    )
    code_owners: tuple[Annotated[str, StringConstraints(pattern=r"^@[A-Za-z0-9-]+(/[A-Za-z0-9._-]+)?$")], ...] = Field(
        default=(),
        description="Who reviews the delivered files, such as @owner/team; without any, no CODEOWNERS is delivered.",
    )
    allowed_actions: tuple[str, ...] = Field(
        default=(), description="Actions of others that workflows may use, such as owner/name@*."
    )
    environments: tuple[GitHubEnvironment, ...] = Field(
        min_length=1, description="Deployment environments this stack owns."
    )
    reviewer_teams: tuple[PositiveInt, ...] = Field(
        default=(),
        max_length=6,
        description="Ids of the teams that approve a release (GitHub Enterprise only).",
    )
