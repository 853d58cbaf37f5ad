"""What the HTTP front ends refuse by themselves."""

from localcloud.core.errors import CloudError


class Unauthorized(CloudError):
    """The token is missing or wrong (401)."""

    status = 401
    default_code = "unauthorized"
