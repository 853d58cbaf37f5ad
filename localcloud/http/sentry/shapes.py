"""How Sentry spells monitors and alerts, in requests and in answers."""

from collections.abc import Mapping

from localcloud.core import ids
from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.plugin.inputs import Inputs
from localcloud.sentry.alerting.entities import Detector, Workflow
from localcloud.sentry.alerting.service import DetectorChange, WorkflowChange
from localcloud.sentry.entities import Team

_SOURCES = {
    "metric_issue": "snuba_query_subscription",
    "monitor_check_in_failure": "cron_monitor",
    "uptime_domain_failure": "uptime_subscription",
}


def detector_change(body: Inputs) -> DetectorChange:
    """Read a monitor from a request."""
    sources = body.items("dataSources")
    return DetectorChange(
        type=body.text("type"),
        name=body.text("name"),
        description=body.text_or_none("description"),
        enabled=body.flag_or_none("enabled") is not False,
        owner=body.text_or_none("owner"),
        source=dict(sources[0]) if sources else {},
        conditions=tuple(dict(each) for each in body.object("conditionGroup").items("conditions")),
        config=dict(body.object("config").values),
    )


def workflow_change(body: Inputs) -> WorkflowChange:
    """Read an alert from a request."""
    return WorkflowChange(
        name=body.text("name"),
        enabled=body.flag("enabled"),
        environment=body.text_or_none("environment"),
        frequency=body.object("config").integer("frequency"),
        detectors=body.texts("detectorIds"),
        triggers=tuple(dict(each) for each in body.object("triggers").items("conditions")),
        filters=tuple(dict(each) for each in body.items("actionFilters")),
    )


def shown_detector(world: Transaction, found: Detector) -> Json:
    """Spell a monitor for an answer."""
    source: dict[str, Json] = dict(found.source)
    wrapped: Json = {
        "id": _number(found.id, "source"),
        "type": _SOURCES.get(found.type, ""),
        "queryObj": {"snubaQuery": source} if found.type == "metric_issue" else source,
    }
    group: Json = {"id": _number(found.id, "group"), "logicType": "any", "conditions": _numbered(found.conditions)}
    return {
        "id": found.id,
        "projectId": found.project,
        "type": found.type,
        "name": found.name,
        "description": found.description,
        "enabled": found.enabled,
        "owner": _owner(world, found.owner),
        "dataSources": [wrapped] if source else [],
        "conditionGroup": group if found.conditions else None,
        "config": dict(found.config),
        "dateCreated": found.created,
        "dateUpdated": found.created,
        "createdBy": None,
        "workflowIds": [],
    }


def shown_workflow(found: Workflow) -> Json:
    """Spell an alert for an answer."""
    triggers: list[Json] = [*_numbered(found.triggers)]
    return {
        "id": found.id,
        "organizationId": "1",
        "name": found.name,
        "enabled": found.enabled,
        "environment": found.environment,
        "config": {"frequency": found.frequency, "triggerType": "any"},
        "detectorIds": [*found.detectors],
        "triggers": {"id": _number(found.id, "when"), "logicType": "any-short", "conditions": triggers, "actions": []},
        "actionFilters": [_filter(each, found.id) for each in found.filters if isinstance(each, dict)],
        "dateCreated": found.created,
        "dateUpdated": found.created,
        "lastTriggered": None,
        "createdBy": None,
        "owner": None,
    }


def _filter(group: Mapping[str, Json], seed: str) -> Json:
    conditions, actions = group.get("conditions"), group.get("actions")
    return {
        "id": _number(seed, "filter"),
        "logicType": group.get("logicType") or "all",
        "conditions": _numbered(tuple(conditions) if isinstance(conditions, list) else ()),
        "actions": [{**each, "status": "active"} for each in _numbered(tuple(actions or ())) if isinstance(each, dict)]
        if isinstance(actions, list)
        else [],
    }


def _numbered(items: tuple[Json, ...]) -> list[Json]:
    """Add an id to each thing, and turn their order around."""
    found = [{"id": _number(str(index), "item"), **each} for index, each in enumerate(items) if isinstance(each, dict)]
    return [*found[::-1]]


def _owner(world: Transaction, owner: str | None) -> Json:
    kind, _, number = (owner or "").partition(":")
    team = world.by_id(Team, number) if kind == "team" else None
    return {"type": "team", "id": team.id, "name": team.slug} if team else None


def _number(seed: str, what: str) -> str:
    return str(ids.number(f"{seed}|{what}", 7))
