"""Rules on workflows that GitHub would not run, or not as they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .config import Config
from .crons import is_schedule
from .kinds import FILE, FILES
from .rule import Finding, Level, Rule, Severity
from .view import Node, ResourceView
from .workflow_checks import Spot, delivers_workflows, in_workflows, spot
from .workflow_facts import (
    ancestors,
    conditions,
    leaves,
    needs_of,
)
from .workflow_text import Workflow, workflows_of

_TYPES: Final = (FILE, FILES)
_EVENTS: Final = frozenset(
    [
        "branch_protection_rule",
        "check_run",
        "check_suite",
        "create",
        "delete",
        "deployment",
        "deployment_status",
        "discussion",
        "discussion_comment",
        "fork",
        "gollum",
        "image_version",
        "issue_comment",
        "issues",
        "label",
        "merge_group",
        "milestone",
        "page_build",
        "project",
        "public",
        "pull_request",
        "pull_request_review",
        "pull_request_review_comment",
        "pull_request_target",
        "push",
        "registry_package",
        "release",
        "repository_dispatch",
        "schedule",
        "status",
        "watch",
        "workflow_call",
        "workflow_dispatch",
        "workflow_run",
    ]
)
"""Events that start workflows (docs.github.com, "Events that trigger workflows")."""


def _not_runnable(workflow: Workflow) -> Iterator[Spot]:
    root = workflow.root
    if not workflow.triggers:
        yield Node(None, "on"), "is missing or names no event"
    unknown = len(workflow.triggers - _EVENTS)
    if unknown:
        yield Node(None, "on"), f"names {unknown} event(s) that GitHub does not have"
    for entry in root.items("on.schedule"):
        if not is_schedule(entry.text("cron") or ""):
            yield Node(None, entry.path("cron")), "is no cron expression of five fields"
    jobs = dict(workflow.jobs())
    if not jobs:
        yield Node(None, "jobs"), "is missing or empty"
    for name, job in jobs.items():
        yield from _bad_job(jobs, name, job)
    for leaf in leaves(root):
        if (leaf.text() or "").count("${{") > (leaf.text() or "").count("}}"):
            yield leaf, "has an expression that is never closed"


def _bad_job(jobs: dict[str, Node], name: str, job: Node) -> Iterator[Spot]:
    if any(needed not in jobs for needed in needs_of(job)):
        yield Node(None, job.path("needs")), "names a job that is not there"
    elif name in ancestors(jobs, name):
        yield Node(None, job.path("needs")), "leads back to the job itself"
    if not job.has("uses") and not (job.has("runs-on") and job.items("steps")):
        yield job, "has neither `uses` nor `runs-on` and steps"
    for step in job.items("steps"):
        if step.has("run") == step.has("uses"):
            yield step, "has not exactly one of `run` and `uses`"


def _unreadable(view: ResourceView, config: Config) -> Iterator[Finding]:
    for workflow in workflows_of(view, actions=True):
        if workflow.problem:
            yield Finding(view, spot(workflow, Node(None)), workflow.problem)
    yield from in_workflows(_not_runnable)(view, config)


def _always_true(workflow: Workflow) -> Iterator[Spot]:
    for holder in (*(job for _, job in workflow.jobs()), *workflow.steps()):
        text = conditions(holder)
        whole = text.startswith("${{") and text.endswith("}}") and text.count("${{") == 1
        if "${{" in text and not whole:
            yield Node(None, holder.path("if")), "has text outside of the expression, so it is always true"
        elif re.search(r"\bcontains\(\s*'[^']*[ ,|][^']*'\s*,", text):
            yield Node(None, holder.path("if")), "looks for a part of a text, where it means one of a list"


RULES: Final = (
    Rule(
        id="WFL-017",
        name="github-workflow-require-validity",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="GitHub would not run it, so neither its tests nor its deployment would happen.",
        must="A workflow must be one that GitHub runs.",
        fix="correct it; `actionlint` shows more.",
        source="actionlint",
        check=_unreadable,
        where=delivers_workflows,
    ),
    Rule(
        id="WFL-022",
        name="github-job-forbid-unsound-condition",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="The job or step runs when it should not.",
        must="A condition must be one expression that can be false.",
        fix="put the whole condition inside `${{ }}` or leave the braces out; use `fromJSON('[…]')` for a list.",
        source="zizmor unsound-condition, unsound-contains; actionlint if-cond",
        check=in_workflows(_always_true),
        where=delivers_workflows,
    ),
)
