"""`luma:sentry:Alert`: an alert of Sentry's workflow engine, attached to monitors.

It manages all that the vocabulary can say and nothing else: what Sentry adds by itself is never a difference, and what
somebody adds beyond the vocabulary is shown by its type in `unmanaged`.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar
from urllib.parse import quote

from pydantic import AfterValidator, Field

from luma_provider.diff import Change
from luma_provider.errors import NoSuchThing, NotFound
from luma_provider.model import Failure, Model, Texts, Wire, in_order
from luma_provider.registry import REGISTRY
from luma_provider.resource import Computed, Found, Resource
from luma_provider.sentry import notify, vocabulary
from luma_provider.sentry.directory import Directory, Watch
from luma_provider.sentry.ids import join_id, split_id
from luma_provider.sentry.recovery import recovery
from luma_provider.sentry.vocabulary import TRIGGERS, Actions, Condition, Conditions, Trigger
from luma_provider.values import Json, Value

TOKEN = "luma:sentry:Alert"  # noqa: S105 - a type token
_LEAST_MINUTES, _MOST_MINUTES = 5, 43200
Triggers = Annotated[list[Trigger], AfterValidator(in_order)]


class AlertInputs(Model):
    """What an alert watches, when it fires, and whom it tells."""

    organization: str = Field(description="Slug of the organization.")
    project: str = Field(description="Slug of the project whose default monitor is watched.")
    name: str = Field(description="Name of the alert.")
    environment: str | None = Field(default=None, description="Only events of this environment; all when left out.")
    enabled: bool = Field(default=True, description="Whether the alert may fire.")
    frequency_minutes: int = Field(default=30, description="Notify about one issue at most once in this time.")
    watch: Watch = Field(
        default="errors",
        description="The project's default monitor for errors or for issues of every kind, or those in monitorIds.",
    )
    monitor_ids: Texts = Field(default_factory=list, description="Ids of monitors, where watch is monitors.")
    triggers: Triggers = Field(default_factory=list, description="What happens to an issue; empty: every event.")
    conditions: Conditions = Field(default_factory=Conditions, description="What must hold besides.")
    actions: Actions = Field(description="Whom to tell; at least one mail or message.")


class _Group(Wire):
    logic_type: str = "all"
    conditions: list[Condition] = Field(default_factory=list)


class _Filter(_Group):
    actions: list[notify.Action] = Field(default_factory=list)


class _Schedule(Wire):
    frequency: int = 0


class _Workflow(Wire):
    id: str
    name: str
    enabled: bool = True
    environment: str | None = None
    config: _Schedule = Field(default_factory=_Schedule)
    detector_ids: list[str | int] = Field(default_factory=list)
    triggers: _Group | None = None
    action_filters: list[_Filter] = Field(default_factory=list)


@REGISTRY.resource(TOKEN)
class Alert(Resource[AlertInputs]):
    """A Sentry alert: it watches monitors, and tells people by mail or in Slack when its conditions hold.

    Import id: organization/id.
    """

    INPUTS = AlertInputs
    REPLACE = frozenset({"organization", "project"})
    COMPUTED: ClassVar = {
        "alertId": Computed("string", "Sentry's id of the alert."),
        "unmanaged": Computed("array", "Types of conditions and actions that somebody added beside these.", "string"),
    }

    def check(self, inputs: AlertInputs) -> Iterable[Failure]:
        """Refuse an alert that tells nobody, fires on everything, or watches nothing."""
        if not inputs.actions.email and not inputs.actions.slack:
            yield Failure("actions", "must have a mail or a Slack message: an alert that tells nobody is none")
        if not inputs.triggers and not inputs.conditions.any:
            yield Failure("triggers", "must not be empty without a condition: it would tell about every single event")
        if not _LEAST_MINUTES <= inputs.frequency_minutes <= _MOST_MINUTES:
            yield Failure("frequencyMinutes", f"must be from {_LEAST_MINUTES} to {_MOST_MINUTES}")
        if (inputs.watch == "monitors") != bool(inputs.monitor_ids):
            yield Failure("monitorIds", "must be given where watch is monitors, and nowhere else")

    def drift(self, outputs: Mapping[str, Value], wanted: Mapping[str, Value]) -> Mapping[str, Change]:
        """Show what somebody added beyond the vocabulary: an update takes it away."""
        del wanted
        return {"unmanaged": "delete"} if outputs.get("unmanaged") else {}

    async def create(self, inputs: AlertInputs) -> Found[AlertInputs]:
        """Make the alert."""
        directory = self._directory(inputs.organization)
        body = await _request(inputs, directory)
        path = f"{directory.root}/workflows/"
        recover = recovery(self.services.sentry, path, inputs.name)
        answer = await self.services.sentry.send("POST", path, body, recover=recover)
        made = _Workflow.model_validate(answer.data)
        self.services.sentry.claimed.add(f"{path}{made.id}")
        return _found(inputs.organization, made.id, inputs, [])

    async def read(
        self, resource_id: str, inputs: AlertInputs | None, outputs: Mapping[str, Value]
    ) -> Found[AlertInputs] | None:
        """Look the alert up; an import takes the project from its monitor."""
        del outputs
        organization, number = split_id(resource_id, TOKEN)
        directory = self._directory(organization)
        try:
            data = await self.services.sentry.get(_path(directory, number))
        except NotFound:
            return None
        live, unmanaged = await _live(_Workflow.model_validate(data), directory, inputs)
        return _found(organization, number, live, unmanaged)

    async def update(self, resource_id: str, inputs: AlertInputs, outputs: Mapping[str, Value]) -> Found[AlertInputs]:
        """Write the whole alert anew."""
        del outputs
        organization, number = split_id(resource_id, TOKEN)
        directory = self._directory(organization)
        body = {"id": number, **await _request(inputs, directory)}
        await self.services.sentry.send("PUT", _path(directory, number), body)
        return _found(organization, number, inputs, [])

    async def delete(self, resource_id: str, outputs: Mapping[str, Value]) -> None:
        """Remove the alert."""
        del outputs
        organization, number = split_id(resource_id, TOKEN)
        try:
            await self.services.sentry.send("DELETE", _path(self._directory(organization), number))
        except NotFound:
            return

    def _directory(self, organization: str) -> Directory:
        return Directory(self.services.sentry, organization)


def _path(directory: Directory, number: str) -> str:
    return f"{directory.root}/workflows/{quote(number, safe='')}/"


def _found(organization: str, number: str, inputs: AlertInputs, unmanaged: list[str]) -> Found[AlertInputs]:
    odd: list[Value] = [*unmanaged]
    return Found(join_id(organization, number), inputs, {"alertId": number, "unmanaged": odd})


async def _request(inputs: AlertInputs, directory: Directory) -> dict[str, Json]:
    """Spell the alert for Sentry, each name resolved."""
    triggers: list[Json] = [Condition(type=TRIGGERS[each]).request() for each in inputs.triggers]
    conditions, match = vocabulary.to_wire(inputs.conditions), inputs.conditions.match
    monitors, actions = await asyncio.gather(_monitors(inputs, directory), notify.to_wire(inputs.actions, directory))
    return {
        "name": inputs.name,
        "enabled": inputs.enabled,
        "environment": inputs.environment,
        "config": {"frequency": inputs.frequency_minutes},
        "detectorIds": [*monitors],
        "triggers": {"logicType": "any-short", "conditions": triggers},
        "actionFilters": [{"logicType": match, "conditions": conditions, "actions": actions}],
    }


async def _monitors(inputs: AlertInputs, directory: Directory) -> list[str]:
    if inputs.watch == "monitors":
        return inputs.monitor_ids
    return [await directory.default_monitor(inputs.project, inputs.watch)]


async def _live(found: _Workflow, directory: Directory, known: AlertInputs | None) -> tuple[AlertInputs, list[str]]:
    """Read the alert as Sentry has it: in our words, and what they cannot say."""
    ours = {wire: name for name, wire in TRIGGERS.items()}
    happened = [each.type for each in found.triggers.conditions] if found.triggers else []
    first, *others = found.action_filters or [_Filter()]
    conditions, odd_conditions = vocabulary.from_wire(first.logic_type, first.conditions)
    actions, odd_actions = await notify.from_wire(first.actions, directory)
    monitors = sorted(str(each) for each in found.detector_ids)
    project, watch = await _watched(monitors, directory, known)
    live = AlertInputs(
        organization=directory.organization,
        project=project,
        name=found.name,
        environment=found.environment or None,
        enabled=found.enabled,
        frequency_minutes=found.config.frequency,
        watch=watch,
        monitor_ids=monitors if watch == "monitors" else [],
        triggers=[ours[each] for each in happened if each in ours],
        conditions=conditions,
        actions=actions,
    )
    odd_triggers = [each for each in happened if each not in ours]
    return live, [*odd_triggers, *odd_conditions, *odd_actions, *["actionFilter" for _ in others]]


async def _watched(monitors: list[str], directory: Directory, known: AlertInputs | None) -> tuple[str, Watch]:
    """Tell the project, and whether it is a default monitor that is watched."""
    if known is None:
        return await directory.origin(monitors)
    if known.watch == "monitors":
        return known.project, "monitors"
    try:
        default = await directory.default_monitor(known.project, known.watch)
    except NoSuchThing:
        return known.project, "monitors"
    return known.project, known.watch if monitors == [default] else "monitors"
