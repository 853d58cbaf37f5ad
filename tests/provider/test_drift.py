"""What somebody changed in a console is told by its name; what a service adds by itself is not."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from localcloud.core.entities import Json
from localcloud.plugin.properties import Properties, SecretValue
from localcloud.sentry.alerting.entities import Detector, Workflow
from localcloud.trigger.entities import Variable
from tests.provider.rows import (
    ALERT,
    ALERT_INPUTS,
    CRON_INPUTS,
    ENVVAR,
    ENVVAR_INPUTS,
    METRIC_INPUTS,
    MONITOR,
    SENTRY_NEEDS,
    UPTIME_INPUTS,
)
from tests.provider.world import World

Edit = Callable[[Workflow], Workflow]


@pytest.fixture
def prepared(world: World) -> World:
    for token, inputs in SENTRY_NEEDS:
        world.engine.make(token, inputs)
    return world


def drifted(world: World, token: str, inputs: Properties, edit: Callable[[], None]) -> dict[str, str]:
    """Make a thing, edit it behind the program's back, and tell what an update would put right; then put it right."""
    made = world.engine.make(token, inputs)
    edit()
    refreshed = world.engine.read(made)
    checked, _ = world.engine.check(token, inputs, refreshed.inputs)
    found = world.engine.diff(refreshed, checked)
    righted = world.engine.update(refreshed, checked)
    again = world.engine.read(righted)
    assert world.engine.diff(again, checked) == {}, "an update puts it right"
    return found


def edit_workflow(world: World, edit: Edit) -> Callable[[], None]:
    def run() -> None:
        with world.store.transaction() as tx:
            tx.put(edit(tx.all(Workflow)[0]))

    return run


def conditions(*found: Json) -> Edit:
    def edit(workflow: Workflow) -> Workflow:
        (only,) = workflow.filters
        assert isinstance(only, dict)
        return replace(workflow, filters=({**only, "conditions": list(found)},))

    return edit


FREQUENCY: Json = {
    "type": "event_frequency_count",
    "comparison": {"value": 10, "interval": "1h", "filters": []},
    "conditionResult": True,
}
LEVEL: Json = {"type": "level", "comparison": {"match": "gte", "level": 40}, "conditionResult": True}
RARER: Json = {
    "type": "event_frequency_count",
    "comparison": {"value": 500, "interval": "1h"},
    "conditionResult": True,
}
ODD: Json = {"type": "latest_release", "comparison": True, "conditionResult": True}

ALERT_EDITS: dict[str, tuple[Edit, dict[str, str]]] = {
    "a threshold": (conditions(RARER, LEVEL), {"conditions.eventFrequency.count": "update"}),
    "a condition taken away": (conditions(LEVEL), {"conditions.eventFrequency": "add"}),
    "every condition taken away": (
        conditions(),
        {"conditions.eventFrequency": "add", "conditions.level": "add"},
    ),
    "a condition that these words cannot say": (conditions(FREQUENCY, LEVEL, ODD), {"unmanaged": "delete"}),
    "the actions taken away": (
        lambda each: replace(each, filters=({**dict(each.filters[0]), "actions": []},)),  # type: ignore[arg-type]  # a filter is an object
        {"actions.email": "add", "actions.slack": "add"},
    ),
    "another filter beside ours": (
        lambda each: replace(each, filters=(*each.filters, {"logicType": "all", "conditions": [], "actions": []})),
        {"unmanaged": "delete"},
    ),
    "switched off": (lambda each: replace(each, enabled=False), {"enabled": "update"}),
    "another environment": (lambda each: replace(each, environment="preview"), {"environment": "update"}),
    "all environments": (lambda each: replace(each, environment=None), {"environment": "add"}),
    "less often": (lambda each: replace(each, frequency=1440), {"frequencyMinutes": "update"}),
    "a trigger": (
        lambda each: replace(
            each, triggers=({"type": "first_seen_event", "comparison": True, "conditionResult": True},)
        ),
        {"triggers": "delete"},
    ),
    "no monitor": (lambda each: replace(each, detectors=()), {"watch": "update"}),
}


@pytest.mark.parametrize(("edit", "expected"), list(ALERT_EDITS.values()), ids=list(ALERT_EDITS))
def test_an_edit_of_an_alert_is_told_by_its_name(prepared: World, edit: Edit, expected: dict[str, str]) -> None:
    assert drifted(prepared, ALERT, ALERT_INPUTS, edit_workflow(prepared, edit)) == expected


def test_what_sentry_adds_to_conditions_and_actions_is_no_difference(prepared: World) -> None:
    def add(workflow: Workflow) -> Workflow:
        (only,) = workflow.filters
        assert isinstance(only, dict)
        parts = {name: only[name] for name in ("conditions", "actions")}
        richer: dict[str, Json] = {
            name: [{**each, "name": "shown", "uuid": "0-1"} for each in found if isinstance(each, dict)]
            for name, found in parts.items()
            if isinstance(found, list)
        }
        return replace(workflow, filters=({**only, **richer, "organizationId": "1"},))

    assert drifted(prepared, ALERT, ALERT_INPUTS, edit_workflow(prepared, add)) == {}


def test_a_deleted_alert_is_seen_by_a_refresh(prepared: World) -> None:
    made = prepared.engine.make(ALERT, ALERT_INPUTS)
    with prepared.store.transaction() as tx:
        tx.remove(tx.all(Workflow)[0])
    assert prepared.engine.read(made).id == "", "an empty id says that it is gone"


def test_an_alert_on_a_monitor_follows_it(prepared: World) -> None:
    monitor = prepared.engine.make(MONITOR, METRIC_INPUTS)
    inputs: Properties = {
        **ALERT_INPUTS,
        "watch": "monitors",
        "monitorIds": [monitor.outputs["monitorId"]],
        "triggers": ["newIssue"],
    }
    made = prepared.engine.make(ALERT, inputs)
    assert prepared.engine.read(made) == made
    imported = prepared.engine.import_(ALERT, made.id)
    checked, _ = prepared.engine.check(ALERT, inputs, imported.inputs)
    assert prepared.engine.diff(imported, checked) == {}, "an import knows the project by the monitor"


MONITOR_EDITS: dict[str, tuple[Properties, Callable[[Detector], Detector], dict[str, str]]] = {
    "a threshold": (
        METRIC_INPUTS,
        lambda each: replace(
            each,
            conditions=(
                {"type": "gt", "comparison": 9000, "conditionResult": 75},
                {"type": "lte", "comparison": 2000, "conditionResult": 0},
            ),
        ),
        {"metric.threshold": "update"},
    ),
    "when an issue closes": (
        METRIC_INPUTS,
        lambda each: replace(
            each,
            conditions=(
                {"type": "gt", "comparison": 2500, "conditionResult": 75},
                {"type": "lte", "comparison": 2500, "conditionResult": 0},
            ),
        ),
        {"metric.resolveAt": "add"},
    ),
    "a dataset": (
        METRIC_INPUTS,
        lambda each: replace(each, source={**each.source, "dataset": "transactions"}),
        {"metric.source": "update"},
    ),
    "nobody's": (METRIC_INPUTS, lambda each: replace(each, owner=None), {"owner": "add"}),
    "a schedule": (
        CRON_INPUTS,
        lambda each: replace(
            each,
            source={**each.source, "config": {**dict(each.source["config"]), "schedule": "0 0 * * *"}},  # type: ignore[arg-type]  # an object
        ),
        {"cron.schedule": "update"},
    ),
    "an interval instead of a schedule": (
        CRON_INPUTS,
        lambda each: replace(
            each,
            source={
                **each.source,
                "config": {**dict(each.source["config"]), "schedule_type": "interval", "schedule": [1, "day"]},  # type: ignore[arg-type]  # an object
            },
        ),
        {"cron.schedule": "update"},
    ),
    "another address": (
        UPTIME_INPUTS,
        lambda each: replace(each, source={**each.source, "url": "https://elsewhere.example"}),
        {"uptime.url": "update"},
    ),
    "an interval nobody could declare": (
        UPTIME_INPUTS,
        lambda each: replace(each, source={**each.source, "intervalSeconds": 7}),
        {"uptime.intervalSeconds": "update"},
    ),
}


@pytest.mark.parametrize(("inputs", "edit", "expected"), list(MONITOR_EDITS.values()), ids=list(MONITOR_EDITS))
def test_an_edit_of_a_monitor_is_told_by_its_name(
    prepared: World, inputs: Properties, edit: Callable[[Detector], Detector], expected: dict[str, str]
) -> None:
    def run() -> None:
        with prepared.store.transaction() as tx:
            own = next(each for each in tx.all(Detector) if each.source)
            tx.put(edit(own))

    assert drifted(prepared, MONITOR, inputs, run) == expected


def test_another_value_of_a_readable_variable_is_drift(world: World) -> None:
    inputs: Properties = {**ENVVAR_INPUTS, "value": SecretValue("right"), "isSecret": False}

    def edit() -> None:
        with world.store.transaction() as tx:
            tx.put(replace(tx.all(Variable)[0], value="wrong"))

    assert drifted(world, ENVVAR, inputs, edit) == {"value": "update"}


def test_a_secret_variable_made_readable_by_somebody_is_drift(world: World) -> None:
    made = world.engine.make(ENVVAR, ENVVAR_INPUTS)
    with world.store.transaction() as tx:
        tx.put(replace(tx.all(Variable)[0], value="postgresql://canary-5f1c@db.example/app", secret=False))
    refreshed = world.engine.read(made)
    checked, _ = world.engine.check(ENVVAR, ENVVAR_INPUTS, refreshed.inputs)
    assert world.engine.diff(refreshed, checked) == {"isSecret": "update_replace"}, "only a new one is hidden again"
