"""GitHub's refusals that need more than a status and a sentence."""

from dataclasses import dataclass
from typing import Final

from localcloud.core.errors import Conflict, Forbidden, Invalid, NotFound

ARCHIVED: Final = "Repository was archived so is read-only."
EMPTY: Final = "Git Repository is empty."
UPGRADE: Final = "Upgrade to GitHub Pro or make this repository public to enable this feature."
VIOLATED: Final = "Repository rule violations found"


@dataclass(frozen=True)
class FieldError:
    """One entry of the `errors` list in GitHub's body of a 422: `message` is set where `code` is `custom`."""

    resource: str
    field: str
    code: str
    message: str = ""


class ValidationFailed(Invalid):
    """GitHub's 422; an HTTP front end writes `summary` and `errors` into the body."""

    def __init__(
        self, resource: str, field: str, message: str = "", *, code: str = "custom", summary: str = "Validation Failed"
    ) -> None:
        self.summary = summary
        self.errors = (FieldError(resource, field, code, message),)
        super().__init__(f"{summary}: {message or f'{resource} {field} is {code}'}", code=code)


class RuleViolation(Conflict):
    """GitHub's 409 for a write that a ruleset forbids; `reasons` has one sentence for each rule."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__("\n\n".join((VIOLATED, *reasons)), code="rule_violation")


def not_found() -> NotFound:
    """Give GitHub's 404, which never says what is missing."""
    return NotFound("Not Found")


def archived() -> Forbidden:
    """Give the refusal of every write to an archived repository."""
    return Forbidden(ARCHIVED)


def empty() -> Conflict:
    """Give the refusal of git operations on a repository without any commit."""
    return Conflict(EMPTY)
