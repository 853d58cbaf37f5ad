"""The registry of Vercel's types, and how they find the things they are about."""

from dataclasses import dataclass

from localcloud.core.transaction import Transaction
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.registry import Cloud
from localcloud.vercel.service import VercelService


def _service(transaction: Transaction, settings: Inputs) -> VercelService:
    return VercelService(transaction, settings.text_or_none("team"))


def _seed(service: VercelService, section: Inputs) -> None:
    service.scope.seed_team(section.text("team"), section.text("plan"))


CLOUD = Cloud("vercel", _service, _seed)


@dataclass(frozen=True)
class Place:
    """Where a thing is: its team if said, its project, and its own id (empty for what a project has one of)."""

    team: str | None
    project: str
    id: str = ""

    @classmethod
    def of(cls, resource_id: str, inputs: Inputs) -> "Place":
        """Locate a thing by its inputs, or on import by `team/project/id` or `project/id`.

        An import id with another number of parts finds nothing.
        """
        if inputs.values:
            return cls(inputs.text_or_none("teamId"), inputs.text("projectId"), resource_id)
        team, _, rest = resource_id.rpartition("/")[0].rpartition("/")
        return cls(team or None, rest, resource_id.rpartition("/")[2])

    @classmethod
    def of_single(cls, resource_id: str, inputs: Inputs) -> "Place":
        """Do `of` for what a project has one of: the import id is `team/project` or `project`."""
        if inputs.values:
            return cls(inputs.text_or_none("teamId"), inputs.text("projectId"))
        team, _, project = resource_id.rpartition("/")
        return cls(team or None, project)
