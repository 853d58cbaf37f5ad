"""Deployment checks of projects."""

from collections.abc import Iterable
from typing import ClassVar, Final

from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure
from localcloud.vercel.check_service import CheckChange
from localcloud.vercel.entities import CheckSource, DeploymentCheck
from localcloud.vercel.plugin import checks
from localcloud.vercel.plugin.cloud import CLOUD, Place
from localcloud.vercel.service import VercelService
from localcloud.vercel.wire import from_wire, said, to_wire

CHOICES: Final = {
    "blocks": ("deployment-alias", "none"),
    "requires": ("build-ready", "deployment-url", "none"),
    "source.kind": ("git-provider", "integration", "webhook"),
}


@CLOUD.resource("vercel:index/projectDeploymentCheck:ProjectDeploymentCheck")
class CheckHandler(Resource[VercelService]):
    """A check; its import id is `team/project/check` or `project/check`."""

    AUTONAME = "name"
    REPLACE = frozenset({"projectId", "source", "teamId"})
    DEFAULTS: ClassVar = {"isRerequestable": False}
    FILLED = frozenset({"blocks", "source", "targets", "teamId", "timeout"})
    SETS = frozenset({"targets"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse stages and sources that the API does not have."""
        return checks.choices(inputs, CHOICES)

    def create(self, cloud: VercelService, inputs: Inputs) -> State:
        """Make the check."""
        team, project = inputs.text_or_none("teamId"), inputs.text("projectId")
        source = from_wire(CheckSource, inputs.object("source").values) if "source" in inputs else None
        return _check(cloud, cloud.checks.create(team, project, source, _change(inputs)), project, inputs)

    def read(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the check."""
        place = Place.of(resource_id, inputs)
        found = cloud.checks.find(place.team, place.project, place.id)
        return _check(cloud, found, place.project, inputs) if found else None

    def update(self, cloud: VercelService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the check."""
        team, project = new.text_or_none("teamId"), new.text("projectId")
        return _check(cloud, cloud.checks.update(team, project, resource_id, _change(new)), project, new)

    def delete(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> None:
        """Remove the check."""
        cloud.checks.delete(inputs.text_or_none("teamId"), inputs.text("projectId"), resource_id)


def _change(inputs: Inputs) -> CheckChange:
    return CheckChange(
        name=inputs.text("name"),
        requires=inputs.text("requires"),
        blocks=inputs.text_or_none("blocks"),
        is_rerequestable=inputs.flag("isRerequestable"),
        targets=inputs.texts("targets"),
        timeout=inputs.integer_or_none("timeout"),
    )


def _check(cloud: VercelService, check: DeploymentCheck, project: str, inputs: Inputs) -> State:
    return State(
        check.id,
        {
            "projectId": project,
            "teamId": cloud.scope.owner(check.project),
            "name": check.name,
            "source": said(to_wire(check.source), inputs.json("source")),
            "requires": check.requires,
            "blocks": check.blocks,
            "isRerequestable": check.is_rerequestable,
            "targets": check.targets,
            "timeout": check.timeout,
        },
    )
