"""Sentry, asked by the verbs: the organization and its teams, projects and keys, alerts, monitors, open issues, scopes.

Facts: docs.sentry.io, "API Reference"; `src/sentry/api/endpoints/index.py` of getsentry/sentry for a token's scopes.
Every function raises `VendorError` with Sentry's own words.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from cli.vendors.http import Client, Query, VendorError
from cli.vendors.sentry_existing import existing
from cli.vendors.sentry_things import (
    Alert,
    Key,
    Monitor,
    Project,
    Team,
    alerts,
    keys,
    monitors,
    of_organization,
    of_project,
    projects,
    teams,
)
from cli.vendors.wire import OK, Wire, one

__all__ = [
    "Alert",
    "Key",
    "Monitor",
    "Organization",
    "Project",
    "Team",
    "alerts",
    "existing",
    "keys",
    "monitors",
    "open_issues",
    "organization",
    "project",
    "projects",
    "scopes",
    "teams",
]
_HITS: Final = "x-hits"


class Organization(Wire):
    """The organization."""

    id: str
    slug: str
    name: str


class _Auth(Wire):
    scopes: tuple[str, ...]


class _Index(Wire):
    auth: _Auth


def scopes(client: Client) -> frozenset[str]:
    """Tell what the token may do, such as `project:write`."""
    return frozenset(one(client, _Index, client.get("/api/0/")).auth.scopes)


def organization(client: Client, slug: str) -> Organization | None:
    """Find an organization; None where there is none, or the token may not see it."""
    found = client.find(of_organization(slug))
    return one(client, Organization, found) if found is not None else None


def project(client: Client, organization: str, slug: str) -> Project | None:
    """Find a project; None where there is none, or the token may not see it."""
    found = client.find(of_project(organization, slug))
    return one(client, Project, found) if found is not None else None


def open_issues(client: Client, organization: str, project: str) -> int:
    """Count a project's unresolved issues; Sentry counts to 1,000 and stops there."""
    query: Query = {"query": "is:unresolved", "statsPeriod": "", "limit": 1}
    hits = client.page(f"{of_project(organization, project)}issues/", query).headers.get(_HITS, "")
    if not hits.isdigit():
        raise VendorError(f"Sentry does not tell how many issues of {quote(project)} are open.", OK)
    return int(hits)
