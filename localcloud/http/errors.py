"""What the HTTP front ends refuse by themselves, and what fails on demand in the vendors' own words."""

from localcloud.core.errors import CloudError, RateLimited, ServerError


class Unauthorized(CloudError):
    """The token is missing or wrong (401)."""

    status = 401
    default_code = "unauthorized"


def on_demand(error: CloudError, too_many: str, broken: str) -> str:
    """Say what an error says; a rate limit or failure on demand in the vendor's words for it."""
    if isinstance(error, RateLimited):
        return too_many
    return broken if isinstance(error, ServerError) else error.message
