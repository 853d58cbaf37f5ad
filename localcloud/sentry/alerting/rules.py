"""What Sentry refuses in a monitor or an alert: unknown words, broken references, empty things. All of them are 400."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.sentry.alerting.entities import Detector, Integration, Member
from localcloud.sentry.entities import Team

if TYPE_CHECKING:
    from localcloud.sentry.alerting.service import DetectorChange, WorkflowChange

METRIC: Final = "metric_issue"
CRON: Final = "monitor_check_in_failure"
UPTIME: Final = "uptime_domain_failure"
WINDOWS: Final = frozenset({60, 300, 600, 900, 1800, 3600, 7200, 14400, 86400})
INTERVALS: Final = frozenset({60, 300, 600, 1200, 1800, 3600})
TRIGGERS: Final = frozenset(
    {"first_seen_event", "issue_resolved_trigger", "reappeared_event", "regression_event", "every_event"}
)
CONDITIONS: Final = frozenset(
    {
        "age_comparison",
        "assigned_to",
        "event_attribute",
        "event_frequency_count",
        "event_frequency_percent",
        "event_unique_user_frequency_count",
        "issue_category",
        "issue_occurrences",
        "issue_priority_deescalating",
        "issue_priority_greater_or_equal",
        "issue_type",
        "latest_adopted_release",
        "latest_release",
        "level",
        "percent_sessions_count",
        "percent_sessions_percent",
        "tagged_event",
    }
)
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    METRIC: ("aggregate", "dataset", "eventTypes", "timeWindow"),
    CRON: ("config",),
    UPTIME: ("url", "method", "intervalSeconds", "timeoutMs"),
}


def check_detector(world: Transaction, organization: str, change: "DetectorChange") -> None:
    """Refuse a monitor that Sentry would refuse; raises `Invalid`."""
    _require(change.name.strip() != "", "name", "This field may not be blank.")
    _require(change.type in _REQUIRED, "type", f"{change.type} is not a valid choice.")
    for name in _REQUIRED[change.type]:
        _require(change.source.get(name) not in (None, ""), f"dataSources.{name}", "This field is required.")
    if change.owner is not None:
        kind, _, number = change.owner.partition(":")
        _require(kind == "team" and _team(world, organization, number), "owner", "Could not resolve owner.")
    {METRIC: _check_metric, CRON: _check_cron, UPTIME: _check_uptime}[change.type](change)


def check_workflow(world: Transaction, organization: str, change: "WorkflowChange") -> None:
    """Refuse an alert that Sentry would refuse; raises `Invalid`."""
    _require(change.name.strip() != "", "name", "This field may not be blank.")
    _require(change.frequency >= 0, "config.frequency", "must not be negative")
    for number in change.detectors:
        known = world.get(Detector, organization, number) is not None
        _require(known, "detectorIds", f"Some detectors do not exist: {number}")
    for trigger in map(_object, change.triggers):
        _require(trigger.get("type") in TRIGGERS, "triggers", f"{trigger.get('type')} is not a valid choice.")
    for group in map(_object, change.filters):
        _check_filter(world, organization, group)


def _check_metric(change: "DetectorChange") -> None:
    _require(change.source.get("timeWindow") in WINDOWS, "dataSources.timeWindow", "Invalid time window")
    results = [_object(each).get("conditionResult") for each in change.conditions]
    _require(any(each in (50, 75) for each in results), "conditionGroup", "a condition must open an issue")
    _require(0 in results, "conditionGroup", "Resolution condition required for metric issue detector.")


def _check_cron(change: "DetectorChange") -> None:
    config = _object(change.source.get("config"))
    schedule, kind = config.get("schedule"), config.get("schedule_type")
    crontab = isinstance(schedule, str) and len(schedule.split()) == 5  # noqa: PLR2004 - crontab's five fields
    _require(kind != "crontab" or crontab, "config.schedule", "Schedule was not parseable")
    _require(kind in ("crontab", "interval"), "config.schedule_type", f"{kind} is not a valid choice.")


def _check_uptime(change: "DetectorChange") -> None:
    url = change.source.get("url")
    valid = isinstance(url, str) and url.startswith(("https://", "http://"))
    _require(valid, "dataSources.url", "Enter a valid URL.")
    _require(change.source.get("intervalSeconds") in INTERVALS, "dataSources.intervalSeconds", "not a valid choice.")
    _require(bool(change.config.get("environment")), "config.environment", "This field is required.")


def _check_filter(world: Transaction, organization: str, group: Mapping[str, Json]) -> None:
    for condition in map(_object, _list(group.get("conditions"))):
        kind = condition.get("type")
        _require(kind in CONDITIONS, "actionFilters.conditions", f"{kind} is not a valid choice.")
    for action in map(_object, _list(group.get("actions"))):
        config, kind = _object(action.get("config")), action.get("type")
        target = str(config.get("targetIdentifier") or "")
        if kind == "email":
            _require(_reachable(world, organization, config, target), "actions", "Invalid email target")
        elif kind == "slack":
            _check_slack(world, organization, str(action.get("integrationId")), target)
        else:
            _require(kind in ("webhook", "pagerduty", "discord"), "actions", f"{kind} is not a valid choice.")


def _reachable(world: Transaction, organization: str, config: Mapping[str, Json], target: str) -> bool:
    kind = config.get("targetType")
    if kind == "team":
        return _team(world, organization, target)
    if kind == "user":
        return any(each.user == target for each in world.children(Member, organization))
    return kind == "issue_owners"


def _check_slack(world: Transaction, organization: str, number: str, channel: str) -> None:
    found = world.by_id(Integration, number)
    mine = found is not None and found.organization == organization
    _require(mine, "actions", "Slack: Workspace is not connected.")
    known = found.channels.values() if found else ()
    _require(channel in known, "actions", "Slack: Channel not found. Invalid ID provided.")


def _team(world: Transaction, organization: str, number: str) -> bool:
    found = world.by_id(Team, number)
    return found is not None and found.organization == organization


def _require(good: bool, field: str, message: str) -> None:
    if not good:
        raise Invalid(f"{field}: {message}", status=400)


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
