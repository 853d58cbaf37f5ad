"""A stack's settings: whether they can be used, what the plans lack, what ends soon, what only a person can do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from cli.doctor.findings import Finding
from cli.errors import UserError
from cli.local.copies import committed
from cli.local.generate import PLATFORM, platform_of
from cli.local.home import project_name
from cli.stackfile import read_config
from cli.target import Target
from settings.places import provided_secrets
from settings.platform import Platform

_SOON: Final = timedelta(days=30)
_EXAMPLE: Final = ".example"
"""A top-level domain that nobody can own (RFC 2606)."""


def findings(target: Target) -> Iterator[Finding]:
    """Yield what a stack file says, lacks and asks of people."""
    area = committed(target.stack).name
    try:
        config = read_config(committed(target.stack))
        platform = platform_of(target.stack, {PLATFORM: config.get(PLATFORM)})
    except UserError as error:
        yield Finding("error", area, str(error), f"Mend the file, then: ./luma check --stack {target.stack}")
        return
    yield Finding("ok", area, "the settings are good")
    yield from _dates(area, platform)
    yield from _plans(area, platform)
    if target.local:
        return
    needed = [variable.name for variable in provided_secrets(platform)]
    missing = [name for name in needed if f"{project_name()}:{name}" not in config]
    if missing:
        yield Finding(
            "warning",
            area,
            f"{len(missing)} of {len(needed)} secrets are not set: {', '.join(missing)}",
            f"./luma secrets import FILE --stack {target.stack}",
        )
    yield from _people(area, platform)


def _dates(area: str, platform: Platform) -> Iterator[Finding]:
    """Yield each token that has ended, or will within a month."""
    ends = {
        "r2.token-expires": platform.r2.token_expires,
        "vercel.preview-token-expires": platform.vercel.preview_token_expires,
    }
    now = datetime.now(tz=UTC)
    for setting, end in ends.items():
        if end is None:
            continue
        left = datetime.fromisoformat(end) - now
        if left < _SOON:
            state = f"ended {-left.days} days ago" if left.days < 0 else f"ends in {left.days} days"
            yield Finding(
                "error" if left.days < 0 else "warning",
                area,
                f"{setting}: the token {state}; what uses it is refused then",
                f"Set a later date, then: pulumi up --stack {area.split('.')[1]}",
            )


def _plans(area: str, platform: Platform) -> Iterator[Finding]:
    """Yield what each plan lacks, and what stands in for it."""
    plan = platform.plan
    lacks = (
        (
            plan.has_reviewers,
            f"GitHub {plan.github}: no reviewers of a release",
            "branch policies and reviews guard it",
        ),
        (plan.github_secret_protection, f"GitHub {plan.github}: no secret scanning", "buy it, or scan in a workflow"),
        (plan.has_owasp_rules, f"Vercel {plan.vercel}: no OWASP rules", "bot rules and the rate limit stay"),
        (plan.has_skew_protection, f"Vercel {plan.vercel}: no skew protection", "old tabs may miss their files"),
    )
    for has, text, instead in lacks:
        if not has:
            yield Finding("note", area, text, f"Instead: {instead}.")


def _people(area: str, platform: Platform) -> Iterator[Finding]:
    """Yield the checklist of what no program can do or see."""
    if platform.app.domain.endswith(_EXAMPLE):
        yield Finding(
            "warning",
            area,
            f"app.domain: {platform.app.domain} is an example",
            "Put your own ids and names into the file.",
        )
    organization, team = platform.github.organization, platform.vercel.team
    todo = (
        ("GitHub", f"the organization {organization} on the plan {platform.plan.github}"),
        ("Vercel", f"the team {team} on the plan {platform.plan.vercel}; its GitHub app installed for {organization}"),
        ("Cloudflare", f"the zone {platform.cloudflare.zone}, its name servers set at the registrar; R2 switched on"),
        ("Sentry", f"the organization {platform.sentry.organization}; its GitHub app installed for {organization}"),
        ("Trigger.dev", f"the project {platform.variables.get('TRIGGER_PROJECT_REF', '')}"),
        ("Supabase", f"a project for {platform.app.environment} alone"),
        ("Resend", f"the sender domain of {platform.variables.get('EMAIL_FROM', '')} verified"),
    )
    for service, what in todo:
        yield Finding("person", f"{area} {service}", what)
