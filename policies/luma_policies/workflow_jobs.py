"""Rules on what the jobs of a workflow do: deploy, migrate, wait, push."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .config import Config
from .delivered import files_of
from .kinds import FILE, FILES, PROJECT
from .rule import Finding, Level, Rule, Severity
from .vercel_json import document
from .view import Node, ResourceView, UnknownProperty
from .workflow_checks import Spot, delivers_workflows, in_workflows
from .workflow_facts import (
    ancestors,
    commands,
    deploys,
    environment_of,
    migrates,
    migrates_in_build,
    writes,
)
from .workflow_text import Workflow

_TYPES: Final = (FILE, FILES)


def _concurrency(workflow: Workflow) -> Iterator[Spot]:
    for _, job in workflow.jobs():
        if not (deploys(job) or migrates(job)):
            continue
        holder = job if job.has("concurrency") else workflow.root
        if not holder.has("concurrency"):
            yield Node(None, job.path("concurrency")), "is missing, although the job deploys"
        elif holder.value("concurrency.cancel-in-progress") is True:
            yield Node(None, holder.path("concurrency.cancel-in-progress")), "is true, although the job deploys"


def _endless(workflow: Workflow) -> Iterator[Spot]:
    for _, job in workflow.jobs():
        if not job.has("uses") and not job.has("timeout-minutes"):
            yield Node(None, job.path("timeout-minutes")), "is missing"


def _own_runner(workflow: Workflow) -> Iterator[Spot]:
    for _, job in workflow.jobs():
        labels = [job.text("runs-on") or "", *job.texts("runs-on"), *job.texts("runs-on.labels")]
        if "self-hosted" in labels or job.has("runs-on.group"):
            yield Node(None, job.path("runs-on")), "is a machine of one's own"


def _unordered(workflow: Workflow) -> Iterator[Spot]:
    jobs = dict(workflow.jobs())
    migrations = {name for name, job in jobs.items() if migrates(job)}
    for name, job in jobs.items():
        preview = environment_of(job) == "preview"
        if migrations and deploys(job) and not preview and not (ancestors(jobs, name) | {name}) & migrations:
            yield Node(None, job.path("needs")), "does not lead to the job that migrates the database"


def _migration_order(view: ResourceView, config: Config) -> Iterator[Finding]:
    if view.type == PROJECT:
        if migrates_in_build(view.text("buildCommand") or ""):
            yield Finding(view, "buildCommand", "migrates a database")
        return
    for file in files_of(view):
        if file.path == "vercel.json" and file.text is None:
            raise UnknownProperty(file.setting)
        if file.path == "vercel.json" and migrates_in_build(document(file).text("buildCommand") or ""):
            yield Finding(view, file.setting, "has a build command that migrates a database")
    yield from in_workflows(_unordered)(view, config)


def _builds_or_deploys(view: ResourceView) -> bool:
    return (
        view.type == PROJECT or delivers_workflows(view) or any(file.path == "vercel.json" for file in files_of(view))
    )


def _pushes(workflow: Workflow) -> Iterator[Spot]:
    for _, job in workflow.jobs():
        for step, line in commands(job) if writes(job, workflow) & {"contents", "*"} else ():
            if re.search(r"\bgit\s+push\b", line):
                yield Node(None, step.path("run")), "pushes with the workflow's own token"


RULES: Final = (
    Rule(
        id="WFL-010",
        name="github-job-require-concurrency",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Two deployments at once would overtake each other; a cancelled one stops in the middle.",
        must="A job that deploys must run one at a time and not be cancelled.",
        fix="set `concurrency` with `cancel-in-progress: false`.",
        source="zizmor concurrency-limits",
        check=in_workflows(_concurrency),
        where=delivers_workflows,
    ),
    Rule(
        id="WFL-011",
        name="github-job-limit-duration",
        types=(*_TYPES,),
        severity=Severity.LOW,
        level=Level.MANDATORY,
        why="A job that hangs runs, and costs, for six hours.",
        must="A job must have a time limit.",
        fix="set `timeout-minutes`.",
        source="GitHub: usage limits",
        check=in_workflows(_endless),
        where=delivers_workflows,
    ),
    Rule(
        id="WFL-012",
        name="github-job-forbid-own-runner",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="What one run leaves on the machine, the next one meets: a stranger's pull request included.",
        must="A job must run on GitHub's own machines.",
        fix="use `runs-on: ubuntu-24.04`.",
        source="zizmor self-hosted-runner",
        check=in_workflows(_own_runner),
        where=delivers_workflows,
    ),
    Rule(
        id="WFL-019",
        name="github-job-require-migration-order",
        types=(
            *_TYPES,
            PROJECT,
        ),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The new code would serve visitors before the database is ready, or every preview would migrate it.",
        must="A deployment must wait for the migration, and a build must not migrate.",
        fix="let the job `needs:` the one that migrates; take the migration out of the build command.",
        source="fieldjw96/caddie#42; spliit-app/spliit#541",
        check=_migration_order,
        where=_builds_or_deploys,
        frameworks=("SOC 2 CC8.1",),
        note="A preview is deployed from staging's database as it is.",
    ),
    Rule(
        id="WFL-020",
        name="github-job-forbid-push",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="The ruleset refuses the push: the workflow's own token passes no rule.",
        must="A workflow must not push to the repository by itself.",
        fix="open a pull request, or use a GitHub App.",
        source="trusty-tools#8016",
        check=in_workflows(_pushes),
        where=delivers_workflows,
    ),
)
