"""Settings of Trigger.dev."""

from typing import Literal

from pydantic import Field, PositiveInt

from settings.model import Model, Slug


class ScheduledJob(Model):
    """A job of the app that runs on a schedule: Sentry tells when it does not."""

    name: Slug = Field(description="The job's id; it checks in with Sentry as <sentry.project>-<name>.")
    schedule: str = Field(pattern=r"^\S+( \S+){4}$", description="Cron expression with five fields, UTC.")
    max_minutes: PositiveInt = Field(default=30, description="A run longer than this has failed.")


class Trigger(Model):
    """The Trigger.dev environment this stack feeds. The project itself is made by a person."""

    environment: Literal["prod", "staging", "dev"] = Field(description="Environment that gets this stack's variables.")
    scheduled_jobs: tuple[ScheduledJob, ...] = Field(default=(), description="Jobs that run on a schedule.")
