"""Rules on who gets at a Vercel project from outside: tokens, links, exceptions, drains, and how long things last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import (
    LOG_DRAIN,
    PROTECTION_BYPASS,
    PROTECTION_EXCEPTION,
    RETENTION,
    ROLLING_RELEASE,
    SHAREABLE_LINK,
    TEAM_CONFIG,
    USER_TOKEN,
    VERCEL_WEBHOOK,
)
from .rule import Finding, Level, Outcome, Rule, Severity, each, must_be_present, must_equal, must_not_be_used
from .view import ResourceView, StackView

_WEEK: Final = 7 * 24 * 3600
_FIRST_STAGE: Final = 50


def _many_bypasses(stack: StackView, _config: Config) -> Iterator[Outcome]:
    seen: set[str | None] = set()

    def check(view: ResourceView) -> Iterator[Finding]:
        project = view.text("projectId")
        if project in seen:
            yield Finding(view, "projectId", "has another protection bypass already")
        seen.add(project)

    yield from each(sorted(stack.of(PROTECTION_BYPASS), key=lambda view: view.name), check)


def _long_link(view: ResourceView, config: Config) -> Iterator[Finding]:
    yield from must_be_present("ttlSeconds")(view, config)
    if (view.number("ttlSeconds") or 0) > _WEEK:
        yield Finding(view, "ttlSeconds", "is more than 7 days")


def _exception(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.production:
        yield from must_not_be_used("alias", "is open to everyone")(view, config)


def _drain(view: ResourceView, config: Config) -> Iterator[Finding]:
    if not (view.text("endpoint") or "").startswith("https://"):
        yield Finding(view, "endpoint", "is missing or not https")
    if view.type == LOG_DRAIN:
        yield from must_be_present("secret")(view, config)


def _retention(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if view.text("expirationPreview") in (None, "unlimited"):
        yield Finding(view, "expirationPreview", "is missing or unlimited")
    if view.text("expirationProduction") in ("1d", "1w"):
        yield Finding(view, "expirationProduction", "is less than 30 days")


def _rolling(view: ResourceView, _config: Config) -> Iterator[Finding]:
    stages = view.items("stages")
    if stages and (stages[0].number("targetPercentage") or 0) > _FIRST_STAGE:
        yield Finding(view, stages[0].path("targetPercentage"), f"is more than {_FIRST_STAGE} percent")
    if view.text("advancementType") == "automatic":
        for stage in stages[:-1]:
            if not stage.number("duration"):
                yield Finding(view, stage.path("duration"), "is missing, although stages advance by themselves")


RULES: Final = (
    Rule(
        id="VCL-029",
        name="vercel-bypass-require-note",
        types=(PROTECTION_BYPASS,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="Nobody would know which system uses it, so nobody would dare to remove it.",
        must="A project must have at most one protection bypass, and its note must say what for.",
        fix="write a `note`, and share one bypass between the systems that need it.",
        source="vercel/terraform-provider-vercel#467",
        check=must_be_present("note"),
        stack_check=_many_bypasses,
    ),
    Rule(
        id="VCL-030",
        name="vercel-link-limit-duration",
        types=(SHAREABLE_LINK,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Anyone who comes by the link sees the deployment for as long as it lasts.",
        must="A shareable link must end within 7 days.",
        fix="set `ttlSeconds` to at most 604800.",
        source="Vercel: shareable links",
        check=_long_link,
        frameworks=("SOC 2 CC6.1",),
    ),
    Rule(
        id="VCL-031",
        name="vercel-exception-forbid-production",
        types=(PROTECTION_EXCEPTION,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The address would be open to everyone for ever, past deployment protection.",
        must="Production must have no exception from deployment protection.",
        fix="remove it, use a shareable link that ends, or waive this rule with a date.",
        source="Vercel: deployment protection exceptions",
        check=_exception,
        frameworks=("SOC 2 CC6.1",),
    ),
    Rule(
        id="VCL-032",
        name="vercel-token-limit-scope",
        types=(USER_TOKEN,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Whoever gets hold of it could change every project of the team for ever.",
        must="A token must end, and must reach one project only.",
        fix="set `expiresAt` and `projectId`.",
        source="Vercel: access tokens",
        check=must_be_present("expiresAt", "projectId"),
        frameworks=("SOC 2 CC6.3",),
    ),
    Rule(
        id="VCL-033",
        name="vercel-drain-require-https",
        types=(LOG_DRAIN, VERCEL_WEBHOOK),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Logs hold addresses and tokens; they could be read on the way, or forged at the other end.",
        must="Logs and events must go to an https address, and a drain must be signed.",
        fix="use an https `endpoint`, and set the drain's `secret`.",
        source="Vercel: log drains",
        check=_drain,
        frameworks=("OWASP A09", "SOC 2 CC6.7"),
    ),
    Rule(
        id="VCL-034",
        name="vercel-team-enable-sensitive-policy",
        types=(TEAM_CONFIG,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Anyone could add a readable secret by hand: only those leaked in April 2026.",
        must="The team must make environment variables sensitive by policy.",
        fix='set `sensitiveEnvironmentVariablePolicy: "on"`.',
        source="Vercel: April 2026 security bulletin",
        check=must_equal("sensitiveEnvironmentVariablePolicy", "on"),
        frameworks=("SOC 2 CC6.1",),
        mend={"sensitiveEnvironmentVariablePolicy": "on"},
    ),
    Rule(
        id="VCL-035",
        name="vercel-retention-limit-age",
        types=(RETENTION,),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="Old previews keep running with old code and secrets; a rollback needs production's past.",
        must="Previews must expire, and production deployments must stay for 30 days or more.",
        fix="set `expirationPreview`, such as `1m`, and `expirationProduction` to `1m` or longer.",
        source="Vercel: deployment retention",
        check=_retention,
    ),
    Rule(
        id="VCL-036",
        name="vercel-release-limit-first-stage",
        types=(ROLLING_RELEASE,),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="A fault would reach most visitors before anyone sees it.",
        must="A rolling release must begin with half of the traffic or less and give each stage time.",
        fix="begin with a small `targetPercentage`, and set each stage's `duration` in minutes.",
        source="Vercel: rolling releases",
        check=_rolling,
    ),
)
