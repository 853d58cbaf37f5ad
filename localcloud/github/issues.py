"""GitHub's rules for issues.

Facts: docs.github.com, "REST API endpoints for issues".
"""

from dataclasses import replace

from localcloud.core import ids
from localcloud.core.errors import Gone
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_activity import Issue
from localcloud.github.errors import ValidationFailed, not_found
from localcloud.github.objects import ACTOR
from localcloud.github.pulls import next_number
from localcloud.github.repositories import Repositories


class Issues:
    """Issues of repositories."""

    def __init__(self, world: Transaction, repositories: Repositories) -> None:
        self.world = world
        self._repositories = repositories

    def create(self, repository: str, *, title: str, body: str = "", labels: tuple[str, ...] = ()) -> Issue:
        """Open an issue; raises `NotFound`, `Forbidden` (archived), `Gone` (issues are off), `ValidationFailed`."""
        owner = self._open(repository)
        if not title.strip():
            raise ValidationFailed("Issue", "title", code="missing_field")
        number, now = next_number(self.world, owner), self.world.clock.timestamp()
        return self.world.add(
            Issue(
                id=str(ids.number(self.world.seed(Issue, owner.id, str(number)), 10)),
                repository=owner.id,
                number=number,
                title=title,
                body=body,
                labels=labels,
                opened_by=ACTOR,
                created_at=now,
                updated_at=now,
            )
        )

    def require(self, repository: str, number: int) -> Issue:
        """Find an issue; raises `NotFound`, `Gone` (issues are off)."""
        owner = self._switched_on(self._repositories.require(repository))
        found = self.world.get(Issue, owner.id, str(number))
        if found is None:
            raise not_found()
        return found

    def listed(self, repository: str, *, state: str = "open", labels: tuple[str, ...] = ()) -> list[Issue]:
        """List the issues that have all these labels, newest first; `state` is open, closed or all."""
        owner = self._repositories.require(repository)
        if not owner.has_issues:
            return []
        found = self.world.children(Issue, owner.id)
        return [each for each in found[::-1] if state in ("all", each.state) and {*labels} <= {*each.labels}]

    def update(
        self,
        repository: str,
        number: int,
        *,
        title: str | None = None,
        body: str | None = None,
        labels: tuple[str, ...] | None = None,
        state: str | None = None,
        state_reason: str | None = None,
    ) -> Issue:
        """Change, close or reopen an issue; raises `NotFound`, `Forbidden` (archived), `Gone`, `ValidationFailed`."""
        self._open(repository)
        known = self.require(repository, number)
        if state not in (None, "open", "closed"):
            raise ValidationFailed("Issue", "state", code="invalid")
        now = self.world.clock.timestamp()
        changed = replace(
            known,
            title=known.title if title is None else title,
            body=known.body if body is None else body,
            labels=known.labels if labels is None else labels,
            updated_at=now,
        )
        if state == "closed" and known.state == "open":
            changed = replace(changed, state=state, state_reason=state_reason or "completed", closed_at=now)
        if state == "open" and known.state == "closed":
            changed = replace(changed, state=state, state_reason="reopened", closed_at=None)
        return self.world.put(changed)

    def _open(self, repository: str) -> Repository:
        return self._switched_on(self._repositories.writable(repository))

    def _switched_on(self, owner: Repository) -> Repository:
        if not owner.has_issues:
            raise Gone("Issues has been disabled in this repository.")
        return owner
