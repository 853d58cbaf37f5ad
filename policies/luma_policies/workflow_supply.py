"""Rules on what a workflow takes from outside: tools, images, caches, and the passwords for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .kinds import FILE, FILES
from .rule import Level, Rule, Severity
from .view import Node
from .workflow_checks import Spot, delivers_workflows, in_workflows
from .workflow_facts import (
    commands,
    deploys,
    environment_of,
    secrets_in,
    writes,
)
from .workflow_text import Workflow

_TYPES: Final = (FILE, FILES)
_PIPED: Final = re.compile(r"\|\s*(sudo\s+)?(ba|z|da|k)?sh\b")
_LOOSE: Final = re.compile(
    r"\bnpx\s+(?!--no\b|--no-install\b)|\b(pnpm|yarn)\s+dlx\b|\bbunx\b|\bnpm\s+(install|i)\s+(-g|--global)\b"
    r"|\bpipx?\s+(install|run)\b(?!.*(--require-hashes|\s-r\s|\s-e\s|\s\.))|\buvx\b"
)


def _containers(workflow: Workflow) -> Iterator[Node]:
    for _, job in workflow.jobs():
        if job.has("container"):
            yield Node(job.value("container"), job.path("container"))
        services = job.object("services")
        for name in services.names():
            yield Node(services.value(name), services.path(name))


def _written_password(workflow: Workflow) -> Iterator[Spot]:
    for container in _containers(workflow):
        password = container.text("credentials.password")
        if password and "${{" not in password:
            yield Node(None, container.path("credentials.password")), "is written out"


def _privileged(workflow: Workflow, job: Node) -> bool:
    return environment_of(job) is not None or bool(secrets_in(job) or writes(job, workflow))


def _loose_tools(workflow: Workflow) -> Iterator[Spot]:
    for _, job in workflow.jobs():
        for step, line in commands(job) if _privileged(workflow, job) else ():
            fetched = ("curl" in line or "wget" in line) and _PIPED.search(line)
            if fetched or _LOOSE.search(line):
                yield Node(None, step.path("run")), "runs what the registry has today, in a job with powers"


def _restored_cache(workflow: Workflow) -> Iterator[Spot]:
    releases = "release" in workflow.triggers
    for _, job in workflow.jobs():
        for step in job.items("steps") if releases or deploys(job) else ():
            uses = step.text("uses") or ""
            if uses.startswith(("actions/cache@", "actions/cache/restore@")) or step.has("with.cache"):
                yield step, "restores a cache that any branch may have filled"


def _loose_images(workflow: Workflow) -> Iterator[Spot]:
    for container in _containers(workflow):
        image = container.text() or container.text("image") or ""
        if image and "${{" not in image and "@sha256:" not in image:
            yield container, "is an image without a digest"
    for step in workflow.steps():
        uses = step.text("uses") or ""
        if uses.startswith("docker://") and "@sha256:" not in uses:
            yield Node(None, step.path("uses")), "is an image without a digest"


RULES: Final = (
    Rule(
        id="WFL-013",
        name="github-job-forbid-written-password",
        types=(*_TYPES,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Everyone who can read the repository has the password.",
        must="A container's password must come from a secret.",
        fix="use `${{ secrets.NAME }}`.",
        source="zizmor hardcoded-container-credentials; actionlint credentials",
        check=in_workflows(_written_password),
        where=delivers_workflows,
        frameworks=("OWASP A02",),
    ),
    Rule(
        id="WFL-015",
        name="github-job-pin-tools",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Code that nobody has seen yet runs with the job's secrets.",
        must="A job with powers must run only tools from a lock file or by hash.",
        fix="install from the lock file (`npx --no-install`, `pip --require-hashes`), or move it to another job.",
        source="zizmor adhoc-packages, unpinned-tools",
        check=in_workflows(_loose_tools),
        where=delivers_workflows,
        frameworks=("OpenSSF Scorecard: Pinned-Dependencies",),
    ),
    Rule(
        id="WFL-016",
        name="github-job-forbid-cache",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A pull request could put its own code into the cache that the release is built from.",
        must="A job that deploys or releases must not restore a cache.",
        fix="install afresh in that job.",
        source="zizmor cache-poisoning",
        check=in_workflows(_restored_cache),
        where=delivers_workflows,
    ),
    Rule(
        id="WFL-021",
        name="github-job-pin-images",
        types=(*_TYPES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A tag can be moved to another image that then runs with the job's secrets.",
        must="A container image must be pinned by its digest.",
        fix="write `image@sha256:…`.",
        source="zizmor unpinned-images",
        check=in_workflows(_loose_images),
        where=delivers_workflows,
        frameworks=("OpenSSF Scorecard: Pinned-Dependencies",),
    ),
)
