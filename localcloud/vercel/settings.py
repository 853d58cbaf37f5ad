"""The settings of a Vercel project, field by field as its API has them; `None` means not set.

Names follow the API but for the deployment expiration, which is `Retention` here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from localcloud.core.fingerprint import Fingerprint


@dataclass(frozen=True, kw_only=True)
class DeployHook:
    """A URL that deploys `ref` when it is called."""

    name: str
    ref: str


@dataclass(frozen=True, kw_only=True)
class GitRepository:
    """The repository that a project is connected to: `repo` is `owner/name`, `type` the host."""

    type: str
    repo: str
    production_branch: str | None = None
    deploy_hooks: tuple[DeployHook, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GitComments:
    """Where Vercel comments."""

    on_commit: bool
    on_pull_request: bool


@dataclass(frozen=True, kw_only=True)
class ConsolidatedGitCommitStatus:
    """One commit status for all projects of a repository."""

    enabled: bool
    propagate_failures: bool


@dataclass(frozen=True, kw_only=True)
class GitProviderOptions:
    """What Vercel's Git integration does on a push."""

    consolidated_git_commit_status: ConsolidatedGitCommitStatus | None = None
    create_deployments: bool | None = None
    git_commit_status: bool | None = None
    repository_dispatch_events: bool | None = None
    require_verified_commits: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ResourceConfig:
    """Defaults of functions: CPU, regions, time limit in seconds."""

    fluid: bool | None = None
    function_default_cpu_type: str | None = None
    function_default_regions: tuple[str, ...] | None = None
    function_default_timeout: int | None = None


@dataclass(frozen=True, kw_only=True)
class VercelAuthentication:
    """Which deployments need a login at Vercel."""

    deployment_type: str | None = None


@dataclass(frozen=True, kw_only=True)
class OidcTokenConfig:
    """Who issues the tokens of a deployment: the team's address or the global one."""

    issuer_mode: str | None = None


@dataclass(frozen=True, kw_only=True)
class Passport:
    """Login at the team's own identity provider."""

    connector_id: str | None = None
    deployment_type: str | None = None
    enabled: bool | None = None


@dataclass(frozen=True, kw_only=True)
class TrustedAddress:
    """An IP address or CIDR block that may see deployments."""

    value: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrustedIps:
    """Addresses that may see deployments."""

    addresses: tuple[TrustedAddress, ...]
    deployment_type: str
    protection_mode: str | None = None


@dataclass(frozen=True, kw_only=True)
class Environments:
    """Environments by slug, or all custom ones."""

    preset: str | None = None
    slugs: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class AccessRule:
    """From which environments another project may reach which of this one."""

    to: Environments
    # `from` is a Python keyword; the plugin renames it.
    from_: Environments


@dataclass(frozen=True, kw_only=True)
class TrustedProject:
    """Another project of the team that may reach protected deployments."""

    project_id: str
    label: str | None = None
    custom_allows: tuple[AccessRule, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class ExternalSource:
    """An OIDC issuer whose tokens may reach protected deployments."""

    issuer: str
    to: Environments
    claims: Mapping[str, tuple[str, ...]]
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrustedSources:
    """Who may reach protected deployments with a short-lived token."""

    external_sources: tuple[ExternalSource, ...] | None = None
    projects: tuple[TrustedProject, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class AllowedPath:
    """A path prefix whose preflight requests need no login."""

    value: str


@dataclass(frozen=True, kw_only=True)
class OptionsAllowlist:
    """Paths whose preflight requests need no login."""

    paths: tuple[AllowedPath, ...]


@dataclass(frozen=True, kw_only=True)
class PasswordProtection:
    """Which deployments need a password; the password is never shown again."""

    deployment_type: str
    password: Fingerprint


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long deployments of each kind are kept, such as `1w` or `unlimited`."""

    canceled: str = "unlimited"
    errored: str = "unlimited"
    preview: str = "unlimited"
    production: str = "unlimited"


@dataclass(frozen=True, kw_only=True)
class ProjectSettings:
    """Everything a caller can set on a project but its name and its password."""

    auto_assign_custom_domains: bool | None = None
    automatically_expose_system_environment_variables: bool | None = None
    build_command: str | None = None
    build_machine_type: str | None = None
    customer_success_code_visibility: bool | None = None
    dev_command: str | None = None
    directory_listing: bool | None = None
    enable_affected_projects_deployments: bool | None = None
    enable_preview_feedback: bool | None = None
    enable_production_feedback: bool | None = None
    framework: str | None = None
    function_failover: bool | None = None
    git_comments: GitComments | None = None
    git_fork_protection: bool | None = None
    git_lfs: bool | None = None
    git_provider_options: GitProviderOptions | None = None
    git_repository: GitRepository | None = None
    ignore_command: str | None = None
    install_command: str | None = None
    node_version: str | None = None
    oidc_token_config: OidcTokenConfig | None = None
    on_demand_concurrent_builds: bool | None = None
    options_allowlist: OptionsAllowlist | None = None
    output_directory: str | None = None
    passport: Passport | None = None
    preview_deployment_suffix: str | None = None
    preview_deployments_disabled: bool | None = None
    prioritise_production_builds: bool | None = None
    protected_sourcemaps: bool | None = None
    resource_config: ResourceConfig | None = None
    root_directory: str | None = None
    skew_protection: str | None = None
    trusted_ips: TrustedIps | None = None
    trusted_sources: TrustedSources | None = None
    vercel_authentication: VercelAuthentication | None = None
