"""Which settings of a repository GitHub refuses: contradictions, and what the plan does not have.

Facts: docs.github.com, "Update a repository"; the refusal of secret scanning:
integrations/terraform-provider-github issue 2145.
"""

import re
from typing import Final

from localcloud.core.errors import Invalid
from localcloud.github.entities import Organization, Repository
from localcloud.github.errors import ValidationFailed

SCANNING: Final = (
    "secret_scanning",
    "secret_scanning_push_protection",
    "secret_scanning_ai_detection",
    "secret_scanning_non_provider_patterns",
)
TOPIC: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
MOST_TOPICS: Final = 20
SQUASH: Final = frozenset(
    {
        ("PR_TITLE", "PR_BODY"),
        ("PR_TITLE", "BLANK"),
        ("PR_TITLE", "COMMIT_MESSAGES"),
        ("COMMIT_OR_PR_TITLE", "COMMIT_MESSAGES"),
    }
)
MERGE: Final = frozenset({("PR_TITLE", "PR_BODY"), ("PR_TITLE", "BLANK"), ("MERGE_MESSAGE", "PR_TITLE")})


def refuse_settings(repository: Repository, organization: Organization) -> None:
    """Refuse settings that contradict each other or the plan; raises `ValidationFailed` or `Invalid`."""
    if repository.visibility == "internal" and organization.plan != "enterprise":
        raise ValidationFailed(
            "Repository", "visibility", "Only organizations of an enterprise account have internal repositories."
        )
    _refuse_topics(repository)
    _refuse_merging(repository)
    _refuse_security(repository, organization)


def _refuse_topics(repository: Repository) -> None:
    if len(repository.topics) > MOST_TOPICS:
        raise ValidationFailed("Repository", "topics", f"A repository cannot have more than {MOST_TOPICS} topics.")
    if any(not TOPIC.fullmatch(each) for each in repository.topics):
        words = "Topics must start with a lowercase letter or number, consist of 50 characters or less, "
        raise ValidationFailed("Repository", "topics", f"{words}and can include hyphens.")


def _refuse_merging(repository: Repository) -> None:
    if not (repository.allow_merge_commit or repository.allow_squash_merge or repository.allow_rebase_merge):
        words = "Sorry, you need to allow at least one merge strategy. (no_merge_method)"
        raise ValidationFailed("Repository", "merge_commit_allowed", words)
    squash = (repository.squash_merge_commit_title, repository.squash_merge_commit_message)
    if repository.allow_squash_merge and squash not in SQUASH:
        words = f"Sorry, {squash[0]} with {squash[1]} is no combination of squash commit title and message"
        raise ValidationFailed("Repository", "squash_merge_commit_title", words)
    merge = (repository.merge_commit_title, repository.merge_commit_message)
    if repository.allow_merge_commit and merge not in MERGE:
        words = f"Sorry, {merge[0]} with {merge[1]} is no combination of merge commit title and message"
        raise ValidationFailed("Repository", "merge_commit_title", words)


def _refuse_security(repository: Repository, organization: Organization) -> None:
    enabled = {feature for feature, status in repository.security.items() if status == "enabled"}
    if repository.visibility == "public":
        if "advanced_security" in repository.security:
            raise Invalid("Advanced security is always available for public repos.")
    elif enabled & set(SCANNING) and not organization.secret_protection:
        raise Invalid("Secret scanning is not available for this repository.")
    elif enabled & {"advanced_security", "code_security"} and organization.plan == "free":
        raise Invalid("Advanced security has not been purchased.")
    if enabled & set(SCANNING) - {"secret_scanning"} and repository.security.get("secret_scanning") == "disabled":
        raise Invalid("Secret scanning must be enabled before push protection and its other features.")
