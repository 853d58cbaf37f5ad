"""Rules on workflow text: who can start it, what it trusts, what its token may do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .kinds import FILE, FILES
from .rule import Level, Rule, Severity
from .view import Node
from .workflow_checks import Spot, delivers_workflows, in_workflows
from .workflow_facts import (
    DANGEROUS,
    commands,
    conditions,
    environment_of,
    expressions,
    is_untrusted,
    leaves,
    runs_on_pull_requests,
    secrets_in,
    writes,
)
from .workflow_text import Workflow

_TYPES: Final = (FILE, FILES)
_PINNED: Final = re.compile(r"[^@\s]+@[0-9a-f]{40}\Z")
_HEAD: Final = re.compile(r"head|refs/pull/|pull_request\.number|event\.number")
_CHECKS_OUT: Final = re.compile(r"\bgh\s+pr\s+checkout\b|\bgit\s+fetch\b.*\bpull/")
_BOT: Final = re.compile(
    r"github\s*\.\s*(triggering_)?actor\s*[!=]=\s*'[^']*\[bot\]'|'[^']*\[bot\]'\s*[!=]=\s*github\s*\.\s*(triggering_)?actor"
)
_WHOLE_SECRETS: Final = re.compile(r"tojson\s*\(\s*secrets\s*\)|fromjson\s*\(\s*secrets|\bsecrets\s*\[\s*[^'\]]", re.I)


def _unpinned(workflow: Workflow) -> Iterator[Spot]:
    for user in (*workflow.steps(), *(job for _, job in workflow.jobs())):
        uses = user.text("uses")
        if uses and not uses.startswith(("./", "docker://")) and not _PINNED.match(uses):
            yield Node(uses, user.path("uses")), "is not pinned to a full commit SHA"


def _permissions(workflow: Workflow) -> Iterator[Spot]:
    top = Node(workflow.root.value("permissions"), "permissions")
    if not workflow.root.has("permissions"):
        yield top, "is missing, so the token has the repository's default"
    elif writes(workflow.root, workflow):
        yield top, "gives every job a token that writes"
    for _, job in workflow.jobs():
        if job.text("permissions") == "write-all":
            yield Node(None, job.path("permissions")), "is `write-all`"


def _runs_strangers(workflow: Workflow) -> Iterator[Spot]:
    if not DANGEROUS & workflow.triggers:
        return
    for step in workflow.steps():
        source = f"{step.text('with.ref') or ''} {step.text('with.repository') or ''}"
        if "checkout" in (step.text("uses") or "") and _HEAD.search(source):
            yield step, "checks out a stranger's code with the repository's secrets at hand"
    for _, job in workflow.jobs():
        for step, line in commands(job):
            if _CHECKS_OUT.search(line):
                yield step, "fetches a stranger's code with the repository's secrets at hand"


def _injection(workflow: Workflow) -> Iterator[Spot]:
    for step in workflow.steps():
        for name in ("run", "with.script"):
            if any(map(is_untrusted, expressions(step.text(name) or ""))):
                yield Node(None, step.path(name)), "has an expression whose text a stranger can choose"


def _kept_credentials(workflow: Workflow) -> Iterator[Spot]:
    for step in workflow.steps():
        checkout = (step.text("uses") or "").startswith("actions/checkout@")
        if checkout and str(step.value("with.persist-credentials")).lower() != "false":
            yield Node(None, step.path("with.persist-credentials")), "is not false"


def _secrets_without_environment(workflow: Workflow) -> Iterator[Spot]:
    passed_in = {name.upper() for name in workflow.root.object("on.workflow_call.secrets").names()}
    for _, job in workflow.jobs():
        used = secrets_in(job) | secrets_in(workflow.root.object("env"))
        if used - passed_in and environment_of(job) is None and not job.has("uses"):
            yield Node(None, job.path("environment")), f"is missing, although the job uses {len(used)} secret(s)"


def _inherited(workflow: Workflow) -> Iterator[Spot]:
    for _, job in workflow.jobs():
        if job.text("secrets") == "inherit":
            yield Node(None, job.path("secrets")), "is `inherit`"


def _all_secrets(workflow: Workflow) -> Iterator[Spot]:
    for leaf in leaves(workflow.root):
        if any(_WHOLE_SECRETS.search(expression) for expression in expressions(leaf.text() or "")):
            yield leaf, "takes all secrets at once, or a part of one that logs do not mask"


def _old_commands(workflow: Workflow) -> Iterator[Spot]:
    for leaf in leaves(workflow.root):
        if "::set-env" in (leaf.text() or "") or "::add-path" in (leaf.text() or ""):
            yield leaf, "uses a command that lets output change the environment"
    for holder in (workflow.root, *(job for _, job in workflow.jobs()), *workflow.steps()):
        if str(holder.value("env.ACTIONS_ALLOW_UNSECURE_COMMANDS")).lower() == "true":
            yield Node(None, holder.path("env.ACTIONS_ALLOW_UNSECURE_COMMANDS")), "is true"
    if DANGEROUS & workflow.triggers:
        for step in workflow.steps():
            if "GITHUB_ENV" in (step.text("run") or ""):
                yield Node(None, step.path("run")), "writes GITHUB_ENV on behalf of a stranger"


def _bot_gate(workflow: Workflow) -> Iterator[Spot]:
    for holder in (*(job for _, job in workflow.jobs()), *workflow.steps()):
        if _BOT.search(conditions(holder)):
            yield Node(None, holder.path("if")), "trusts the actor's name, which is the last one's to act"


def _powers_of_pull_requests(workflow: Workflow) -> Iterator[Spot]:
    for name, job in workflow.jobs():
        if not runs_on_pull_requests(workflow, name):
            continue
        if writes(job, workflow) & {"id-token", "*"}:
            yield Node(None, job.path("permissions")), "lets a pull request get an identity token"
        if (environment_of(job) or "").lower() in ("production", "prod"):
            yield Node(None, job.path("environment")), "is production's, and a pull request starts the job"


RULES: Final = (
    Rule(
        id="WFL-001",
        name="github-workflow-pin-actions",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A tag can be moved to other code that then runs with the workflow's secrets.",
        must="An action must be pinned to a full commit SHA.",
        fix="write `owner/name@<40 hex digits> # version`.",
        source="zizmor unpinned-uses; OpenSSF Scorecard",
        check=in_workflows(_unpinned, actions=True),
        where=delivers_workflows,
        frameworks=("OpenSSF Scorecard: Pinned-Dependencies", "CIS GitHub 2.3.1"),
    ),
    Rule(
        id="WFL-002",
        name="github-workflow-limit-permissions",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Every action of every job could push code and publish releases.",
        must="A workflow must set its token's permissions, and none that writes for all jobs.",
        fix="set `permissions: {}` at the top, and what a job needs in the job.",
        source="Checkov CKV2_GHA_1; zizmor excessive-permissions",
        check=in_workflows(_permissions),
        where=delivers_workflows,
        frameworks=("OpenSSF Scorecard: Token-Permissions",),
    ),
    Rule(
        id="WFL-003",
        name="github-workflow-forbid-foreign-code",
        types=(*_TYPES,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Anyone who opens a pull request could read the secrets and push to the repository.",
        must="A workflow that runs for strangers with secrets must not run their code.",
        fix="use the event `pull_request`, or check out the base branch.",
        source="zizmor dangerous-triggers; OpenSSF Scorecard",
        check=in_workflows(_runs_strangers),
        where=delivers_workflows,
        must_be_known=("content", "files.content"),
        frameworks=("OpenSSF Scorecard: Dangerous-Workflow", "OWASP A03"),
    ),
    Rule(
        id="WFL-004",
        name="github-workflow-forbid-injection",
        types=(*_TYPES,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="A pull request's title or branch name could run as a command.",
        must="A script must not contain an expression with text from outside.",
        fix="pass it in `env`, and use the variable in quotes.",
        source="zizmor template-injection; Checkov CKV_GHA_2; actionlint",
        check=in_workflows(_injection, actions=True),
        where=delivers_workflows,
        must_be_known=("content", "files.content"),
        frameworks=("OpenSSF Scorecard: Dangerous-Workflow", "OWASP A03"),
    ),
    Rule(
        id="WFL-005",
        name="github-checkout-disable-credentials",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="The token stays in .git, where every later step and every artifact can have it.",
        must="A checkout must not keep its credentials.",
        fix="set `with.persist-credentials: false`.",
        source="zizmor artipacked",
        check=in_workflows(_kept_credentials, actions=True),
        where=delivers_workflows,
    ),
    Rule(
        id="WFL-006",
        name="github-job-require-environment",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The secrets would be there for every branch, without reviewers or branch policy.",
        must="A job that uses secrets must have an environment.",
        fix="add `environment:` to the job.",
        source="zizmor secrets-outside-env",
        check=in_workflows(_secrets_without_environment),
        where=delivers_workflows,
        frameworks=("SOC 2 CC6.1",),
        note="Secrets that a called workflow declares as its inputs are the caller's.",
    ),
    Rule(
        id="WFL-007",
        name="github-job-forbid-inherited-secrets",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="The called workflow gets every secret, and those that will be added.",
        must="A job must name the secrets that it passes on.",
        fix="list them under `secrets:`.",
        source="zizmor secrets-inherit",
        check=in_workflows(_inherited),
        where=delivers_workflows,
    ),
    Rule(
        id="WFL-008",
        name="github-workflow-forbid-all-secrets",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A step would hold every secret, or one in a form that logs do not mask.",
        must="An expression must name one secret and take it whole.",
        fix="pass the secret by its name.",
        source="zizmor overprovisioned-secrets, unredacted-secrets",
        check=in_workflows(_all_secrets, actions=True),
        where=delivers_workflows,
        frameworks=("SOC 2 CC6.1",),
    ),
    Rule(
        id="WFL-009",
        name="github-workflow-forbid-unsafe-commands",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Whatever a tool prints could change what the next step runs.",
        must="A workflow must not let output change the environment.",
        fix="write to the file named by `$GITHUB_OUTPUT`.",
        source="Checkov CKV_GHA_1; zizmor insecure-commands, github-env",
        check=in_workflows(_old_commands, actions=True),
        where=delivers_workflows,
        frameworks=("OWASP A03",),
    ),
    Rule(
        id="WFL-014",
        name="github-job-forbid-bot-gate",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Whoever makes the bot act last, by a comment or a rebase, passes the gate.",
        must="A condition must not trust the actor's name.",
        fix="compare `github.event.pull_request.user.login`.",
        source="zizmor bot-conditions",
        check=in_workflows(_bot_gate),
        where=delivers_workflows,
    ),
    Rule(
        id="WFL-018",
        name="github-job-forbid-pull-request-powers",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Anyone who may open a pull request could act as the platform.",
        must="A job that a pull request starts must have no identity token and not production's environment.",
        fix="move it to a workflow on `push`, or rule pull requests out in `if`.",
        source="marin-community/marin#7532; pulumi/pulumi#11024",
        check=in_workflows(_powers_of_pull_requests),
        where=delivers_workflows,
        frameworks=("OpenSSF Scorecard: Dangerous-Workflow", "SOC 2 CC6.3"),
    ),
)
