"""What exists in a platform's Sentry organization, of the types that the program uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from cli.vendors import sentry_things as things
from cli.vendors.existing import Existing
from cli.vendors.http import Client

if TYPE_CHECKING:
    from settings.platform import Platform

_AT_ONCE: Final = 4
_DEFAULT_KEY: Final = "Default"
_DEFAULT_ALERT: Final = "Send a notification for high priority issues"
"""The key and the alert that Sentry makes along with a project."""


def existing(client: Client, platform: Platform) -> list[Existing]:
    """List the organization's teams and projects, with their keys, monitors and alerts.

    Args:
        client: A client of Sentry.
        platform: The settings, for the organization.

    Raises:
        VendorError: Sentry refuses, or cannot be reached.
    """
    organization = platform.sentry.organization
    projects = things.projects(client, organization)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        keys = [*pool.map(lambda each: [*_keys(client, organization, each.slug)], projects)]
    monitors = things.monitors(client, organization)
    slugs = {each.id: each.slug for each in projects}
    return [
        *(_team(organization, each) for each in things.teams(client, organization)),
        *(_project(organization, each) for each in projects),
        *(key for found in keys for key in found),
        *(_monitor(organization, slugs, each) for each in monitors),
        *_alerts(client, organization, {each.id: slugs.get(each.project, "") for each in monitors}),
    ]


def _thing(kind: str, import_id: str, name: str, inputs: Mapping[str, Any], *, by_itself: bool = False) -> Existing:
    return Existing("sentry", kind, import_id, name, by_itself, inputs)


def _team(organization: str, team: things.Team) -> Existing:
    inputs = {"organization": organization, "slug": team.slug}
    return _thing("sentry:index/sentryTeam:SentryTeam", f"{organization}/{team.slug}", team.slug, inputs)


def _project(organization: str, project: things.Project) -> Existing:
    inputs = {"organization": organization, "slug": project.slug, "teams": [*project.team_slugs]}
    return _thing("sentry:index/sentryProject:SentryProject", f"{organization}/{project.slug}", project.slug, inputs)


def _keys(client: Client, organization: str, project: str) -> Iterator[Existing]:
    for each in things.keys(client, organization, project):
        yield _thing(
            "sentry:index/sentryKey:SentryKey",
            f"{organization}/{project}/{each.id}",
            f"{project}: {each.name}",
            {"organization": organization, "project": project, "name": each.name},
            by_itself=each.name == _DEFAULT_KEY,
        )


def _monitor(organization: str, slugs: Mapping[str, str], monitor: things.Monitor) -> Existing:
    project = slugs.get(monitor.project, "")
    inputs = {"organization": organization, "project": project, "name": monitor.name}
    name = f"{project}: {monitor.name}"
    return _thing("luma:sentry:Monitor", f"{organization}/{monitor.id}", name, inputs, by_itself=monitor.is_default)


def _alerts(client: Client, organization: str, projects: Mapping[str, str]) -> Iterator[Existing]:
    """List the alerts; one belongs to the project of the monitors that it watches, where that is one."""
    for each in things.alerts(client, organization):
        watched = {projects[monitor] for monitor in each.monitors if monitor in projects}
        inputs = {"organization": organization, "name": each.name}
        if len(watched) == 1:
            inputs["project"] = watched.pop()
        yield _thing(
            "luma:sentry:Alert",
            f"{organization}/{each.id}",
            each.name,
            inputs,
            by_itself=each.name == _DEFAULT_ALERT,
        )
