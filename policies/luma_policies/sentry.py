"""Rules on Sentry: alerts that reach somebody, keys with a limit, projects with an owner.

An alert is our own `luma:sentry:Alert`; the vendor SDK's alert resources speak an API that sentry.io has retired.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from .config import Config
from .kinds import (
    ACTIONS_VARIABLE,
    ALERT,
    ENVIRONMENT_VARIABLE,
    LEGACY_ALERTS,
    MONITOR,
    SENTRY_KEY,
    SENTRY_PROJECT,
    VARIABLE,
)
from .rule import Finding, Level, Outcome, Rule, Severity, must_be_present
from .view import Node, ResourceView, StackView

_ALERTS: Final = (ALERT, *LEGACY_ALERTS)
_ROUTES: Final = ("email", "slack")
_SHORTEST, _LONGEST = 5, 24 * 60
_CRITICAL_ROUTES: Final = 2
_SECRET_DSN: Final = re.compile(r"https://[0-9a-f]{16,64}:[0-9a-f]{16,64}@")


def _retired(view: ResourceView, config: Config) -> Iterator[Finding]:
    if not config.self_hosted_sentry:
        yield Finding(view, "type", "uses an API that answers 410 since September 2026")


def _other_environment(view: ResourceView, config: Config) -> Iterator[Finding]:
    environment = view.text("environment")
    if environment != config.environment:
        yield Finding(view, "environment", "is missing" if environment is None else f"is not `{config.environment}`")


def _pointless(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if not any(view.items(f"actions.{route}") for route in _ROUTES):
        yield Finding(view, "actions", "tell nobody")
    triggers = view.texts("triggers")
    filters = set(view.object("conditions").names()) - {"match"}
    if not filters and (not triggers or "newIssue" in triggers):
        yield Finding(view, "conditions", "is empty, so every new issue tells everybody")


def _tiring(view: ResourceView, _config: Config) -> Iterator[Finding]:
    minutes = view.number("frequencyMinutes")
    if minutes is not None and not _SHORTEST <= minutes <= _LONGEST:
        yield Finding(view, "frequencyMinutes", "is less than 5 minutes or more than a day")
    if {"regressed", "resolved"} <= set(view.texts("triggers")):
        yield Finding(view, "triggers", "have every change of an issue's state")


def _everybody(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for mail in view.items("actions.email"):
        if mail.text("issueOwners") == "all-members":
            yield Finding(view, mail.path("issueOwners"), "is `all-members`")


def _one_route(view: ResourceView, config: Config) -> Iterator[Finding]:
    critical = view.text("conditions.priority") == "high" or view.text("conditions.level.level") == "fatal"
    routes = sum(bool(view.items(f"actions.{route}")) for route in _ROUTES)
    if config.production and critical and routes < _CRITICAL_ROUTES:
        yield Finding(view, "actions", f"have {routes} route(s), although the alert is for the gravest issues")


def _unreachable(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for message in view.items("actions.slack") if view.type == ALERT else ():
        for name in ("workspace", "channel"):
            if not message.text(name):
                yield Finding(view, message.path(name), "is missing or empty")
    for action in _legacy_actions(view) if view.type != ALERT else ():
        if "slack" in (action.text("id") or "") and not action.text("channel_id"):
            yield Finding(view, action.path("channel_id"), "is missing")
        address = action.text("url") or action.text("webhook") or "https://"
        if not address.startswith("https://") or "\\" in address:
            yield Finding(view, action.path("url"), "is not https or has escaped characters")


def _legacy_actions(view: ResourceView) -> list[Node]:
    """Return the actions of a legacy alert, which some types take as JSON text."""
    value = view.value("actions")
    if not isinstance(value, str):
        return view.items("actions")
    try:
        parsed = json.loads(value)
    except ValueError:
        return []
    return Node(parsed, "actions").items() if isinstance(parsed, Sequence) else []


def _unlimited(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for name in ("rateLimitCount", "rateLimitWindow"):
        if not view.number(name):
            yield Finding(view, name, "is missing or zero")


def _key_unprotected(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.production and not view.protect:
        yield Finding(view, "protect", "is not set")


def _unowned(view: ResourceView, config: Config) -> Iterator[Finding]:
    if not view.texts("teams") and not view.text("team"):
        yield Finding(view, "teams", "is missing or empty")
    if view.text("platform") != "javascript-nextjs":
        yield Finding(view, "platform", "is not `javascript-nextjs`")
    yield from must_be_present("resolveAge")(view, config)


def _secret_dsn(view: ResourceView, _config: Config) -> Iterator[Finding]:
    value = view.text("value") or ""
    if _SECRET_DSN.search(value):
        yield Finding(view, "value", "is a DSN with its secret part")


def _blind(stack: StackView, config: Config) -> Iterator[Outcome]:
    watched = any(monitor.has("cron") or monitor.has("uptime") for monitor in stack.of(MONITOR))
    if config.production and not watched:
        yield from (Finding(view, "monitors", "has no cron or uptime monitor") for view in stack.of(SENTRY_PROJECT))


RULES: Final = (
    Rule(
        id="SEN-001",
        name="sentry-alert-forbid-legacy",
        types=(*LEGACY_ALERTS,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The update would fail half-way, and no alert would exist.",
        must="A legacy alert must be used with a self-hosted Sentry only.",
        fix="declare it as our own `luma:sentry:Alert`.",
        source="getsentry/sentry-cli#1182; jikig-ai/soleur#8451",
        check=_retired,
    ),
    Rule(
        id="SEN-002",
        name="sentry-alert-match-environment",
        types=(ALERT,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Staging's errors would wake people, or production's would not.",
        must="An alert must be for the stack's own environment.",
        fix="set `environment` to the stack's.",
        source="Sentry: alerts best practices",
        check=_other_environment,
    ),
    Rule(
        id="SEN-003",
        name="sentry-alert-require-action",
        types=(ALERT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Nobody would hear of a failure, or everybody of everything, which comes to the same.",
        must="An alert must tell somebody, and must have a condition where it fires on new issues.",
        fix="add a mail or a Slack message under `actions`, and a condition.",
        source="jikig-ai/soleur#4781",
        check=_pointless,
    ),
    Rule(
        id="SEN-004",
        name="sentry-alert-limit-frequency",
        types=(ALERT,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="People stop reading what comes all the time, and a day's silence hides a second failure.",
        must="An alert must repeat within 5 minutes and a day, and not on every change of state.",
        fix="set `frequencyMinutes` between 5 and 1440; leave `resolved` out of `triggers`.",
        source="Sentry: alerts best practices",
        check=_tiring,
    ),
    Rule(
        id="SEN-005",
        name="sentry-alert-limit-recipients",
        types=(ALERT,),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="What reaches everybody is read by nobody.",
        must="A mail must not go to all members.",
        fix="name a team, or use `active-members`.",
        source="Sentry: alerts best practices",
        check=_everybody,
    ),
    Rule(
        id="SEN-006",
        name="sentry-alert-require-two-routes",
        types=(ALERT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="One broken integration would keep the gravest failures from everyone.",
        must="In production an alert for the gravest issues must go two ways.",
        fix="add a Slack message beside the mail.",
        source="Sentry: alerts best practices",
        check=_one_route,
        frameworks=("SOC 2 CC7.3",),
        note="An alert is for the gravest issues when its conditions ask for priority high or level fatal.",
    ),
    Rule(
        id="SEN-007",
        name="sentry-alert-require-address",
        types=(*_ALERTS,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Sentry would take the alert and send nothing.",
        must="A message must name its channel, and a webhook a plain https address.",
        fix="name `workspace` and `channel`; in a legacy alert set `channel_id`.",
        source="mitodl/ol-infrastructure#5635",
        check=_unreachable,
        note="Our own alert looks a channel's id up by its name.",
    ),
    Rule(
        id="SEN-008",
        name="sentry-key-limit-rate",
        types=(SENTRY_KEY,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="One loop in a browser would use up the month's quota, and then nothing is recorded.",
        must="A key must have a rate limit.",
        fix="set `rateLimitCount` and `rateLimitWindow`.",
        source="Sentry: rate limiting",
        check=_unlimited,
    ),
    Rule(
        id="SEN-009",
        name="sentry-key-require-protection",
        types=(SENTRY_KEY,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Every client that was shipped reports to it: with the key their reports are lost.",
        must="In production a key must be protected.",
        fix="set the option `protect`.",
        source="jianyuan/terraform-provider-sentry#603",
        check=_key_unprotected,
        note="That a key would be replaced shows in no property: the option protects against that, too.",
    ),
    Rule(
        id="SEN-010",
        name="sentry-project-require-owner",
        types=(SENTRY_PROJECT,),
        severity=Severity.LOW,
        level=Level.MANDATORY,
        why="Issues would reach no team, and old ones stay open for ever.",
        must="A project must have a team, the platform of the app, and an age at which issues resolve.",
        fix="set `teams`, `platform: javascript-nextjs` and `resolveAge`.",
        source="Sentry: project settings",
        check=_unowned,
    ),
    Rule(
        id="SEN-011",
        name="sentry-dsn-forbid-secret",
        types=(
            VARIABLE,
            ACTIONS_VARIABLE,
            ENVIRONMENT_VARIABLE,
        ),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="The secret part lets anyone read the project's settings, and a DSN is public.",
        must="A DSN must be given without its secret part.",
        fix="use the key's `dsnPublic`.",
        source="Sentry: DSN",
        check=_secret_dsn,
        frameworks=("OWASP A02",),
        note="A value that is not known yet is not evaluated: another resource makes it. "
        "A readable or public SENTRY_AUTH_TOKEN is VCL-001's and VCL-002's.",
    ),
    Rule(
        id="SEN-012",
        name="sentry-project-require-monitor",
        types=(SENTRY_PROJECT,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="An app that is down reports no errors.",
        must="A production app must have a cron or an uptime monitor.",
        fix="add a `luma:sentry:Monitor` with `uptime` or `cron`.",
        source="Sentry: uptime and cron monitors",
        stack_check=_blind,
        frameworks=("SOC 2 A1.1",),
    ),
)
