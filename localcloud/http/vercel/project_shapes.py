"""A project as Vercel's API spells it; the settings keep the words of the provider's properties.

Sources: `client/project.go` and `vercel/resource_project.go` of vercel/terraform-provider-vercel.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from localcloud.core import ids
from localcloud.core.entities import Json
from localcloud.http.vercel import protection_shapes as protection
from localcloud.plugin.inputs import Inputs
from localcloud.vercel.entities import Project
from localcloud.vercel.settings import (
    ConsolidatedGitCommitStatus,
    DeployHook,
    GitComments,
    GitProviderOptions,
    GitRepository,
    OidcTokenConfig,
    ProjectSettings,
    ResourceConfig,
)

PLAIN: Final = {
    "auto_assign_custom_domains": "autoAssignCustomDomains",
    "automatically_expose_system_environment_variables": "autoExposeSystemEnvs",
    "build_command": "buildCommand",
    "customer_success_code_visibility": "customerSupportCodeVisibility",
    "dev_command": "devCommand",
    "directory_listing": "directoryListing",
    "enable_affected_projects_deployments": "enableAffectedProjectsDeployments",
    "enable_preview_feedback": "enablePreviewFeedback",
    "enable_production_feedback": "enableProductionFeedback",
    "framework": "framework",
    "function_failover": "serverlessFunctionZeroConfigFailover",
    "git_fork_protection": "gitForkProtection",
    "git_lfs": "gitLFS",
    "ignore_command": "commandForIgnoringBuildStep",
    "install_command": "installCommand",
    "node_version": "nodeVersion",
    "output_directory": "outputDirectory",
    "preview_deployment_suffix": "previewDeploymentSuffix",
    "preview_deployments_disabled": "previewDeploymentsDisabled",
    "prioritise_production_builds": "productionDeploymentsFastLane",
    "protected_sourcemaps": "protectedSourcemaps",
    "root_directory": "rootDirectory",
}
"""Settings that are the same value under another name."""
SKEW_SECONDS: Final = {"30 minutes": 1800, "4 hours": 14400, "12 hours": 43200, "1 day": 86400, "7 days": 604800}
MEMORY: Final = "functionDefaultMemoryType"


@dataclass(frozen=True)
class Shape:
    """A setting that is spelled otherwise: its name on the wire, and how to write and read it."""

    wire: str
    write: Callable[[Any], Json]
    read: Callable[[Inputs], Any]


def shown_settings(settings: ProjectSettings) -> dict[str, Json]:
    """Write all settings of a project."""
    shown: dict[str, Json] = {wire: getattr(settings, name) for name, wire in PLAIN.items()}
    for name, shape in SHAPES.items():
        value = getattr(settings, name)
        shown[shape.wire] = None if value is None else shape.write(value)
    shown["skewProtectionMaxAge"] = SKEW_SECONDS.get(settings.skew_protection or "", 0)
    shown["resourceConfig"] = _shown_resources(settings)
    return shown


def changed(known: ProjectSettings, given: Mapping[str, Json]) -> ProjectSettings:
    """Change the settings that a request names; null takes a value away."""
    changes: dict[str, Any] = {name: given[wire] for name, wire in PLAIN.items() if wire in given}
    for name, shape in SHAPES.items():
        if shape.wire in given:
            value = given[shape.wire]
            changes[name] = shape.read(Inputs(value)) if isinstance(value, dict) else None
    if "ssoProtection" in given and given["ssoProtection"] is None:
        changes["vercel_authentication"] = protection.NO_LOGIN
    if "skewProtectionMaxAge" in given:
        by_seconds: dict[Json, str] = {seconds: name for name, seconds in SKEW_SECONDS.items()}
        changes["skew_protection"] = by_seconds.get(given["skewProtectionMaxAge"])
    return replace(known, **changes, **_resources(Inputs(given).object("resourceConfig")))


def shown_link(project: Project) -> Json:
    """Write what repository a project is connected to."""
    repository = project.settings.git_repository
    if repository is None:
        return None
    owner, _, name = repository.repo.partition("/")
    hooks: list[Json] = [shown_hook(project, each) for each in repository.deploy_hooks]
    shown: dict[str, Json] = {"type": repository.type, "productionBranch": repository.production_branch}
    return {**shown, "org": owner, "repo": name, "createdAt": project.created, "deployHooks": hooks}


def shown_hook(project: Project, hook: DeployHook) -> Json:
    """Write a hook; its id follows from what it is."""
    number = ids.alphanumeric(f"{project.id}|{hook.name}|{hook.ref}", 10)
    url = f"https://api.vercel.com/v1/integrations/deploy/{project.id}/{number}"
    return {"id": number, "name": hook.name, "ref": hook.ref, "url": url, "createdAt": project.created}


def _shown_resources(settings: ProjectSettings) -> Json:
    config, machine = settings.resource_config or ResourceConfig(), settings.build_machine_type or "standard"
    return {
        "fluid": bool(config.fluid),
        MEMORY: config.function_default_cpu_type,
        "functionDefaultTimeout": config.function_default_timeout,
        "functionDefaultRegions": [*(config.function_default_regions or ())],
        "elasticConcurrencyEnabled": bool(settings.on_demand_concurrent_builds),
        "buildMachineType": "standard" if machine == "elastic" else machine,
        "buildMachineSelection": "elastic" if machine == "elastic" else "fixed",
    }


def _resources(given: Inputs) -> dict[str, Any]:
    """Read the settings that Vercel keeps in one object; what it leaves out stays, as the service fills it."""
    changes: dict[str, Any] = {}
    if given.values:
        changes["resource_config"] = ResourceConfig(
            fluid=given.flag_or_none("fluid"),
            function_default_cpu_type=given.text_or_none(MEMORY),
            function_default_regions=given.texts("functionDefaultRegions") or None,
            function_default_timeout=given.integer_or_none("functionDefaultTimeout"),
        )
    if "elasticConcurrencyEnabled" in given:
        changes["on_demand_concurrent_builds"] = given.flag("elasticConcurrencyEnabled")
    elastic = given.text_or_none("buildMachineSelection") == "elastic"
    if elastic or "buildMachineType" in given:
        changes["build_machine_type"] = "elastic" if elastic else given.text("buildMachineType")
    return changes


def _shown_comments(comments: GitComments) -> Json:
    return {"onCommit": comments.on_commit, "onPullRequest": comments.on_pull_request}


def _comments(given: Inputs) -> GitComments:
    return GitComments(on_commit=given.flag("onCommit"), on_pull_request=given.flag("onPullRequest"))


def _shown_git(options: GitProviderOptions) -> Json:
    status = options.consolidated_git_commit_status
    shared: Json = {"enabled": status.enabled, "propagateFailures": status.propagate_failures} if status else None
    return {
        "createDeployments": "disabled" if options.create_deployments is False else "enabled",
        "disableRepositoryDispatchEvents": options.repository_dispatch_events is False,
        "gitCommitStatus": options.git_commit_status,
        "requireVerifiedCommits": options.require_verified_commits,
        "consolidatedGitCommitStatus": shared,
    }


def _git(given: Inputs) -> GitProviderOptions:
    creates, silent = given.text_or_none("createDeployments"), given.flag_or_none("disableRepositoryDispatchEvents")
    status = given.object("consolidatedGitCommitStatus")
    return GitProviderOptions(
        create_deployments=None if creates is None else creates == "enabled",
        repository_dispatch_events=None if silent is None else not silent,
        git_commit_status=given.flag_or_none("gitCommitStatus"),
        require_verified_commits=given.flag_or_none("requireVerifiedCommits"),
        consolidated_git_commit_status=ConsolidatedGitCommitStatus(
            enabled=status.flag("enabled"), propagate_failures=status.flag("propagateFailures")
        )
        if status.values
        else None,
    )


def _repository(given: Inputs) -> GitRepository:
    return GitRepository(type=given.text("type"), repo=given.text("repo"))


def _shown_repository(repository: GitRepository) -> Json:
    return {"type": repository.type, "repo": repository.repo}


SHAPES: Final[Mapping[str, Shape]] = {
    "git_comments": Shape("gitComments", _shown_comments, _comments),
    "git_provider_options": Shape("gitProviderOptions", _shown_git, _git),
    "git_repository": Shape("gitRepository", _shown_repository, _repository),
    "oidc_token_config": Shape(
        "oidcTokenConfig",
        lambda config: {"enabled": True, "issuerMode": config.issuer_mode},
        lambda given: OidcTokenConfig(issuer_mode=given.text_or_none("issuerMode")),
    ),
    "options_allowlist": Shape("optionsAllowlist", protection.shown_paths, protection.paths),
    "passport": Shape("passport", protection.shown_passport, protection.passport),
    "trusted_ips": Shape("trustedIps", protection.shown_ips, protection.ips),
    "trusted_sources": Shape("trustedSources", protection.shown_sources, protection.sources),
    "vercel_authentication": Shape("ssoProtection", protection.shown_login, protection.login),
}
