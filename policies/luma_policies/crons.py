"""Rules on scheduled requests, and on who deploys: the delivered `vercel.json` against the rest of the stack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from .config import Config
from .delivered import delivered_files
from .kinds import DEPLOYMENT_CHECK, FILE, FILES, MONITOR, PROJECT, RULESET, VARIABLE
from .rule import Finding, Level, Outcome, Rule, Severity, each
from .shapes import SHORTEST_SECRET
from .vercel_json import document, project_file
from .view import Known, ResourceView, StackView

_TYPES: Final = (FILE, FILES)
_FIELD: Final = r"(\*|\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*)(/\d{1,2})?"
_CRON: Final = re.compile(rf"{_FIELD}( {_FIELD}){{4}}\Z")
_DAILY: Final = re.compile(r"\d{1,2} \d{1,2} ")
_MOST: Final = {"hobby": 2, "pro": 40, "enterprise": 100}
"""Scheduled requests of a project by plan (vercel.com/docs/cron-jobs/usage-and-pricing)."""

_DEPLOYS: Final = re.compile(r"\bvercel\b[^\n]*(deploy|--prod|promote)|scripts/deploy\.sh")


def is_schedule(text: str) -> bool:
    """Whether a text is a cron expression of five fields."""
    return bool(_CRON.match(text))


def _schedules(stack: StackView) -> list[tuple[str, str]]:
    """Return path and schedule of each scheduled request."""
    crons = document(project_file(stack)).items("crons")
    return [(cron.text("path") or "", cron.text("schedule") or "") for cron in crons]


def _no_secret(stack: StackView, _config: Config) -> Iterator[Outcome]:
    """Find a project whose scheduled requests nothing authenticates."""
    if not _schedules(stack):
        return
    secrets = [view for view in stack.of(VARIABLE) if view.known_text("key") == "CRON_SECRET"]
    for project in stack.of(PROJECT):
        if not any("production" in view.texts("targets") for view in secrets):
            yield Finding(project, "CRON_SECRET", "is no production variable, although requests are scheduled")
    yield from each(secrets, _weak)


def _weak(view: ResourceView) -> Iterator[Finding]:
    if view.flag("sensitive") is not True:
        yield Finding(view, "sensitive", "is not true")
    if len(view.text("value") or "") < SHORTEST_SECRET:
        yield Finding(view, "value", f"has fewer than {SHORTEST_SECRET} characters")


def _bad_schedule(stack: StackView, config: Config) -> Iterator[Outcome]:
    file, found = project_file(stack), _schedules(stack)
    if file is None:
        return
    if len(found) > _MOST[config.vercel_plan]:
        yield Finding(file.resource, file.setting, f"schedules {len(found)} requests, more than the plan has")
    for index, (_, schedule) in enumerate(found):
        if not is_schedule(schedule):
            yield Finding(file.resource, f"crons[{index}].schedule", "is no cron expression of five fields")
        elif config.vercel_plan == "hobby" and not _DAILY.match(schedule):
            yield Finding(file.resource, f"crons[{index}].schedule", "is more often than daily, which Hobby refuses")


def _unwatched(stack: StackView, _config: Config) -> Iterator[Outcome]:
    file = project_file(stack)
    watched = {view.known_text("cron.schedule") for view in stack.of(MONITOR)}
    for index, (_, schedule) in enumerate(_schedules(stack)):
        if file and schedule not in watched:
            yield Finding(file.resource, f"crons[{index}]", "has no Sentry cron monitor of its schedule")


def _git_deploys(stack: StackView, config: Config) -> bool | None:
    """Whether Vercel's Git integration deploys the default branch; None when the stack does not deliver the file."""
    file = project_file(stack)
    if file is None:
        return None
    enabled = document(file).value("git.deploymentEnabled")
    if isinstance(enabled, Mapping):
        enabled = enabled.get(config.default_branch, True)
    return enabled is not False


def _deploys_twice(stack: StackView, config: Config) -> Iterator[Outcome]:
    file = project_file(stack)
    workflows = [file for file in delivered_files(stack) if file.path.startswith(".github/")]
    by_actions = any(_DEPLOYS.search(workflow.text or "") for workflow in workflows)
    if file and by_actions and _git_deploys(stack, config):
        yield Finding(file.resource, "git.deploymentEnabled", "is not false, although a workflow deploys, too")


def _races(stack: StackView, config: Config) -> Iterator[Outcome]:
    if not config.production or not _checks_migrations(stack) or _git_deploys(stack, config) is False:
        return
    blocked = any(view.known_text("blocks") == "deployment-alias" for view in stack.of(DEPLOYMENT_CHECK))

    def check(view: ResourceView) -> Iterator[Finding]:
        by_git = view.has("gitRepository") and view.flag("gitProviderOptions.createDeployments") is not False
        if by_git and not blocked:
            yield Finding(
                view, "deployment check", "is missing: nothing holds the domain back until migrations are checked"
            )

    yield from each(stack.of(PROJECT), check)


def _checks_migrations(stack: StackView) -> bool:
    for ruleset in stack.of(RULESET):
        checks = ruleset.lookup("rules.requiredStatusChecks.requiredChecks")
        if isinstance(checks, Known):
            items = ruleset.items("rules.requiredStatusChecks.requiredChecks")
            if any("migrat" in (item.known_text("context") or "") for item in items):
                return True
    return False


RULES: Final = (
    Rule(
        id="CRN-001",
        name="vercel-cron-require-secret",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Anyone could call the job's address, as often as they like.",
        must="Scheduled requests must be authenticated by a sensitive CRON_SECRET of 16 characters or more.",
        fix="let the platform generate CRON_SECRET for production.",
        source="Vercel: managing cron jobs",
        stack_check=_no_secret,
        frameworks=("OWASP A07",),
    ),
    Rule(
        id="CRN-002",
        name="vercel-cron-limit-schedule",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Vercel would refuse the deployment, or never run the job.",
        must="A schedule must be valid and within the plan.",
        fix="correct the five fields, or schedule less often.",
        source="Vercel: cron usage and pricing",
        stack_check=_bad_schedule,
    ),
    Rule(
        id="CRN-003",
        name="vercel-cron-require-monitor",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="A job that stops running tells nobody.",
        must="Each schedule must have a Sentry cron monitor.",
        fix="add a `luma:sentry:Monitor` with the same `cron.schedule`.",
        source="Sentry: cron monitors",
        stack_check=_unwatched,
        note="Schedules are compared: the file does not say which monitor a path checks in with.",
    ),
    Rule(
        id="VJS-001",
        name="vercel-file-forbid-double-deploy",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Each push is deployed twice, once before its migrations.",
        must="Where a workflow deploys, Vercel's Git integration must not.",
        fix="set `git.deploymentEnabled` to false in vercel.json.",
        source="fieldjw96/caddie#42; spliit-app/spliit#541",
        stack_check=_deploys_twice,
    ),
    Rule(
        id="VJS-002",
        name="vercel-project-require-check",
        types=(PROJECT,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The new code would serve visitors before the database is ready for it.",
        must="A project that Vercel's Git integration deploys must wait for the migration check.",
        fix="add a ProjectDeploymentCheck with `blocks: deployment-alias`.",
        source="Vercel: deployment checks",
        stack_check=_races,
        frameworks=("SOC 2 CC8.1",),
    ),
)
