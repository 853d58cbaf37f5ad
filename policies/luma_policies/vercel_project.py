"""Rules on a Vercel project's own settings: who sees deployments, where code runs, what a build may read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import PROJECT
from .rule import Finding, Level, Rule, Severity, must_equal
from .view import ResourceView


def _inline_environment(view: ResourceView, _config: Config) -> Iterator[Finding]:
    count = len(view.items("environments"))
    if count:
        yield Finding(view, "environments", f"lists {count} variable(s) inline")


def _unprotected(view: ResourceView, _config: Config) -> Iterator[Finding]:
    """Previews are open unless Vercel's login, a password or an address list guards them."""
    login = view.text("vercelAuthentication.deploymentType")
    guarded = login not in (None, "none")
    guarded = guarded or view.text("passwordProtection.deploymentType") not in (None, "none")
    if not guarded and not view.items("trustedIps.addresses"):
        found = "is missing" if login is None else "is `none`"
        path = "vercelAuthentication.deploymentType"
        yield Finding(view, path, f"{found}, and no password or address list replaces it")


def _regions(view: ResourceView, config: Config) -> Iterator[Finding]:
    path = "resourceConfig.functionDefaultRegions"
    regions, legacy = view.texts(path), view.text("serverlessFunctionRegion")
    if not regions and legacy is None:
        yield Finding(view, path, "is missing")
    strange = sum(region not in config.regions for region in regions)
    if strange:
        yield Finding(view, path, f"lists {strange} region(s) that are not allowed here")
    if legacy is not None and legacy not in config.regions:
        yield Finding(view, "serverlessFunctionRegion", "is a region that is not allowed here")


def _options_allowlist(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for path in view.items("optionsAllowlist.paths"):
        if (path.text("value") or "").strip() in ("", "/"):
            yield Finding(view, path.path("value"), "matches every path")


RULES: Final = (
    Rule(
        id="VCL-005",
        name="vercel-project-forbid-inline-variables",
        types=(PROJECT,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Inline variables are deprecated, and setting them removes variables that were declared on their own.",
        must="A project must not declare environment variables inline.",
        fix="declare each as a ProjectEnvironmentVariable and remove `environments`.",
        source="vercel/terraform-provider-vercel#71",
        check=_inline_environment,
    ),
    Rule(
        id="VCL-006",
        name="vercel-project-enable-fork-protection",
        types=(PROJECT,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="A pull request from a fork would build with the project's variables and could send them away.",
        must="Fork protection must be on, and declared.",
        fix="set `gitForkProtection: true`.",
        source="Vercel: Git fork protection",
        check=must_equal("gitForkProtection", True),
        must_be_known=("gitForkProtection",),
        frameworks=("OpenSSF Scorecard: Dangerous-Workflow", "SOC 2 CC6.6"),
        mend={"gitForkProtection": True},
    ),
    Rule(
        id="VCL-007",
        name="vercel-project-require-deployment-protection",
        types=(PROJECT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Anyone who guesses or finds a preview's address would see unreleased work with its data.",
        must="Previews must be protected by Vercel's login, a password or trusted addresses.",
        fix="set `vercelAuthentication.deploymentType` to `standard_protection_new`.",
        source="Vercel: deployment protection",
        check=_unprotected,
        frameworks=("SOC 2 CC6.1",),
    ),
    Rule(
        id="VCL-011",
        name="vercel-project-limit-regions",
        types=(PROJECT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Data would be processed where nobody agreed to it, or far from the database.",
        must="Functions must run in allowed regions only.",
        fix="use an allowed region in `resourceConfig.functionDefaultRegions`, or add it to the policies' `regions`.",
        source="Vercel: regions",
        check=_regions,
        frameworks=("SOC 2 C1.1",),
    ),
    Rule(
        id="VCL-014",
        name="vercel-project-limit-options-paths",
        types=(PROJECT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Paths match by prefix, so this lets every OPTIONS request past deployment protection.",
        must="The OPTIONS allow-list must name paths below the root.",
        fix="list the paths that browsers preflight, such as `/api/public`.",
        source="Vercel provider: Project.optionsAllowlist",
        check=_options_allowlist,
    ),
)
