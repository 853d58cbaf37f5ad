"""The three kinds of monitors: in our words, and as Sentry's detector API spells them.

Facts: `ProjectMonitor*` in `internal/apiclient/api.yaml` of jianyuan/terraform-provider-sentry v0.15 and that
provider's documentation; window and interval lengths are those that Sentry's forms offer.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import Field, PositiveInt

from luma_provider.model import Model, Wire, as_found
from luma_provider.values import Json

WINDOWS: Final = (60, 300, 600, 900, 1800, 3600, 7200, 14400, 86400)
INTERVALS: Final = (60, 300, 600, 1200, 1800, 3600)
CRON_FIELDS: Final = 5

Source = Literal["errors", "spans"]
_DATASETS: Final[Mapping[Source, tuple[str, int, tuple[str, ...]]]] = {
    "errors": ("events", 0, ("default", "error")),
    "spans": ("events_analytics_platform", 1, ("trace_item_span",)),
}
"""Dataset, query type and event types of each source."""
Severity = Literal["medium", "high"]
_SEVERITIES: Final[Mapping[Severity, int]] = {"medium": 50, "high": 75}
_RESOLVED: Final = 0
_MANUAL: Final = 1


class Metric(Model):
    """A number over a time window that crosses a threshold."""

    source: Source = Field(default="errors", description="What is counted or measured: errors, or spans.")
    aggregate: str = Field(default="count()", description="The number, e.g. count() or p95(span.duration).")
    query: str = Field(default="", description="Only events that match, e.g. is_transaction:true.")
    environment: str | None = Field(default=None, description="Only events of this environment; all when left out.")
    window_seconds: int = Field(default=3600, description="Length of the time window.")
    direction: Literal["above", "below"] = Field(default="above", description="Which side of the threshold is bad.")
    threshold: float = Field(description="The issue opens beyond this number.")
    resolve_at: float | None = Field(default=None, description="The issue closes at this number. Default: threshold.")
    severity: Severity = Field(default="high", description="Priority of the issue it makes.")

    @property
    def resolved_at(self) -> float:
        """The number at which the issue closes."""
        return self.threshold if self.resolve_at is None else self.resolve_at

    def request(self, name: str) -> dict[str, Json]:
        """Spell it for Sentry."""
        del name
        dataset, query_type, events = _DATASETS[self.source]
        beyond, back = ("gt", "lte") if self.direction == "above" else ("lt", "gte")
        subscription: dict[str, Json] = {
            "aggregate": self.aggregate,
            "dataset": dataset,
            "environment": self.environment,
            "eventTypes": [*events],
            "query": self.query,
            "queryType": query_type,
            "timeWindow": self.window_seconds,
            "extrapolationMode": None,
        }
        conditions: list[Json] = [
            {"type": beyond, "comparison": self.threshold, "conditionResult": _SEVERITIES[self.severity]},
            {"type": back, "comparison": self.resolved_at, "conditionResult": _RESOLVED},
        ]
        return {
            "type": "metric_issue",
            "dataSources": [subscription],
            "conditionGroup": {"logicType": "any", "conditions": conditions},
            "config": {"detectionType": "static"},
        }


class Cron(Model):
    """A scheduled job that checks in with Sentry."""

    schedule: str = Field(description="When the job runs, in crontab syntax.")
    timezone: str = Field(default="UTC", description="Time zone of the schedule.")
    margin_minutes: PositiveInt = Field(default=5, description="A check-in later than this is missed.")
    max_runtime_minutes: PositiveInt = Field(default=30, description="A run longer than this has failed.")
    failure_threshold: PositiveInt = Field(default=1, description="Failures in a row that open an issue.")
    recovery_threshold: PositiveInt = Field(default=1, description="Successes in a row that close it.")

    def request(self, name: str) -> dict[str, Json]:
        """Spell it for Sentry."""
        config: dict[str, Json] = {
            "schedule_type": "crontab",
            "schedule": self.schedule,
            "timezone": self.timezone,
            "checkin_margin": self.margin_minutes,
            "max_runtime": self.max_runtime_minutes,
            "failure_issue_threshold": self.failure_threshold,
            "recovery_threshold": self.recovery_threshold,
        }
        return {"type": "monitor_check_in_failure", "dataSources": [{"name": name, "config": config}]}


class Uptime(Model):
    """A URL that must answer."""

    url: str = Field(description="The URL.")
    method: Literal["GET", "HEAD"] = Field(default="GET", description="HTTP method.")
    environment: str = Field(description="Environment that the issues belong to.")
    interval_seconds: int = Field(default=60, description="Time between two checks.")
    timeout_ms: PositiveInt = Field(default=10000, description="An answer later than this is none.")
    failure_threshold: PositiveInt = Field(default=3, description="Failures in a row that open an issue.")
    recovery_threshold: PositiveInt = Field(default=1, description="Successes in a row that close it.")

    def request(self, name: str) -> dict[str, Json]:
        """Spell it for Sentry."""
        del name
        subscription: dict[str, Json] = {
            "url": self.url,
            "method": self.method,
            "body": None,
            "headers": [],
            "intervalSeconds": self.interval_seconds,
            "timeoutMs": self.timeout_ms,
            "traceSampling": False,
            "assertion": None,
        }
        config: dict[str, Json] = {
            "mode": _MANUAL,
            "environment": self.environment,
            "downtimeThreshold": self.failure_threshold,
            "recoveryThreshold": self.recovery_threshold,
        }
        return {"type": "uptime_domain_failure", "dataSources": [subscription], "config": config}


class _Owner(Wire):
    type: str
    id: str


class _Condition(Wire):
    type: str
    comparison: float | dict[str, Any]  # an object where Sentry detects anomalies by itself
    condition_result: int


class _Group(Wire):
    conditions: list[_Condition] = Field(default_factory=list)


class Detector(Wire):
    """A monitor as Sentry has it; the data sources and the configuration differ by type."""

    id: str
    name: str
    type: str
    enabled: bool = True
    description: str | None = None
    owner: _Owner | None = None
    data_sources: list[dict[str, Any]] | None = None
    condition_group: _Group | None = None
    config: dict[str, Any] = Field(default_factory=dict)

    def source(self) -> dict[str, Any]:
        """Give what its one data source queries."""
        first = (self.data_sources or [{}])[0]
        query: dict[str, Any] = first.get("queryObj") or {}
        return query.get("snubaQuery") or query

    def slug(self) -> str:
        """Give what a scheduled job checks in as."""
        return str(self.source().get("slug") or "")


def read(found: Detector) -> Metric | Cron | Uptime | None:
    """Say in our words what a monitor does; `None` for a type that we have none for."""
    if found.type == "metric_issue":
        return _metric(found)
    source = found.source()
    if found.type == "monitor_check_in_failure":
        config = source.get("config") or {}
        return Cron(
            schedule=_schedule(config.get("schedule")),
            timezone=config.get("timezone") or "UTC",
            margin_minutes=config.get("checkin_margin") or 1,
            max_runtime_minutes=config.get("max_runtime") or 30,
            failure_threshold=config.get("failure_issue_threshold") or 1,
            recovery_threshold=config.get("recovery_threshold") or 1,
        )
    if found.type == "uptime_domain_failure":
        return as_found(
            Uptime,
            {
                "url": source.get("url"),
                "method": source.get("method"),
                "environment": found.config.get("environment"),
                "interval_seconds": source.get("intervalSeconds"),
                "timeout_ms": source.get("timeoutMs"),
                "failure_threshold": found.config.get("downtimeThreshold"),
                "recovery_threshold": found.config.get("recoveryThreshold"),
            },
        )
    return None


def _metric(found: Detector) -> Metric:
    """Read a metric; a dataset, condition or severity of somebody else's choice shows as a difference."""
    query = found.source()
    datasets: dict[str, str] = {dataset: source for source, (dataset, _, _) in _DATASETS.items()}
    conditions = (found.condition_group or _Group()).conditions
    none = _Condition(type="none", comparison=0, condition_result=_RESOLVED)
    first = next((each for each in conditions if each.condition_result != _RESOLVED), none)
    last = next((each for each in conditions if each.condition_result == _RESOLVED), first)
    severities: dict[int, str] = {number: name for name, number in _SEVERITIES.items()}
    return as_found(
        Metric,
        {
            "source": datasets.get(query.get("dataset", ""), query.get("dataset")),
            "aggregate": query.get("aggregate"),
            "query": query.get("query") or "",
            "environment": query.get("environment"),
            "window_seconds": query.get("timeWindow"),
            "direction": {"gt": "above", "lt": "below"}.get(first.type, first.type),
            "threshold": first.comparison,
            "resolve_at": last.comparison if last.comparison != first.comparison else None,
            "severity": severities.get(first.condition_result, str(first.condition_result)),
        },
    )


def _schedule(schedule: object) -> str:
    """Spell a schedule; an interval (`[1, "hour"]`), which we have no word for, shows as a difference."""
    parts = schedule if isinstance(schedule, list) else [schedule]
    return " ".join(map(str, parts if isinstance(schedule, str) else ["every", *parts]))
