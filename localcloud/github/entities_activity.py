"""What GitHub stores of what happens in a repository: issues, and runs of workflows.

`repository` is always a repository's id; times are as in `2026-11-23T20:39:00Z`.
"""

from dataclasses import dataclass

from localcloud.core.entities import Entity


@dataclass(frozen=True, kw_only=True)
class Issue(Entity):
    """An issue; its number is of the same row as those of pull requests."""

    CLOUD = "github"
    KIND = "issue"
    repository: str
    number: int
    title: str
    body: str
    labels: tuple[str, ...]
    opened_by: str
    created_at: str
    updated_at: str
    state: str = "open"
    state_reason: str | None = None
    closed_at: str | None = None

    def key(self) -> tuple[str, ...]:
        """Name it by repository and number."""
        return (self.repository, str(self.number))

    def parent(self) -> str:
        """Belong to the repository."""
        return self.repository


@dataclass(frozen=True, kw_only=True)
class WorkflowRun(Entity):
    """A run of the workflow in the file `path`, on `branch` at `head_sha`.

    `status` is queued, in_progress or completed; `conclusion` success, failure or cancelled once it is completed.
    """

    CLOUD = "github"
    KIND = "workflow-run"
    repository: str
    path: str
    number: int
    event: str
    branch: str
    head_sha: str
    created_at: str
    updated_at: str
    status: str = "queued"
    conclusion: str | None = None

    def key(self) -> tuple[str, ...]:
        """Name it by repository, file and number."""
        return (self.repository, self.path, str(self.number))

    def parent(self) -> str:
        """Belong to the repository."""
        return self.repository
