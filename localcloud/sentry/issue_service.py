"""Sentry's rules for issues: equal events are one issue, and one that comes back after it was resolved is open again.

Facts: Sentry's documentation on issue states and on the search terms `is:…`.
"""

from dataclasses import replace
from typing import Final

from localcloud.core import ids
from localcloud.core.errors import Forbidden, Invalid, NotFound
from localcloud.core.transaction import Transaction
from localcloud.sentry.alerting.service import MISSING
from localcloud.sentry.entities import ClientKey, Issue, Organization, Project

STATUSES: Final = ("ignored", "resolved", "unresolved")


class IssueService:
    """Sentry's issues, for the length of one operation."""

    def __init__(self, transaction: Transaction) -> None:
        self.world = transaction

    def receive(self, project: str, public: str, title: str, level: str) -> Issue:
        """Take an event for a project (by id) with a key's public part; raises `Forbidden` for another key."""
        owner, key = self.world.by_id(Project, project), self.world.get(ClientKey, project, public)
        if owner is None or key is None or not key.active:
            raise Forbidden("event submission rejected with_reason: ProjectId")
        known = [each for each in self.world.children(Issue, project) if each.title == title]
        now = self.world.clock.timestamp()
        if known:
            again = "unresolved" if known[0].status == "resolved" else known[0].status
            return self.world.put(replace(known[0], status=again, count=known[0].count + 1, last_seen=now))
        number = len(self.world.children(Issue, project)) + 1
        return self.world.add(
            Issue(
                id=str(ids.number(self.world.seed(Issue, project, title), 10)),
                organization=owner.organization,
                project=project,
                short=f"{owner.slug.upper()}-{number}",
                title=title,
                level=level,
                first_seen=now,
                last_seen=now,
            )
        )

    def issues(self, organization: str, project: str | None, query: str) -> list[Issue]:
        """List issues by a query of `is:…` terms; raises `NotFound` (organization), `Invalid` (another term)."""
        if self.world.get(Organization, organization) is None:
            raise NotFound(MISSING)
        wanted = {_status(term) for term in query.split()}
        found = self.world.children(Issue, project) if project else self.world.all(Issue)
        return [each for each in found if each.organization == organization and wanted <= {each.status}]

    def set_status(self, organization: str, number: str, status: str) -> Issue:
        """Resolve, ignore or open an issue again; raises `NotFound`, `Invalid`."""
        found = self.world.by_id(Issue, number)
        if found is None or found.organization != organization:
            raise NotFound(MISSING)
        if status not in STATUSES:
            raise Invalid(f'"{status}" is not a valid choice.', status=400)
        return self.world.put(replace(found, status=status))


def _status(term: str) -> str:
    name, _, status = term.partition(":")
    if name != "is" or status not in STATUSES:
        raise Invalid(f"Error parsing search query: {term} (the local cloud knows is:{'|'.join(STATUSES)})", status=400)
    return status
