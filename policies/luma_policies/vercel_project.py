"""Rules on a Vercel project's own settings: who sees deployments, where code runs, what a build may read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import PROJECT
from .networks import is_everywhere
from .rule import Finding, Level, Rule, Severity, must_be_one_of, must_be_present, must_equal, must_not_equal
from .view import ResourceView

_LONGEST: Final = {"hobby": 300, "pro": 800, "enterprise": 800}
"""Longest function time limit in seconds by plan (vercel.com/docs/functions/limitations)."""


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


def _timeout(view: ResourceView, config: Config) -> Iterator[Finding]:
    path = "resourceConfig.functionDefaultTimeout"
    seconds = view.number(path) or 0
    limit = min(config.function_timeout, _LONGEST[config.vercel_plan])
    if seconds > limit:
        yield Finding(view, path, f"is more than {limit} seconds")


def _open_addresses(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for address in view.items("trustedIps.addresses"):
        if is_everywhere(address.text("value") or ""):
            yield Finding(view, address.path("value"), "covers every address")


def _unverified(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.production and view.has("gitRepository"):
        yield from must_equal("gitProviderOptions.requireVerifiedCommits", True)(view, config)


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
        id="VCL-008",
        name="vercel-project-disable-directory-listing",
        types=(PROJECT,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A directory without an index would show the names of all its files.",
        must="Directory listing must be off.",
        fix="set `directoryListing: false`.",
        source="Vercel: directory listing",
        check=must_not_equal("directoryListing", True),
        frameworks=("OWASP A05",),
        mend={"directoryListing": False},
    ),
    Rule(
        id="VCL-009",
        name="vercel-project-disable-code-visibility",
        types=(PROJECT,),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="Vercel's staff could read the source.",
        must="Customer success must not see the source by default.",
        fix="set `customerSuccessCodeVisibility: false`.",
        source="Vercel provider: Project.customerSuccessCodeVisibility",
        check=must_not_equal("customerSuccessCodeVisibility", True),
        frameworks=("SOC 2 CC6.3",),
    ),
    Rule(
        id="VCL-010",
        name="vercel-project-enable-sourcemap-protection",
        types=(PROJECT,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Anyone could read the source through the source maps.",
        must="Source maps must be protected.",
        fix="set `protectedSourcemaps: true`.",
        source="Vercel provider: Project.protectedSourcemaps",
        check=must_equal("protectedSourcemaps", True),
        frameworks=("OWASP A05",),
        mend={"protectedSourcemaps": True},
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
        id="VCL-012",
        name="vercel-project-limit-timeout",
        types=(PROJECT,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A hanging request costs until it ends, and Vercel refuses what the plan does not have.",
        must="The default time limit must be within the plan's and the policies' `function-timeout`.",
        fix="lower `resourceConfig.functionDefaultTimeout`.",
        source="Vercel: function limitations",
        check=_timeout,
    ),
    Rule(
        id="VCL-013",
        name="vercel-project-pin-node",
        types=(PROJECT,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Vercel would choose the runtime, and change it one day.",
        must="The Node.js version must be set and allowed.",
        fix="set `nodeVersion` to one of the policies' `node-versions`.",
        source="Vercel: Node.js versions",
        check=must_be_one_of("nodeVersion", lambda config: config.node_versions),
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
    Rule(
        id="VCL-015",
        name="vercel-project-enable-skew-protection",
        types=(PROJECT,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="A browser that loaded the old version would call the new one's functions.",
        must="Skew protection must have a duration.",
        fix="set `skewProtection`, such as `12 hours`.",
        source="Vercel: skew protection",
        check=must_be_present("skewProtection"),
    ),
    Rule(
        id="VCL-016",
        name="vercel-project-require-team-issuer",
        types=(PROJECT,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="With the global issuer a token of any other team could pass for this one.",
        must="The OIDC issuer must be the team's own.",
        fix="set `oidcTokenConfig.issuerMode: team`.",
        source="Vercel provider: Project.oidcTokenConfig",
        check=must_equal("oidcTokenConfig.issuerMode", "team"),
        frameworks=("SOC 2 CC6.1",),
        mend={"oidcTokenConfig.issuerMode": "team"},
    ),
    Rule(
        id="VCL-017",
        name="vercel-project-limit-trusted-addresses",
        types=(PROJECT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Everyone would be trusted, so the protection would be none.",
        must="Trusted addresses must not cover the whole internet.",
        fix="list the networks that need access.",
        source="Vercel: trusted IPs",
        check=_open_addresses,
        frameworks=("SOC 2 CC6.6",),
    ),
    Rule(
        id="VCL-018",
        name="vercel-project-require-verified-commits",
        types=(PROJECT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Whoever can push under another's name could deploy to production.",
        must="In production Vercel must build verified commits only.",
        fix="set `gitProviderOptions.requireVerifiedCommits: true`.",
        source="Vercel provider: Project.gitProviderOptions",
        check=_unverified,
        frameworks=("SOC 2 CC8.1",),
        note="Judged where the project is connected to a repository.",
    ),
)
