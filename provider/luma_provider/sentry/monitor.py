"""`luma:sentry:Monitor`: a monitor (Sentry's API calls it a detector) of a metric, of a scheduled job, or of a URL."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import ClassVar
from urllib.parse import quote

from pydantic import Field, model_validator

from luma_provider.errors import NotFound, ProviderError
from luma_provider.model import Failure, Model
from luma_provider.registry import REGISTRY
from luma_provider.resource import Computed, Found, Resource
from luma_provider.sentry import detector
from luma_provider.sentry.detector import Cron, Detector, Metric, Uptime
from luma_provider.sentry.directory import Directory, name_of, pick
from luma_provider.sentry.ids import join_id, split_id
from luma_provider.sentry.recovery import recovery
from luma_provider.values import Json, Value

TOKEN = "luma:sentry:Monitor"  # noqa: S105 - a type token


class MonitorInputs(Model):
    """What is monitored: exactly one of metric, cron and uptime."""

    organization: str = Field(description="Slug of the organization.")
    project: str = Field(description="Slug of the project.")
    name: str = Field(description="Name of the monitor, and of the issues it makes.")
    description: str | None = Field(default=None, description="Text for the issues it makes.")
    enabled: bool = Field(default=True, description="Whether it runs.")
    owner: str | None = Field(default=None, description="Slug of the team that the issues are assigned to.")
    metric: Metric | None = Field(default=None, description="A number over a time window.")
    cron: Cron | None = Field(default=None, description="A scheduled job that checks in.")
    uptime: Uptime | None = Field(default=None, description="A URL that must answer.")

    @model_validator(mode="after")
    def one_kind(self) -> "MonitorInputs":
        """Refuse none and several."""
        if sum(each is not None for each in (self.metric, self.cron, self.uptime)) != 1:
            raise ValueError("must have exactly one of metric, cron and uptime")
        return self


@REGISTRY.resource(TOKEN)
class Monitor(Resource[MonitorInputs]):
    """A Sentry monitor of a metric, of a scheduled job, or of a URL. Alerts watch it by its monitorId.

    Import id: organization/id.
    """

    INPUTS = MonitorInputs
    REPLACE = frozenset({"organization", "project"})
    PRESENCE = frozenset({"metric", "cron", "uptime"})
    COMPUTED: ClassVar = {
        "monitorId": Computed("string", "Sentry's id of the monitor."),
        "slug": Computed("string", "What a scheduled job checks in as; empty for the other kinds."),
    }

    def check(self, inputs: MonitorInputs) -> Iterable[Failure]:
        """Refuse what Sentry would refuse."""
        if inputs.metric and inputs.metric.window_seconds not in detector.WINDOWS:
            yield Failure("metric.windowSeconds", f"must be one of {', '.join(map(str, detector.WINDOWS))}")
        if inputs.uptime and inputs.uptime.interval_seconds not in detector.INTERVALS:
            yield Failure("uptime.intervalSeconds", f"must be one of {', '.join(map(str, detector.INTERVALS))}")
        if inputs.uptime and not inputs.uptime.url.startswith(("https://", "http://")):
            yield Failure("uptime.url", "must be an http or https address")
        if inputs.cron and len(inputs.cron.schedule.split()) != detector.CRON_FIELDS:
            yield Failure("cron.schedule", "must have five fields: minute, hour, day of month, month, day of week")

    async def create(self, inputs: MonitorInputs) -> Found[MonitorInputs]:
        """Make the monitor."""
        directory = self._directory(inputs.organization)
        body = await _request(inputs, directory)
        path = f"{directory.root}/projects/{quote(inputs.project, safe='')}/detectors/"
        listed = f"{directory.root}/detectors/"
        recover = recovery(self.services.sentry, listed, inputs.name)
        answer = await self.services.sentry.send("POST", path, body, recover=recover)
        made = Detector.model_validate(answer.data)
        self.services.sentry.claimed.add(f"{listed}{made.id}")
        return _found(inputs.organization, made, inputs)

    async def read(
        self, resource_id: str, inputs: MonitorInputs | None, outputs: Mapping[str, Value]
    ) -> Found[MonitorInputs] | None:
        """Look the monitor up."""
        del outputs
        organization, number = split_id(resource_id, TOKEN)
        directory = self._directory(organization)
        try:
            data = await self.services.sentry.get(_path(directory, number))
        except NotFound:
            return None
        live = Detector.model_validate(data)
        return _found(organization, live, await _live(live, directory, inputs))

    async def update(
        self, resource_id: str, inputs: MonitorInputs, outputs: Mapping[str, Value]
    ) -> Found[MonitorInputs]:
        """Write the whole monitor anew."""
        del outputs
        organization, number = split_id(resource_id, TOKEN)
        directory = self._directory(organization)
        answer = await self.services.sentry.send("PUT", _path(directory, number), await _request(inputs, directory))
        return _found(organization, Detector.model_validate(answer.data), inputs)

    async def delete(self, resource_id: str, outputs: Mapping[str, Value]) -> None:
        """Remove the monitor."""
        del outputs
        organization, number = split_id(resource_id, TOKEN)
        try:
            await self.services.sentry.send("DELETE", _path(self._directory(organization), number))
        except NotFound:
            return

    def _directory(self, organization: str) -> Directory:
        return Directory(self.services.sentry, organization)


def _path(directory: Directory, number: str) -> str:
    return f"{directory.root}/detectors/{quote(number, safe='')}/"


def _found(organization: str, live: Detector, inputs: MonitorInputs) -> Found[MonitorInputs]:
    return Found(join_id(organization, live.id), inputs, {"monitorId": live.id, "slug": live.slug()})


async def _request(inputs: MonitorInputs, directory: Directory) -> dict[str, Json]:
    """Spell the monitor for Sentry, its owner resolved."""
    project, owner = await asyncio.gather(directory.project(inputs.project), _owner(inputs.owner, directory))
    kind = inputs.metric or inputs.cron or inputs.uptime
    return {
        "projectId": project,
        "name": inputs.name,
        "description": inputs.description,
        "enabled": inputs.enabled,
        "owner": owner,
        **(kind.request(inputs.name) if kind else {}),
    }


async def _owner(team: str | None, directory: Directory) -> str | None:
    if team is None:
        return None
    return f"team:{pick(await directory.teams(), 'team', team, f'organization {directory.organization}')}"


async def _live(found: Detector, directory: Directory, known: MonitorInputs | None) -> MonitorInputs:
    """Read the monitor as Sentry has it, in our words."""
    owner = None
    if found.owner is not None:
        team = found.owner.type == "team"
        owner = name_of(await directory.teams(), found.owner.id) if team else f"{found.owner.type}:{found.owner.id}"
    kind = detector.read(found)
    if kind is None:
        raise ProviderError(f"monitor {found.id} is of type {found.type}, which {TOKEN} does not manage")
    return MonitorInputs(
        organization=directory.organization,
        project=known.project if known else (await directory.origin([found.id]))[0],
        name=found.name,
        description=found.description or None,
        enabled=found.enabled,
        owner=owner,
        metric=kind if isinstance(kind, Metric) else None,
        cron=kind if isinstance(kind, Cron) else None,
        uptime=kind if isinstance(kind, Uptime) else None,
    )
