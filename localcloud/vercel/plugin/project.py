"""Projects, and how long their deployments are kept."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import ClassVar, Final

from localcloud.core.entities import Json
from localcloud.core.fingerprint import Fingerprint
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import CHANGED, Output, Resource, State
from localcloud.plugin.schema import Failure
from localcloud.vercel.catalogue import FRAMEWORKS, REGIONS
from localcloud.vercel.entities import Project
from localcloud.vercel.plugin import checks
from localcloud.vercel.plugin.cloud import CLOUD, Place
from localcloud.vercel.project_service import Password
from localcloud.vercel.service import VercelService
from localcloud.vercel.settings import ProjectSettings, Retention
from localcloud.vercel.wire import camel, from_wire, said, to_wire

PERIODS: Final = ("1d", "1w", "1m", "2m", "3m", "6m", "1y", "unlimited")
PROTECTED: Final = ("standard_protection_new", "standard_protection", "all_deployments", "only_preview_deployments")
CHOICES: Final = {
    "buildMachineType": ("standard", "enhanced", "turbo", "elastic"),
    "framework": FRAMEWORKS,
    "gitRepository.type": ("github", "gitlab", "bitbucket"),
    "nodeVersion": ("18.x", "20.x", "22.x", "24.x"),
    "oidcTokenConfig.issuerMode": ("team", "global"),
    "passwordProtection.deploymentType": PROTECTED,
    "resourceConfig.functionDefaultCpuType": ("standard_legacy", "standard", "performance"),
    "resourceConfig.functionDefaultRegions": REGIONS,
    "serverlessFunctionRegion": REGIONS,
    "skewProtection": ("30 minutes", "4 hours", "12 hours", "1 day", "7 days"),
    "trustedIps.deploymentType": (*PROTECTED, "only_production_deployments"),
    "trustedIps.protectionMode": ("trusted_ip_required", "trusted_ip_optional"),
    "vercelAuthentication.deploymentType": (*PROTECTED, "none"),
}
RETENTION_NAMES: Final = ("canceled", "errored", "preview", "production")


@CLOUD.resource("vercel:index/project:Project")
class ProjectHandler(Resource[VercelService]):
    """A project; its import id is `team/project` or `project`."""

    AUTONAME = "name"
    REPLACE = frozenset({"teamId"})
    DEFAULTS: ClassVar = {
        "autoAssignCustomDomains": True,
        "gitForkProtection": True,
        "oidcTokenConfig": {"issuerMode": "team"},
    }
    FILLED = frozenset(
        {
            "automaticallyExposeSystemEnvironmentVariables",
            "buildMachineType",
            "customerSuccessCodeVisibility",
            "directoryListing",
            "enableAffectedProjectsDeployments",
            "enablePreviewFeedback",
            "enableProductionFeedback",
            "functionFailover",
            "gitLfs",
            "gitProviderOptions",
            "gitProviderOptions.consolidatedGitCommitStatus",
            "gitProviderOptions.createDeployments",
            "gitProviderOptions.gitCommitStatus",
            "gitProviderOptions.repositoryDispatchEvents",
            "gitProviderOptions.requireVerifiedCommits",
            "gitRepository.productionBranch",
            "nodeVersion",
            "onDemandConcurrentBuilds",
            "previewDeploymentsDisabled",
            "prioritiseProductionBuilds",
            "protectedSourcemaps",
            "resourceConfig",
            "resourceConfig.fluid",
            "resourceConfig.functionDefaultCpuType",
            "resourceConfig.functionDefaultRegions",
            "resourceConfig.functionDefaultTimeout",
            "teamId",
            "vercelAuthentication",
            "vercelAuthentication.deploymentType",
        }
    )
    SETS = frozenset(
        {
            "gitRepository.deployHooks",
            "optionsAllowlist.paths",
            "resourceConfig.functionDefaultRegions",
            "trustedIps.addresses",
            "trustedSources.externalSources",
            "trustedSources.projects",
        }
    )
    SECRET = frozenset({"passwordProtection"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse what the provider's validators refuse."""
        yield from checks.choices(inputs, CHOICES)
        yield from checks.lengths(inputs, {"name": (1, 52), "passwordProtection.password": (1, 72)})
        yield from checks.matches(
            inputs,
            "name",
            r"[a-z0-9-]*",
            "can only contain alphanumeric lowercase characters and hyphens",
        )
        yield from checks.together(inputs, "enablePreviewFeedback", "previewComments")
        yield from _check_functions(inputs)
        if "environments" in inputs:
            yield Failure("environments", "the local cloud has none: use ProjectEnvironmentVariable")

    def create(self, cloud: VercelService, inputs: Inputs) -> State:
        """Make the project."""
        team, name = inputs.text_or_none("teamId"), inputs.text("name")
        return _project(cloud, cloud.projects.create(team, name, _settings(inputs), _password(inputs)), inputs)

    def read(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the project."""
        team, _, reference = resource_id.rpartition("/")
        found = cloud.scope.find_project(inputs.text_or_none("teamId") or team or None, reference)
        return _project(cloud, found, inputs) if found else None

    def update(self, cloud: VercelService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the project."""
        team, name = new.text_or_none("teamId"), new.text("name")
        changed = cloud.projects.update(team, resource_id, name, _settings(new), _password(new))
        return _project(cloud, changed, new)

    def delete(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> None:
        """Remove the project with all that belongs to it."""
        cloud.projects.delete(inputs.text_or_none("teamId"), resource_id)


@CLOUD.resource("vercel:index/projectDeploymentRetention:ProjectDeploymentRetention")
class RetentionHandler(Resource[VercelService]):
    """How long a project's deployments are kept; its id and import id are `team/project`.

    It is a setting of the project: deleting it leaves the setting as it is.
    """

    REPLACE = frozenset({"projectId", "teamId"})
    DEFAULTS: ClassVar = {
        "expirationCanceled": "1m",
        "expirationErrored": "3m",
        "expirationPreview": "6m",
        "expirationProduction": "1y",
    }
    FILLED = frozenset({"teamId"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse a period that Vercel does not have."""
        yield from checks.choices(inputs, {f"expiration{each.capitalize()}": PERIODS for each in RETENTION_NAMES})

    def create(self, cloud: VercelService, inputs: Inputs) -> State:
        """Set the periods."""
        retention = Retention(**{each: inputs.text(f"expiration{each.capitalize()}") for each in RETENTION_NAMES})
        team, project = inputs.text_or_none("teamId"), inputs.text("projectId")
        return _retention(cloud.projects.set_retention(team, project, retention), project)

    def read(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the periods: all unlimited where none was set."""
        place = Place.of_single(resource_id, inputs)
        project = cloud.scope.find_project(place.team, place.project)
        return _retention(project, place.project) if project else None

    def update(self, cloud: VercelService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Set the periods."""
        return self.create(cloud, new)

    def delete(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> None:
        """Leave the project's setting as it is, as the provider does."""


def _check_functions(inputs: Inputs) -> Iterator[Failure]:
    seconds = "resourceConfig.functionDefaultTimeout"
    yield from checks.require(inputs, seconds, lambda value: value in range(1, 901), "must be 1 to 900")
    config = inputs.object("resourceConfig")
    if "serverlessFunctionRegion" in inputs and "functionDefaultRegions" in config:
        reason = "cannot be set together with resourceConfig.functionDefaultRegions"
        yield Failure("serverlessFunctionRegion", reason)
    if config.flag_or_none("fluid") and config.text_or_none("functionDefaultCpuType") == "standard_legacy":
        reason = "Fluid compute is only supported with the standard or performance CPU types."
        yield Failure("resourceConfig.functionDefaultCpuType", reason)


def _settings(inputs: Inputs) -> ProjectSettings:
    """Read the settings; the deprecated inputs stand in for those that replaced them."""
    values = dict(inputs.values)
    if "previewComments" in inputs:
        values["enablePreviewFeedback"] = inputs.flag("previewComments")
    if "serverlessFunctionRegion" in inputs:
        region = inputs.text("serverlessFunctionRegion")
        values["resourceConfig"] = {**inputs.object("resourceConfig").values, "functionDefaultRegions": [region]}
    return from_wire(ProjectSettings, values)


def _password(inputs: Inputs) -> Password | None:
    if "passwordProtection" not in inputs:
        return None
    protection = inputs.object("passwordProtection")
    return Password(protection.text("deploymentType"), protection.text("password"))


def _project(cloud: VercelService, project: Project, inputs: Inputs) -> State:
    outputs: dict[str, Output] = {
        camel(each.name): said(to_wire(getattr(project.settings, each.name)), inputs.json(camel(each.name)))
        for each in fields(ProjectSettings)
    }
    outputs |= {"name": project.name, "teamId": project.team}
    return State(project.id, {**outputs, "passwordProtection": _protection(cloud, project, inputs)})


def _protection(cloud: VercelService, project: Project, inputs: Inputs) -> Json:
    """Give the caller's own password back while it is the one that was set."""
    protection = project.password_protection
    if protection is None:
        return None
    shown: dict[str, Json] = {"deploymentType": protection.deployment_type}
    given = inputs.object("passwordProtection").text_or_none("password")
    return shown if given is None else {**shown, "password": _shown(cloud, protection.password, given)}


def _shown(cloud: VercelService, fingerprint: Fingerprint, given: str) -> str:
    return given if cloud.scope.world.fingerprints.matches(fingerprint, given) else CHANGED


def _retention(project: Project, reference: str) -> State:
    retention = project.retention or Retention()
    periods = {f"expiration{each.capitalize()}": getattr(retention, each) for each in RETENTION_NAMES}
    return State(f"{project.team}/{project.id}", {**periods, "projectId": reference, "teamId": project.team})
