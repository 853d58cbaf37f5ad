"""Environment variables."""

from collections.abc import Iterable
from typing import ClassVar

from localcloud.core.fingerprint import Fingerprint, Secret
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure
from localcloud.vercel.entities import EnvironmentVariable
from localcloud.vercel.plugin import checks
from localcloud.vercel.plugin.cloud import CLOUD, Place
from localcloud.vercel.service import VercelService
from localcloud.vercel.variable_service import VariableChange, VariablePlaces


@CLOUD.resource("vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable")
class VariableHandler(Resource[VercelService]):
    """A variable; its import id is `team/project/variable` or `project/variable`.

    A sensitive value reads as the program's own while it is the one written last; any other can be read.
    """

    REPLACE = frozenset({"customEnvironmentIds", "key", "projectId", "sensitive", "teamId"})
    DEFAULTS: ClassVar = {"comment": ""}
    FILLED = frozenset({"customEnvironmentIds", "targets", "teamId"})
    SETS = frozenset({"customEnvironmentIds", "targets"})
    WRITE_ONLY = frozenset({"valueWo"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse what the provider's validators refuse."""
        yield from checks.exactly_one(inputs, "value", "valueWo")
        yield from checks.at_least_one(inputs, "targets", "customEnvironmentIds")
        targets = ("production", "preview", "development")
        yield from checks.choices(inputs, {"targets": targets, "visibility": ("config", "secret")})
        yield from checks.lengths(inputs, {"comment": (0, 1000)})
        if "valueWoVersion" in inputs and "valueWo" not in inputs and not inputs.unknown("valueWo"):
            yield Failure("valueWoVersion", "can only be set together with valueWo")

    def create(self, cloud: VercelService, inputs: Inputs) -> State:
        """Make the variable."""
        team, project = inputs.text_or_none("teamId"), inputs.text("projectId")
        sensitive = inputs.flag("sensitive")
        variable = cloud.variables.create(team, project, inputs.text("key"), _change(inputs), sensitive=sensitive)
        return _variable(cloud, variable, project, inputs)

    def read(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the variable."""
        place = Place.of(resource_id, inputs)
        found = cloud.variables.find(place.team, place.project, place.id)
        return _variable(cloud, found, place.project, inputs) if found else None

    def update(self, cloud: VercelService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the variable."""
        team, project = new.text_or_none("teamId"), new.text("projectId")
        return _variable(cloud, cloud.variables.update(team, project, resource_id, _change(new)), project, new)

    def delete(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> None:
        """Remove the variable."""
        cloud.variables.delete(inputs.text_or_none("teamId"), inputs.text("projectId"), resource_id)


def _change(inputs: Inputs) -> VariableChange:
    value = inputs.text_or_none("value")
    return VariableChange(
        places=VariablePlaces(
            inputs.texts("targets"), inputs.texts("customEnvironmentIds"), inputs.text_or_none("gitBranch")
        ),
        value=inputs.text_or_none("valueWo") if value is None else value,
        comment=inputs.text_or_none("comment") or "",
        visibility=inputs.text_or_none("visibility"),
    )


def _variable(cloud: VercelService, variable: EnvironmentVariable, project: str, inputs: Inputs) -> State:
    outputs: dict[str, Output] = {
        "projectId": project,
        "teamId": cloud.scope.owner(variable.project),
        "key": variable.name,
        "value": _value(variable, inputs),
        "valueWo": None,
        "sensitive": isinstance(variable.value, Fingerprint),
        "targets": variable.targets,
        "customEnvironmentIds": variable.custom_environments,
        "gitBranch": variable.git_branch,
        "comment": variable.comment,
        "visibility": variable.visibility,
    }
    return State(variable.id, outputs)


def _value(variable: EnvironmentVariable, inputs: Inputs) -> Fingerprint | Secret | None:
    """Show no value to a program that gives it as `valueWo`."""
    return None if "valueWo" in inputs else variable.value
