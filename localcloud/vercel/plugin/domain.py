"""Domains of projects."""

from collections.abc import Iterable
from typing import Final

from localcloud.core.entities import Json
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure
from localcloud.vercel.domain_service import DomainChange
from localcloud.vercel.entities import ProjectDomain
from localcloud.vercel.plugin import checks
from localcloud.vercel.plugin.cloud import CLOUD, Place
from localcloud.vercel.service import VercelService

NOT_READY: Final = (
    "Could not wait for the domain to become ready: context deadline exceeded: DNS configuration is still invalid; "
    'recommended values: CNAME "cname.vercel-dns.com", IPv4 addresses 76.76.21.21'
)


@CLOUD.resource("vercel:index/projectDomain:ProjectDomain")
class DomainHandler(Resource[VercelService]):
    """A domain; its id is the domain, its import id `team/project/domain` or `project/domain`."""

    REPLACE = frozenset({"domain", "projectId", "teamId"})
    FILLED = frozenset({"teamId"})
    VOLATILE = frozenset({"misconfigured", "verifications", "verified"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse what the provider's validators refuse."""
        codes: tuple[Json, ...] = (301, 302, 307, 308)
        yield from checks.choices(inputs, {"redirectStatusCode": codes})
        yield from checks.together(inputs, "customEnvironmentId", "gitBranch")

    def create(self, cloud: VercelService, inputs: Inputs) -> State:
        """Give the project the domain."""
        team, project = inputs.text_or_none("teamId"), inputs.text("projectId")
        made = cloud.domains.create(team, project, inputs.text("domain"), _change(inputs))
        return _domain(cloud, made, project, wait=inputs.flag_or_none("waitForReady") or False)

    def read(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the domain."""
        place = Place.of(resource_id, inputs)
        found = cloud.domains.find(place.team, place.project, place.id)
        return _domain(cloud, found, place.project) if found else None

    def update(self, cloud: VercelService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the domain."""
        team, project = new.text_or_none("teamId"), new.text("projectId")
        changed = cloud.domains.update(team, project, resource_id, _change(new))
        return _domain(cloud, changed, project, wait=new.flag_or_none("waitForReady") or False)

    def delete(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> None:
        """Take the domain away."""
        cloud.domains.delete(inputs.text_or_none("teamId"), inputs.text("projectId"), resource_id)


def _change(inputs: Inputs) -> DomainChange:
    return DomainChange(
        redirect=inputs.text_or_none("redirect"),
        redirect_status_code=inputs.integer_or_none("redirectStatusCode"),
        git_branch=inputs.text_or_none("gitBranch"),
        custom_environment=inputs.text_or_none("customEnvironmentId"),
    )


def _domain(cloud: VercelService, domain: ProjectDomain, project: str, *, wait: bool = False) -> State:
    misconfigured = cloud.domains.is_misconfigured(domain.id)
    return State(
        domain.id,
        {
            "domain": domain.id,
            "projectId": project,
            "teamId": cloud.scope.owner(domain.project),
            "redirect": domain.redirect,
            "redirectStatusCode": domain.redirect_status_code,
            "gitBranch": domain.git_branch,
            "customEnvironmentId": domain.custom_environment,
            "verified": True,
            "verifications": (),
            "misconfigured": misconfigured,
        },
        (NOT_READY,) if wait and misconfigured else (),
    )
