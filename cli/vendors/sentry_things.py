"""Sentry's teams, projects, keys, alerts and monitors, as its API answers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from pydantic import ConfigDict, Field

from cli.vendors.http import Client, by_link
from cli.vendors.wire import W, Wire, many

DEFAULT_MONITORS: Final = frozenset({"error", "issue_stream"})
"""The types of the monitors that every project has from its beginning."""


class Team(Wire):
    """A team."""

    id: str
    slug: str
    name: str


class _Slug(Wire):
    slug: str


class Project(Wire):
    """A project; `team_slugs` are the teams that it belongs to."""

    id: str
    slug: str
    name: str
    platform: str | None = None
    teams: tuple[_Slug, ...] = ()

    @property
    def team_slugs(self) -> tuple[str, ...]:
        """The slugs of its teams, sorted."""
        return tuple(sorted(each.slug for each in self.teams))


class RateLimit(Wire):
    """How many events (`count`) a key takes in `window` seconds."""

    window: int
    count: int


class Key(Wire):
    """A client key, without its secret part and its DSN; `rate_limit` is None where it takes everything."""

    id: str
    name: str
    is_active: bool = Field(alias="isActive")
    rate_limit: RateLimit | None = Field(default=None, alias="rateLimit")


class _Numbered(Wire):
    """What Sentry names by numbers, which it tells as text or as they are."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class Alert(_Numbered):
    """An alert; `monitors` are the ids of those that it watches."""

    id: str
    name: str
    enabled: bool
    environment: str | None = None
    monitors: tuple[str, ...] = Field(default=(), alias="detectorIds")


class Monitor(_Numbered):
    """A monitor; `project` is the project's id."""

    id: str
    name: str
    type: str
    enabled: bool
    project: str = Field(alias="projectId")

    @property
    def is_default(self) -> bool:
        """Whether Sentry made it along with the project."""
        return self.type in DEFAULT_MONITORS


def of_organization(organization: str) -> str:
    """Spell the path of an organization."""
    return f"/api/0/organizations/{quote(organization, safe='')}/"


def of_project(organization: str, project: str) -> str:
    """Spell the path of a project."""
    return f"/api/0/projects/{quote(organization, safe='')}/{quote(project, safe='')}/"


def teams(client: Client, organization: str) -> list[Team]:
    """List an organization's teams."""
    return _listed(client, Team, f"{of_organization(organization)}teams/")


def projects(client: Client, organization: str) -> list[Project]:
    """List an organization's projects."""
    return _listed(client, Project, f"{of_organization(organization)}projects/")


def keys(client: Client, organization: str, project: str) -> list[Key]:
    """List a project's client keys."""
    return _listed(client, Key, f"{of_project(organization, project)}keys/")


def alerts(client: Client, organization: str) -> list[Alert]:
    """List an organization's alerts, which its API calls workflows."""
    return _listed(client, Alert, f"{of_organization(organization)}workflows/")


def monitors(client: Client, organization: str, project_id: str = "") -> list[Monitor]:
    """List an organization's monitors, which its API calls detectors; those of one project (by id) where named."""
    query = {"project": project_id} if project_id else {}
    return _listed(client, Monitor, f"{of_organization(organization)}detectors/", query)


def _listed(client: Client, kind: type[W], path: str, query: Mapping[str, str] | None = None) -> list[W]:
    return many(client, kind, client.pages(path, query, following=by_link))
