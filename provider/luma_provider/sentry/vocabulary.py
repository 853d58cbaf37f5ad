"""The words for alerts, and their spelling in Sentry's workflow API.

Facts: `OrganizationWorkflow*` in `internal/apiclient/api.yaml` of jianyuan/terraform-provider-sentry v0.15, and that
provider's `resource_alert_impl.go` for what the fields mean.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, Field, JsonValue, PositiveInt, ValidationError, model_validator

from luma_provider.model import Model, Texts, Wire
from luma_provider.values import Json

Trigger = Literal["escalated", "newIssue", "regressed", "resolved"]
TRIGGERS: Final[Mapping[Trigger, str]] = {
    "escalated": "reappeared_event",
    "newIssue": "first_seen_event",
    "regressed": "regression_event",
    "resolved": "issue_resolved_trigger",
}
Interval = Literal["1min", "5min", "15min", "1h", "1d", "1w", "30d"]
Priority = Literal["low", "medium", "high"]
PRIORITIES: Final[Mapping[Priority, int]] = {"low": 25, "medium": 50, "high": 75}
LevelName = Literal["debug", "info", "warning", "error", "fatal"]
LEVELS: Final[Mapping[LevelName, int]] = {"debug": 10, "info": 20, "warning": 30, "error": 40, "fatal": 50}


class Frequency(Model):
    """So many within an interval."""

    count: PositiveInt = Field(description="More than this many.")
    interval: Interval = Field(description="Length of the interval.")


class Level(Model):
    """A bound on an event's level."""

    match: Literal["eq", "gte", "lte"] = Field(default="gte", description="Equal, at least, or at most.")
    level: LevelName = Field(description="The level.")


class Conditions(Model):
    """What must hold for the notifications to go out."""

    match: Literal["all", "any", "none"] = Field(default="all", description="How many of the conditions must hold.")
    event_frequency: Frequency | None = Field(default=None, description="Events of the issue.")
    user_frequency: Frequency | None = Field(default=None, description="Users that the issue affects.")
    issue_occurrences: PositiveInt | None = Field(default=None, description="Times the issue was seen, at least.")
    priority: Priority | None = Field(default=None, description="Priority of the issue, at least.")
    level: Level | None = Field(default=None, description="Level of the event.")

    @property
    def any(self) -> bool:
        """Whether there is a condition at all."""
        return bool(self.model_dump(exclude_none=True, exclude={"match"}))


class Email(Model):
    """Mail to a team, to a member, or to the owners of the issue: exactly one of the three."""

    team: str | None = Field(default=None, description="Slug of the team.")
    member: str | None = Field(default=None, description="E-mail address of a member.")
    issue_owners: Literal["all-members", "active-members", "no-one"] | None = Field(
        default=None, description="The issue's owners; the value says who gets the mail where nobody owns it."
    )

    @model_validator(mode="after")
    def one_recipient(self) -> "Email":
        """Refuse none and several."""
        if sum(each is not None for each in (self.team, self.member, self.issue_owners)) != 1:
            raise ValueError("must have exactly one of team, member and issueOwners")
        return self


def _without_hash(name: str) -> str:
    return name.removeprefix("#")


class Slack(Model):
    """A message in a Slack channel."""

    workspace: str = Field(description="Name of the Slack workspace, as Sentry's integration page shows it.")
    channel: Annotated[str, AfterValidator(_without_hash)] = Field(description="Name of the channel.")
    tags: Texts = Field(default_factory=list, description="Tags of the event to show.")
    notes: str | None = Field(default=None, description="Text to add.")


def _ordered(items: "list[BaseModel]") -> "list[BaseModel]":
    return sorted(items, key=lambda each: each.model_dump_json())


class Actions(Model):
    """Whom to tell."""

    email: Annotated[list[Email], AfterValidator(_ordered)] = Field(default_factory=list, description="Mails.")
    slack: Annotated[list[Slack], AfterValidator(_ordered)] = Field(default_factory=list, description="Slack messages.")


class Condition(Wire):
    """A condition as Sentry has it; it adds an id and more."""

    type: str
    comparison: JsonValue = True
    condition_result: JsonValue = True

    def request(self) -> Json:
        """Spell it for a request."""
        found: Json = self.model_dump(by_alias=True)
        return found


_COUNTED: Final = {"event_frequency": "event_frequency_count", "user_frequency": "event_unique_user_frequency_count"}


def to_wire(conditions: Conditions) -> list[Json]:
    """Spell conditions for a request."""
    return [Condition(type=kind, comparison=comparison).request() for kind, comparison in _spelled(conditions)]


def _spelled(wanted: Conditions) -> Iterator[tuple[str, JsonValue]]:
    for frequency, kind in ((wanted.event_frequency, "event_frequency"), (wanted.user_frequency, "user_frequency")):
        if frequency:
            yield _COUNTED[kind], {"value": frequency.count, "interval": frequency.interval, "filters": []}
    if wanted.issue_occurrences:
        yield "issue_occurrences", {"value": wanted.issue_occurrences}
    if wanted.priority:
        yield "issue_priority_greater_or_equal", PRIORITIES[wanted.priority]
    if wanted.level:
        yield "level", {"match": wanted.level.match, "level": LEVELS[wanted.level.level]}


def from_wire(match: str, found: list[Condition]) -> tuple[Conditions, list[str]]:
    """Read conditions as Sentry has them, and name those that this vocabulary cannot say."""
    said: dict[str, JsonValue] = {"match": match.removesuffix("-short")}
    unmanaged = []
    for each in found:
        name, value = _read(each)
        if name and name not in said and value is not None and _valid(name, value):
            said[name] = value
        else:
            unmanaged.append(each.type)
    return Conditions.model_validate(said), sorted(unmanaged)


def _valid(name: str, value: JsonValue) -> bool:
    try:
        Conditions.model_validate({name: value})
    except ValidationError:
        return False
    return True


def _read(found: Condition) -> tuple[str, JsonValue]:
    """Give our name and value for a condition; an empty name where we have no word for it."""
    comparison = found.comparison
    fields = comparison if isinstance(comparison, dict) else {}
    if found.condition_result is not True:
        return "", None
    if found.type in _COUNTED.values() and not fields.get("filters"):
        ours = next(name for name, kind in _COUNTED.items() if kind == found.type)
        return ours, {"count": fields.get("value"), "interval": fields.get("interval")}
    if found.type == "issue_occurrences":
        return "issue_occurrences", fields.get("value")
    if found.type == "issue_priority_greater_or_equal":
        return "priority", next((name for name, number in PRIORITIES.items() if number == comparison), None)
    if found.type == "level":
        level = next((name for name, number in LEVELS.items() if number == fields.get("level")), None)
        return "level", {"match": fields.get("match"), "level": level}
    return "", None
