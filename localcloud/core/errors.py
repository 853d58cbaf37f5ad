"""The errors a cloud answers with, each with its HTTP status and the vendor's own code and words.

CloudError
├── Refused            the request as such is at fault (4xx)
│   ├── Invalid        400 or 422
│   ├── Forbidden      403
│   ├── NotFound       404
│   ├── Conflict       409
│   ├── Gone           410
│   └── RateLimited    429, with `retry_after` in seconds
└── Failed             the service is at fault, and may or may not have done the work
    ├── ServerError    500
    └── Timeout        504
"""

from typing import ClassVar


class CloudError(Exception):
    """Base of all answers that refuse: `status` (HTTP), `code` (the vendor's), `message` (the vendor's words)."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "error"

    def __init__(self, message: str, *, code: str = "", status: int | None = None) -> None:
        self.http_status = status or self.status
        self.code = code or self.default_code
        self.message = message
        super().__init__(f"{self.http_status} {self.code}: {message}")


class Refused(CloudError):
    """The request is at fault: sending it again unchanged gets the same answer."""

    status = 400
    default_code = "bad_request"


class Invalid(Refused):
    """Unprocessable input (422; pass `status=400` where the vendor says so)."""

    status = 422
    default_code = "invalid"


class Forbidden(Refused):
    """Not allowed: the plan, the token's permissions or a rule of the account (403)."""

    status = 403
    default_code = "forbidden"


class NotFound(Refused):
    """The thing, or something it refers to, does not exist (404)."""

    status = 404
    default_code = "not_found"


class Conflict(Refused):
    """The name is taken, or something still depends on the thing (409)."""

    status = 409
    default_code = "conflict"


class Gone(Refused):
    """The vendor has retired this part of its API (410)."""

    status = 410
    default_code = "gone"


class RateLimited(Refused):
    """Too many requests (429): try again after `retry_after` seconds."""

    status = 429
    default_code = "rate_limited"

    def __init__(self, message: str, *, retry_after: float, code: str = "") -> None:
        self.retry_after = retry_after
        super().__init__(message, code=code)


class Failed(CloudError):
    """The service is at fault; the work may or may not have been done."""

    status = 500
    default_code = "internal_error"


class ServerError(Failed):
    """An internal error (500): nothing was done."""


class Timeout(Failed):
    """No answer in time (504): the caller cannot know whether the work was done."""

    status = 504
    default_code = "timeout"
