"""Settings of the Sentry project."""

from pydantic import Field, PositiveInt

from settings.model import Model, Slug


class KeyRateLimit(Model):
    """How many events the DSN accepts, so that one bug cannot use up the quota."""

    count: PositiveInt = Field(default=1000, description="Events accepted in one window.")
    window_seconds: PositiveInt = Field(default=3600, description="Length of the window in seconds.")


class Sentry(Model):
    """The team and project that watch one stack."""

    organization: Slug = Field(description="Slug of the Sentry organization.")
    team: Slug = Field(description="Slug of the team. Follows the app's name when left out.")
    project: Slug = Field(description="Slug of the project. Follows the app's name when left out.")
    resolve_age_hours: PositiveInt = Field(
        default=336, description="Hours after which a quiet issue counts as resolved."
    )
    rate_limit: KeyRateLimit = Field(default_factory=KeyRateLimit, description="Limit of the DSN key.")
