"""Settings of the Sentry project: its key, its alerts, and whom they tell."""

from typing import Annotated

from pydantic import Field, PositiveInt, StringConstraints

from settings.model import Model, Slug


class KeyRateLimit(Model):
    """How many events the DSN accepts, so that one bug cannot use up the quota."""

    count: PositiveInt = Field(default=1000, description="Events accepted in one window.")
    window_seconds: PositiveInt = Field(default=3600, description="Length of the window in seconds.")


class Slack(Model):
    """A channel of a Slack workspace that a person has connected with the organization."""

    workspace: str = Field(min_length=1, description="Name of the workspace, as Sentry's integration page shows it.")
    channel: Annotated[str, StringConstraints(pattern=r"^[^#\s]+$")] = Field(description="Channel, without #.")


class Notifications(Model):
    """Whom alerts tell: the team by mail, a channel, or both."""

    email: bool = Field(default=True, description="Mail the project's team.")
    slack: Slack | None = Field(default=None, description="Slack channel.")


class Alerts(Model):
    """When people are told."""

    errors_per_hour: PositiveInt = Field(default=10, description="More errors than this in an hour open an issue.")
    response_time_ms: PositiveInt = Field(
        default=2500, description="Slower requests than this, at the 95th percentile of an hour, open an issue."
    )
    repeat_minutes: PositiveInt = Field(
        default=60, ge=5, le=1440, description="Tell about one issue at most once in this time."
    )
    notifications: Notifications = Field(default_factory=Notifications, description="Whom to tell.")


class Sentry(Model):
    """The team and project that watch one stack."""

    organization: Slug = Field(description="Slug of the Sentry organization.")
    team: Slug = Field(description="Slug of the team. Follows the app's name when left out.")
    project: Slug = Field(description="Slug of the project. Follows the app's name when left out.")
    resolve_age_hours: PositiveInt = Field(
        default=336, description="Hours after which a quiet issue counts as resolved."
    )
    rate_limit: KeyRateLimit = Field(default_factory=KeyRateLimit, description="Limit of the DSN key.")
    alerts: Alerts = Field(default_factory=Alerts, description="When people are told, and who.")

    def monitor(self, scheduled: str) -> str:
        """Return the name of the monitor that a scheduled job (its id) or request (its path) checks in with."""
        return f"{self.project}-{scheduled.strip('/').replace('/', '-')}"
