"""Rules that compare delivered workflows with what the stack sets up: required checks, secrets and variables."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from .branches import check_rules, guards
from .config import Config
from .kinds import ACTIONS_VARIABLE, ENVIRONMENT, ENVIRONMENT_SECRET, ENVIRONMENT_VARIABLE, FILE, FILES, RULESET, SECRET
from .rule import Finding, Level, Outcome, Rule, Severity, each, named
from .view import Node, ResourceView, StackView
from .workflow_checks import spot
from .workflow_facts import environment_of, expressions, secrets_in, variables_in
from .workflow_text import Workflow, workflows_of

_FILES: Final = (FILE, FILES)


def _workflows(stack: StackView) -> list[Workflow]:
    """Return the workflows of the stack that can be read. May raise UnknownProperty."""
    found = (workflow for view in stack.of(*_FILES) for workflow in workflows_of(view))
    return [workflow for workflow in found if not workflow.problem]


def _contexts(workflow: Workflow, all_: list[Workflow]) -> Iterator[str]:
    """Yield the names under which the jobs report, as patterns: a name with an expression may become anything."""
    for id_, job in workflow.jobs():
        label = job.text("name") or id_
        for expression in expressions(label):
            label = label.replace("${{ " + expression + " }}", "*").replace("${{" + expression + "}}", "*")
        if job.has("strategy.matrix"):
            yield f"{label} (*)"
        called = job.text("uses")
        if called is None:
            yield label
        for other in all_ if called else ():
            if called == f"./{other.file.path}":
                yield from (f"{label} / {inner}" for inner in _contexts(other, []))


def _reported(workflows: list[Workflow]) -> list[str]:
    return [context for workflow in workflows for context in _contexts(workflow, workflows)]


def _required(stack: StackView, config: Config) -> Iterator[tuple[ResourceView, Node, str]]:
    for guard in guards(stack, config):
        for rules in check_rules(guard):
            for check in rules.items("requiredChecks"):
                yield guard, Node(None, check.path("context")), check.text("context") or ""
            for context in rules.items("contexts"):
                yield guard, context, context.text() or ""


def _unreported(stack: StackView, config: Config) -> Iterator[Outcome]:
    workflows = _workflows(stack)
    reported = _reported(workflows)
    for guard, check, context in _required(stack, config) if workflows else ():
        if not any(fnmatchcase(context, pattern) for pattern in reported):
            yield Finding(guard, check.at, "is reported by no job of the delivered workflows")


def _optional(stack: StackView, config: Config) -> Iterator[Outcome]:
    workflows = _workflows(stack)
    required = [context for _, _, context in _required(stack, config)]
    for workflow in workflows if required else ():
        patterns = [*_contexts(workflow, workflows)]
        wanted = any(fnmatchcase(context, pattern) for context in required for pattern in patterns)
        if "pull_request" in workflow.triggers and not wanted:
            yield Finding(workflow.file.resource, spot(workflow, Node(None)), "has no job that the ruleset requires")


def _provisioned(stack: StackView, kind: str, name: str, environment: str | None) -> set[str]:
    """Return the names that the stack provides for an environment, or for the whole repository. May raise."""
    return {
        (view.text(name) or "").upper()
        for view in stack.of(kind)
        if environment is None or view.text("environment") == environment
    }


def _missing(stack: StackView, _config: Config) -> Iterator[Outcome]:
    """Find secrets and variables that a job reads and the stack does not provide, for environments that it owns."""
    owned = {view.known_text("environment") for view in stack.of(ENVIRONMENT)}
    for workflow in _workflows(stack):
        for _, job in workflow.jobs():
            environment = environment_of(job)
            if environment in owned and not job.has("uses"):
                yield from _missing_in(stack, workflow, job, environment)


def _missing_in(stack: StackView, workflow: Workflow, job: Node, environment: str | None) -> Iterator[Finding]:
    secrets = _provisioned(stack, SECRET, "secretName", None)
    secrets |= _provisioned(stack, ENVIRONMENT_SECRET, "secretName", environment)
    variables = _provisioned(stack, ACTIONS_VARIABLE, "variableName", None)
    variables |= _provisioned(stack, ENVIRONMENT_VARIABLE, "variableName", environment)
    lacking = [("secret", name) for name in sorted(secrets_in(job) - secrets)]
    lacking += [("variable", name) for name in sorted(variables_in(job) - variables)]
    for what, name in lacking:
        yield Finding(
            workflow.file.resource, spot(workflow, job), f"reads the {what} {named(name)}, which the stack lacks"
        )


def _unused(stack: StackView, _config: Config) -> Iterator[Outcome]:
    workflows = _workflows(stack)
    used = {name for workflow in workflows for name in secrets_in(workflow.root)}

    def check(view: ResourceView) -> Iterator[Finding]:
        if workflows and (view.text("secretName") or "").upper() not in used:
            yield Finding(view, "secretName", "is read by no delivered workflow")

    yield from each(stack.of(SECRET, ENVIRONMENT_SECRET), check)


RULES: Final = (
    Rule(
        id="GHR-021",
        name="github-ruleset-match-jobs",
        types=(RULESET,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The check would stay pending for ever, and nothing could be merged.",
        must="A required check must be reported by a job of a delivered workflow.",
        fix="correct the name: a job's `name` or id, or `caller / called` for a called workflow.",
        source="mitodl/ol-infrastructure DX-02",
        stack_check=_unreported,
        note="Judged where the stack delivers workflows.",
    ),
    Rule(
        id="GHR-022",
        name="github-workflow-match-checks",
        types=(*_FILES,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="A pull request could be merged while the workflow is red.",
        must="A workflow on pull requests must have a job that the ruleset requires.",
        fix="add one of its jobs to the required checks.",
        source="mitodl/ol-infrastructure DX-03",
        stack_check=_optional,
    ),
    Rule(
        id="GHS-004",
        name="github-job-match-secrets",
        types=(*_FILES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The job would start with an empty value and fail far from the cause.",
        must="What a job reads must be provided in its environment.",
        fix="add the secret or variable, or correct its name in the workflow.",
        source="GitHub: secrets",
        stack_check=_missing,
        note="Judged for the environments that this stack owns: the others are another stack's.",
    ),
    Rule(
        id="GHS-005",
        name="github-secret-match-jobs",
        types=(
            SECRET,
            ENVIRONMENT_SECRET,
        ),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="A secret that nothing reads can still be stolen, and nobody renews it.",
        must="A secret must be read by a delivered workflow.",
        fix="remove it.",
        source="GitHub: security hardening",
        stack_check=_unused,
        note="Judged where the stack delivers workflows.",
    ),
)
