"""Settings of the Vercel project: runtime, functions, headers, redirects, firewall, retention."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, PositiveInt

from settings.model import Model, Slug, Timestamp, VercelTarget

Owner = Literal["vercel-json", "project-route"]
"""Who serves a header or redirect: the file in the app's repository, or a route that changes without a deploy."""

SkewProtection = Literal["30 minutes", "4 hours", "12 hours", "1 day", "7 days"]
"""Lengths that the Vercel provider accepts."""

Retention = Literal["1d", "1w", "1m", "2m", "3m", "6m", "1y", "unlimited"]


VERCEL_REGIONS: Final = (
    *("arn1", "bom1", "cdg1", "cle1", "cpt1", "dub1", "dxb1", "fra1", "gru1", "hkg1"),
    *("hnd1", "iad1", "icn1", "kix1", "lhr1", "pdx1", "sfo1", "sin1", "syd1", "yul1"),
)
"""Regions that run functions (vercel.com/docs/regions)."""


def _require_region(region: str) -> str:
    if region not in VERCEL_REGIONS:
        raise ValueError(
            f"{region[:20]!r} is no Vercel region; the project could not be deployed. "
            f"Use one of {', '.join(VERCEL_REGIONS)}."
        )
    return region


def _refuse_migration(command: str) -> str:
    if "migrate" in command:
        raise ValueError(
            "it migrates a database; a preview build would change its tables. "
            "Leave migrations to the workflow and use 'prisma generate && next build'."
        )
    return command


Region = Annotated[str, AfterValidator(_require_region), Field(json_schema_extra={"enum": list(VERCEL_REGIONS)})]


class FunctionTimeout(Model):
    """A longer time limit for the functions that a glob matches. The first match wins."""

    pattern: str = Field(min_length=1, description="Glob of source files, relative to the repository's root.")
    seconds: PositiveInt = Field(le=800, description="Time limit in seconds.")


class Header(Model):
    """One response header on the paths that match `source`, with exactly one owner."""

    source: str = Field(pattern=r"^/", description="Path pattern in Vercel's syntax, such as /(.*).")
    name: str = Field(pattern=r"^[A-Za-z0-9-]+$", description="Header name.")
    value: str = Field(min_length=1, description="Header value.")
    owner: Owner = Field(default="vercel-json", description="Who serves it: the file, or a project route.")


class Redirect(Model):
    """One redirect with exactly one owner."""

    source: str = Field(pattern=r"^/", description="Path to redirect.")
    destination: str = Field(pattern=r"^(/|https://)", description="Where to: a path, or an https URL.")
    permanent: bool = Field(description="308 when true, 307 when false.")
    owner: Owner = Field(default="vercel-json", description="Who serves it: the file, or a project route.")


class Cron(Model):
    """A path that Vercel requests on a schedule."""

    path: str = Field(pattern=r"^/api/[A-Za-z0-9/._~%?&=-]*$", description="Path under /api.")
    schedule: str = Field(pattern=r"^\S+( \S+){4}$", description="Cron expression with five fields, UTC.")


class RateLimit(Model):
    """The firewall's request limit for one path prefix, per client address."""

    path: str = Field(default="/api", pattern=r"^/", description="Path prefix the limit covers.")
    requests: PositiveInt = Field(default=100, description="Requests allowed in one window.")
    window_seconds: int = Field(
        default=60, ge=10, le=3600, description="Length of the window in seconds; at most 600 below Vercel Enterprise."
    )


class DeploymentRetention(Model):
    """How long Vercel keeps deployments of each kind."""

    production: Retention = Field(default="1y", description="Production deployments: what a rollback can reach.")
    preview: Retention = Field(default="1m", description="Preview deployments.")
    canceled: Retention = Field(default="1w", description="Cancelled deployments.")
    errored: Retention = Field(default="1w", description="Failed deployments.")


class Vercel(Model):
    """The app's Vercel project in one stack."""

    team: str = Field(pattern=r"^team_[A-Za-z0-9]+$", description="Id of the Vercel team that owns the project.")
    project: Slug = Field(description="Name of the project. Follows the app's name when left out.")
    framework: Literal["nextjs"] = Field(default="nextjs", description="Framework preset.")
    node_version: Literal["24.x", "22.x"] = Field(
        default="24.x", description="Node.js version of builds and functions."
    )
    regions: tuple[Region, ...] = Field(min_length=1, description="Regions where functions run, such as iad1.")
    build_command: Annotated[str, AfterValidator(_refuse_migration)] = Field(
        default="prisma generate && next build",
        description="What Vercel runs to build. It never migrates a database: the workflow does that once.",
    )
    default_timeout: PositiveInt = Field(default=30, le=800, description="Time limit of a function in seconds.")
    function_timeouts: tuple[FunctionTimeout, ...] = Field(
        default=(), description="Other limits by glob, the most specific first."
    )
    deploy_by: Literal["actions", "git"] = Field(
        default="actions", description="Who deploys: GitHub Actions, or Vercel's Git integration."
    )
    deployment_checks: tuple[str, ...] = Field(
        default=("migrate-production",),
        min_length=1,
        description="Jobs on the deployed branch that hold a deployment back from its domain, where Git deploys.",
    )
    targets: tuple[VercelTarget, ...] = Field(min_length=1, description="Targets this stack's project serves.")
    headers: tuple[Header, ...] = Field(default=(), description="Response headers.")
    redirects: tuple[Redirect, ...] = Field(default=(), description="Redirects.")
    crons: tuple[Cron, ...] = Field(default=(), description="Scheduled requests.")
    rate_limit: RateLimit = Field(default_factory=RateLimit, description="Request limit of the firewall.")
    bot_protection: Literal["log", "challenge"] = Field(
        default="log",
        description="What the firewall does with visitors that are no browser: first log, and challenge once the log "
        "shows that no webhook or monitor of yours is among them.",
    )
    skew_protection: SkewProtection = Field(
        default="12 hours",
        description="How long a browser's session keeps the deployment it began with (Vercel Pro and up).",
    )
    retention: DeploymentRetention = Field(
        default_factory=DeploymentRetention, description="How long deployments are kept."
    )
    preview_token_expires: Timestamp | None = Field(
        default=None,
        description="When the deploy token for previews ends. Set it in the stack whose project serves previews.",
    )
