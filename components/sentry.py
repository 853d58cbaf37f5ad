"""The Sentry project that watches one stack of the app."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components._base import Component
from components.resources.sentry import SentryKey, SentryProject, SentryTeam
from settings.sentry import Sentry


class SentryMonitoring(Component):
    """Type token `luma:sentry:SentryMonitoring`.

    Produces:
        - `SentryTeam`, the team that gets the issues.
        - `SentryProject`, protected.
        - `SentryKey`, protected: the rate-limited DSN. The key named Default, which Sentry makes, stays unused.

    It does not own the organization, its integrations (Slack, GitHub) or the alerts (`components.alerts`).

    Args:
        name: Name of the component.
        settings: The team and project.
        protect: Whether the project and its key are protected.
        opts: Options with an explicit Sentry provider.
    """

    CLOUD = "sentry"

    def __init__(self, name: str, settings: Sentry, *, protect: bool, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, opts, protect=protect)
        self._settings = settings
        self.project = self._create_project(self._create_team())
        self.dsn = self._create_key(self.project).dsn_public
        """The address that clients report to. It is public by design."""
        self.variables: Mapping[str, pulumi.Input[str]] = {
            "NEXT_PUBLIC_SENTRY_DSN": self.dsn,
            "SENTRY_ORG": settings.organization,
            "SENTRY_PROJECT": settings.project,
        }
        self.register_outputs({})

    def _create_team(self) -> SentryTeam:
        return SentryTeam(
            self.child_name("team"),
            self.child_opts(),
            organization=self._settings.organization,
            name=self._settings.team,
            slug=self._settings.team,
        )

    def _create_project(self, team: SentryTeam) -> SentryProject:
        return SentryProject(
            self.child_name("project"),
            self.child_opts(stateful=True, after=[team]),
            organization=self._settings.organization,
            teams=[self._settings.team],
            name=self._settings.project,
            slug=self._settings.project,
            platform="javascript-nextjs",
            resolve_age=self._settings.resolve_age_hours,
        )

    def _create_key(self, project: SentryProject) -> SentryKey:
        return SentryKey(
            self.child_name("key"),
            self.child_opts(stateful=True, after=[project]),
            organization=self._settings.organization,
            project=self._settings.project,
            name=self._settings.project,
            rate_limit_count=self._settings.rate_limit.count,
            rate_limit_window=self._settings.rate_limit.window_seconds,
        )
