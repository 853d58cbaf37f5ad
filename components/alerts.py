"""What tells people that the app is in trouble: monitors that open issues, alerts that pass them on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pulumi

from components._base import Component
from components.resources.luma import Alert, Monitor
from settings.platform import App
from settings.sentry import Sentry
from settings.trigger import ScheduledJob
from settings.vercel import Cron

if TYPE_CHECKING:
    from components.resources.objects.luma import Actions

HOUR: Final = 3600


class SentryAlerts(Component):
    """Type token `luma:sentry:SentryAlerts`.

    Produces:
        - `Monitor` of errors in an hour, of the 95th percentile of response times, of the app's address.
        - `Monitor` for each scheduled job, and for each path that Vercel requests on a schedule.
        - `Alert` for what these monitors find, and `Alert` for new issues of every other kind.

    It does not own the project, its team, or the Slack integration, which a person connects.

    Args:
        name: Name of the component.
        settings: The project, the thresholds and whom to tell.
        app: The app's environment and address.
        jobs: The jobs that run on a schedule.
        crons: The paths that are requested on a schedule.
        after: The project.
        opts: Options with an explicit provider luma.
    """

    CLOUD = "sentry"
    PLUGINS = ("luma",)

    def __init__(
        self,
        name: str,
        settings: Sentry,
        *,
        app: App,
        jobs: Sequence[ScheduledJob],
        crons: Sequence[Cron],
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(name, opts)
        self._settings, self._app, self._after = settings, app, after
        monitors = [self._watch_errors(), self._watch_speed(), self._watch_address()]
        monitors += [self._watch_job(job) for job in jobs]
        monitors += [self._watch_cron(cron) for cron in crons]
        self._pass_on(monitors)
        self._tell_new_issues()
        self.register_outputs({})

    def _watch_errors(self) -> Monitor:
        limit = self._settings.alerts.errors_per_hour
        return Monitor(
            self.child_name("errors"),
            self.child_opts(after=self._after),
            organization=self._settings.organization,
            project=self._settings.project,
            owner=self._settings.team,
            name=f"More than {limit} errors an hour",
            metric={
                "source": "errors",
                "aggregate": "count()",
                "environment": self._app.environment,
                "windowSeconds": HOUR,
                "threshold": limit,
            },
        )

    def _watch_speed(self) -> Monitor:
        limit = self._settings.alerts.response_time_ms
        return Monitor(
            self.child_name("speed"),
            self.child_opts(after=self._after),
            organization=self._settings.organization,
            project=self._settings.project,
            owner=self._settings.team,
            name=f"Requests slower than {limit} ms",
            metric={
                "source": "spans",
                "aggregate": "p95(span.duration)",
                "query": "is_transaction:true",
                "environment": self._app.environment,
                "windowSeconds": HOUR,
                "threshold": limit,
                "severity": "medium",
            },
        )

    def _watch_address(self) -> Monitor:
        return Monitor(
            self.child_name("uptime"),
            self.child_opts(after=self._after),
            organization=self._settings.organization,
            project=self._settings.project,
            owner=self._settings.team,
            name=f"{self._app.domain} answers",
            uptime={"url": self._app.url, "environment": self._app.environment},
        )

    def _watch_job(self, job: ScheduledJob) -> Monitor:
        return self._watch_schedule("job", job.name, job.schedule, job.max_minutes)

    def _watch_cron(self, cron: Cron) -> Monitor:
        return self._watch_schedule("cron", cron.path, cron.schedule, 30)

    def _watch_schedule(self, kind: str, name: str, schedule: str, minutes: int) -> Monitor:
        """Watch what runs on a schedule; it checks in under the monitor's name, one of which an organization has.

        The delivered `src/lib/check-in.ts` checks in.
        """
        return Monitor(
            self.child_name(f"{kind}-{name}"),
            self.child_opts(after=self._after),
            organization=self._settings.organization,
            project=self._settings.project,
            owner=self._settings.team,
            name=self._settings.monitor(name),
            cron={"schedule": schedule, "timezone": "UTC", "maxRuntimeMinutes": minutes},
        )

    def _pass_on(self, monitors: Sequence[Monitor]) -> Alert:
        """Tell of every issue that a monitor opens. Low priority alone stays out: no monitor opens such an issue."""
        return Alert(
            self.child_name("monitors"),
            self.child_opts(after=self._after),
            organization=self._settings.organization,
            project=self._settings.project,
            name=f"{self._settings.project}: a monitor fired",
            environment=self._app.environment,
            frequency_minutes=self._settings.alerts.repeat_minutes,
            watch="monitors",
            monitor_ids=[monitor.monitor_id for monitor in monitors],
            triggers=["newIssue", "regressed"],
            conditions={"priority": "medium"},
            actions=self._actions(),
        )

    def _tell_new_issues(self) -> Alert:
        """Tell of new issues of the project's own; warnings and less stay out, or every line in a log would mail."""
        return Alert(
            self.child_name("new-issues"),
            self.child_opts(after=self._after),
            organization=self._settings.organization,
            project=self._settings.project,
            name=f"{self._settings.project}: new issue",
            environment=self._app.environment,
            frequency_minutes=self._settings.alerts.repeat_minutes,
            watch="issues",
            triggers=["newIssue", "escalated"],
            conditions={"level": {"level": "error"}},
            actions=self._actions(),
        )

    def _actions(self) -> Actions:
        wanted = self._settings.alerts.notifications
        found: Actions = {"email": [{"team": self._settings.team}]} if wanted.email else {}
        if wanted.slack:
            found["slack"] = [{"workspace": wanted.slack.workspace, "channel": wanted.slack.channel}]
        return found
