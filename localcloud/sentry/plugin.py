"""The Sentry provider's resource types (pulumiverse-sentry 0.0.9, over terraform-provider-sentry v0.11.2).

That provider marks no property as replacing: another organization or project is an update, which fails.
"""

from collections.abc import Iterable

from localcloud.core.fingerprint import Secret
from localcloud.core.transaction import Transaction
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.registry import Cloud
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure
from localcloud.sentry.alerting.service import AlertingService
from localcloud.sentry.entities import ClientKey, Dsn, Project, Team
from localcloud.sentry.service import KeyChange, ProjectChange, SentryService


def _service(transaction: Transaction, settings: Inputs) -> SentryService:
    del settings
    return SentryService(transaction)


def _seed(service: SentryService, section: Inputs) -> None:
    organization = service.seed_organization(section.text("organization"), section.text("plan")).slug
    alerting = AlertingService(service.world)
    for workspace in map(Inputs, section.items("slack")):
        alerting.seed_slack(organization, workspace.text("workspace"), workspace.texts("channels"))
    for email in section.texts("members"):
        alerting.seed_member(organization, email)


CLOUD = Cloud("sentry", _service, _seed)


@CLOUD.resource("sentry:index/sentryTeam:SentryTeam")
class SentryTeam(Resource[SentryService]):
    """A team; its id is its slug, its import id `organization/slug`."""

    AUTONAME = "name"
    FILLED = frozenset({"slug"})

    def create(self, cloud: SentryService, inputs: Inputs) -> State:
        """Make the team."""
        team = cloud.create_team(inputs.text("organization"), inputs.text("name"), inputs.text_or_none("slug"))
        return _team(team)

    def read(self, cloud: SentryService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the team."""
        organization, slug = _path(resource_id, inputs, "organization")
        team = cloud.team(organization, slug)
        return _team(team) if team else None

    def update(self, cloud: SentryService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Rename the team."""
        organization, slug = new.text("organization"), new.text_or_none("slug")
        return _team(cloud.update_team(organization, resource_id, new.text("name"), slug))

    def delete(self, cloud: SentryService, resource_id: str, inputs: Inputs) -> None:
        """Remove the team."""
        cloud.delete_team(inputs.text("organization"), resource_id)


@CLOUD.resource("sentry:index/sentryProject:SentryProject")
class SentryProject(Resource[SentryService]):
    """A project; its id is its slug, its import id `organization/slug`."""

    AUTONAME = "name"
    FILLED = frozenset({"digestsMaxDelay", "digestsMinDelay", "platform", "resolveAge", "slug"})
    SETS = frozenset({"teams"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse a project with both `team` and `teams`; one with neither is refused when it is made."""
        if "team" in inputs and "teams" in inputs:
            yield Failure("team", "conflicts with teams")
            yield Failure("teams", "conflicts with the deprecated team")

    def create(self, cloud: SentryService, inputs: Inputs) -> State:
        """Make the project, which brings a key named Default."""
        project = cloud.create_project(inputs.text("organization"), _project_change(inputs))
        return _project(project, inputs)

    def read(self, cloud: SentryService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the project."""
        organization, slug = _path(resource_id, inputs, "organization")
        project = cloud.project(organization, slug)
        return _project(project, inputs) if project else None

    def update(self, cloud: SentryService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the project."""
        organization = new.text("organization")
        return _project(cloud.update_project(organization, resource_id, _project_change(new)), new)

    def delete(self, cloud: SentryService, resource_id: str, inputs: Inputs) -> None:
        """Remove the project with its keys."""
        cloud.delete_project(inputs.text("organization"), resource_id)


@CLOUD.resource("sentry:index/sentryKey:SentryKey")
class SentryKey(Resource[SentryService]):
    """A client key, which gives the DSN; its import id is `organization/project/key`."""

    AUTONAME = "name"
    FILLED = frozenset({"rateLimitCount", "rateLimitWindow"})

    def create(self, cloud: SentryService, inputs: Inputs) -> State:
        """Make the key."""
        organization, project = inputs.text("organization"), inputs.text("project")
        return _key(cloud, organization, project, cloud.create_key(organization, project, _key_change(inputs)))

    def read(self, cloud: SentryService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the key."""
        organization, project, key_id = _path(resource_id, inputs, "organization", "project")
        key = cloud.key(organization, project, key_id)
        return _key(cloud, organization, project, key) if key else None

    def update(self, cloud: SentryService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the key's name or limits."""
        organization, project = new.text("organization"), new.text("project")
        key = cloud.update_key(organization, project, resource_id, _key_change(new))
        return _key(cloud, organization, project, key)

    def delete(self, cloud: SentryService, resource_id: str, inputs: Inputs) -> None:
        """Remove the key."""
        cloud.delete_key(inputs.text("organization"), inputs.text("project"), resource_id)


def _path(resource_id: str, inputs: Inputs, *owners: str) -> tuple[str, ...]:
    """Give the owners' names and the thing's own: from the inputs, or on import out of the id.

    An import id with too few parts finds nothing, as every part of it is then empty.
    """
    if inputs.values:
        return (*(inputs.text(owner) for owner in owners), resource_id)
    parts = tuple(resource_id.split("/"))
    return parts if len(parts) == len(owners) + 1 else ("",) * (len(owners) + 1)


def _team(team: Team) -> State:
    return State(
        team.slug,
        {
            "organization": team.organization,
            "name": team.name,
            "slug": team.slug,
            "internalId": team.id,
            "teamId": team.id,
            "hasAccess": True,
            "isMember": False,
            "isPending": False,
        },
    )


def _project_change(inputs: Inputs) -> ProjectChange:
    """Read what to ask for; the vendor's plugin takes a number of 0 for one that is left out."""
    team = inputs.text_or_none("team")
    return ProjectChange(
        name=inputs.text("name"),
        slug=inputs.text_or_none("slug"),
        platform=inputs.text_or_none("platform"),
        teams=(team,) if team else inputs.texts("teams"),
        digests_min_delay=inputs.integer_or_none("digestsMinDelay") or None,
        digests_max_delay=inputs.integer_or_none("digestsMaxDelay") or None,
        resolve_age=inputs.integer_or_none("resolveAge") or None,
    )


def _project(project: Project, inputs: Inputs) -> State:
    """Answer with `team` or `teams`, whichever the program uses."""
    team = project.teams[0] if project.teams else None
    return State(
        project.slug,
        {
            "organization": project.organization,
            "name": project.name,
            "slug": project.slug,
            "platform": project.platform,
            **({"team": team} if "team" in inputs else {"teams": project.teams}),
            "digestsMinDelay": project.digests_min_delay,
            "digestsMaxDelay": project.digests_max_delay,
            "resolveAge": project.resolve_age,
            "internalId": project.id,
            "projectId": project.id,
            "isPublic": False,
            "color": "#3f70bf",
            "features": ("alert-filters", "minidump", "releases"),
            "status": "active",
        },
    )


def _key_change(inputs: Inputs) -> KeyChange:
    window, count = inputs.integer_or_none("rateLimitWindow"), inputs.integer_or_none("rateLimitCount")
    return KeyChange(inputs.text("name"), window or 0, count or 0)


def _key(cloud: SentryService, organization: str, project: str, key: ClientKey) -> State:
    dsn = Dsn.of(cloud.organization(organization), key)
    return State(
        key.id,
        {
            "organization": organization,
            "project": project,
            "name": key.name,
            "rateLimitWindow": key.rate_limit_window,
            "rateLimitCount": key.rate_limit_count,
            "projectId": int(key.project),
            "isActive": key.active,
            "public": key.public,
            "secret": key.secret,
            "dsnPublic": dsn.public,
            "dsnSecret": Secret(dsn.secret),
            "dsnCsp": dsn.csp,
        },
    )
