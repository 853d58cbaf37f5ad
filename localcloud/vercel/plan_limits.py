"""What a Vercel plan does not have, with the words that Vercel refuses it in.

Facts: vercel.com/docs/limits, vercel.com/docs/functions/limitations (durations, regions),
vercel.com/docs/deployment-protection (which methods which plan has), vercel.com/docs/skew-protection,
vercel.com/docs/vercel-firewall/vercel-waf (rules, rate limiting, managed rule sets).
"""

from typing import Final

from localcloud.core.errors import Forbidden, Invalid
from localcloud.vercel.settings import ProjectSettings, ResourceConfig

FLUID_SECONDS: Final = {"hobby": 300, "pro": 800, "enterprise": 800}
CLASSIC_SECONDS: Final = {"hobby": 60, "pro": 300, "enterprise": 900}


def check_project(plan: str, settings: ProjectSettings, password: bool) -> None:
    """Refuse the first setting that the plan does not have; raises `Forbidden` or `Invalid`."""
    _check_functions(plan, settings.resource_config or ResourceConfig())
    _check_protection(plan, settings, password)
    if plan == "hobby":
        _require_pro("Skew Protection", settings.skew_protection)
        _require_pro("A Preview Deployment Suffix", settings.preview_deployment_suffix)
        _require_pro("On-demand concurrent builds", settings.on_demand_concurrent_builds)
        if settings.build_machine_type != "standard":
            _require_pro(f"The build machine {settings.build_machine_type}", settings.build_machine_type)
    if plan != "enterprise":
        _require_enterprise("Function failover", settings.function_failover)


def _check_functions(plan: str, config: ResourceConfig) -> None:
    limit = (FLUID_SECONDS if config.fluid else CLASSIC_SECONDS)[plan]
    if config.function_default_timeout and config.function_default_timeout > limit:
        raise Invalid(
            f"The value for maxDuration must be between 1 second and {limit} seconds, in order to increase this "
            "limit upgrade your plan or enable Fluid compute.",
            code="invalid_max_duration",
            status=400,
        )
    if plan == "hobby" and len(config.function_default_regions or ()) > 1:
        raise Forbidden(
            "Deploying Serverless Functions to multiple regions is restricted to the Pro and Enterprise plans."
        )
    if config.fluid and config.function_default_cpu_type == "standard_legacy":
        raise Invalid("Fluid compute is only supported with the standard or performance CPU types.", status=400)


def _check_protection(plan: str, settings: ProjectSettings, password: bool) -> None:
    """Refuse methods of protection; the Pro plan's add-on for them is taken as not bought."""
    if plan == "enterprise":
        return
    _require_enterprise("Password Protection", password)
    _require_enterprise("Trusted IPs", settings.trusted_ips)
    _require_enterprise("Passport", settings.passport and settings.passport.enabled)
    scope = settings.vercel_authentication and settings.vercel_authentication.deployment_type
    if plan == "hobby" and scope == "all_deployments":
        _require_pro("Vercel Authentication for all deployments", scope)


def _require_pro(feature: str, value: object) -> None:
    if value:
        raise Forbidden(f"{feature} requires the Pro plan or higher.", code="upgrade_required")


def _require_enterprise(feature: str, value: object) -> None:
    if value:
        raise Forbidden(f"{feature} requires the Enterprise plan.", code="upgrade_required")
