"""What can go wrong, as the user reads it.

ProviderError
├── Misconfigured          the provider's own settings are wrong or absent
├── NoSuchThing            a name that stands for nothing; the message lists what exists
└── ServiceError           a service refused or failed: `service`, `status`, `message`
    ├── NotFound           404
    ├── Gone               410
    ├── RateLimited        429 or a secondary limit that lasts longer than we wait
    └── Unreachable        no answer (status 0)
        └── NotSent        not even asked

No message holds a token or a secret value: `http.Client` takes both out of what a service says.
"""

import difflib
from collections.abc import Iterable
from typing import ClassVar, Final

UNKNOWN_STATUS: Final = 0


class ProviderError(Exception):
    """Base of every error a user may see."""


class Misconfigured(ProviderError):
    """The provider cannot work with its settings."""


class NoSuchThing(ProviderError):
    """A name in the program stands for nothing in the service."""

    def __init__(self, what: str, name: str, where: str, known: Iterable[str]) -> None:
        """Name what is missing (`Slack channel`), where it was looked for, and what exists there."""
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        super().__init__(f"there is no {what} {name!r} in {where}{hint}; it has: {', '.join(names) or 'none'}")


class ServiceError(ProviderError):
    """A service refused or failed. `doubtful` tells whether it may have done the work all the same."""

    doubtful: ClassVar[bool] = True

    def __init__(self, service: str, status: int, message: str) -> None:
        self.service = service
        self.status = status
        self.message = message
        super().__init__(f"{service}: {status or 'no answer'}: {message}")


class NotFound(ServiceError):
    """The thing does not exist, or the token may not see it."""


class Gone(ServiceError):
    """The service has retired this part of its API."""

    def __init__(self, service: str, status: int, message: str) -> None:
        super().__init__(
            service, status, f"{message} (this part of {service}'s API was retired: a newer provider is needed)"
        )


class RateLimited(ServiceError):
    """The service asks for more patience than this provider has."""

    doubtful = False


class Unreachable(ServiceError):
    """No answer came, so it is not known whether the work was done."""


class NotSent(Unreachable):
    """There was no connection, so nothing was done."""

    doubtful = False


_KINDS: Final[dict[int, type[ServiceError]]] = {404: NotFound, 410: Gone, 429: RateLimited}


def service_error(service: str, status: int, message: str) -> ServiceError:
    """Choose the error for a status."""
    return _KINDS.get(status, ServiceError)(service, status, message)
