"""What rules need to know of a workflow: its expressions, who can start it, what a job may do and does.

Facts: docs.github.com, "Contexts", "Events that trigger workflows", "Security hardening for GitHub Actions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from .view import Node
from .workflow_text import Workflow

_LONGEST_LINE: Final = 2_000
"""Characters of a script's line that are looked at."""

DANGEROUS: Final = frozenset(["pull_request_target", "workflow_run"])
"""Events that run with the repository's secrets on behalf of someone who may be a stranger."""

_UNTRUSTED: Final = re.compile(r"github\s*\.\s*(head_ref|event\s*[.\[])")
_TRUSTED_LEAF: Final = re.compile(r"\.(number|id|sha|before|after|draft|merged|created_at|updated_at|event_name)\s*\Z")
_SECRET: Final = re.compile(r"\bsecrets\s*(?:\.\s*([A-Za-z_][A-Za-z0-9_]*)|\[\s*'([A-Za-z_][A-Za-z0-9_]*)'\s*\])")
_VARIABLE: Final = re.compile(r"\bvars\s*(?:\.\s*([A-Za-z_][A-Za-z0-9_]*)|\[\s*'([A-Za-z_][A-Za-z0-9_]*)'\s*\])")
_DEPLOYS: Final = re.compile(
    r"scripts/deploy\.sh|\bvercel\b.*(\bdeploy\b|\bpromote\b|--prod)|\bpulumi\b.*\bup\b|\bwrangler\b.*\bdeploy\b"
    r"|\btrigger(\.dev|:deploy)\b.*"
)
_MIGRATES: Final = re.compile(r"\bprisma\b.*\bmigrate\s+deploy\b|\bdb:migrate\b")


def leaves(node: Node) -> Iterator[Node]:
    """Yield every text in a tree, with its path."""
    if isinstance(node.data, str):
        yield node
    elif isinstance(node.data, Mapping):
        for name, value in node.data.items():
            yield from leaves(Node(value, f"{node.at}.{name}" if node.at else name))
    elif isinstance(node.data, list):
        for index, value in enumerate(node.data):
            yield from leaves(Node(value, f"{node.at}[{index}]"))


def expressions(text: str) -> Iterator[str]:
    """Yield what stands between `${{` and `}}`; what is never closed counts up to the end."""
    start = text.find("${{")
    while start >= 0:
        end = text.find("}}", start)
        yield text[start + 3 : end if end >= 0 else None].strip()
        start = text.find("${{", end) if end >= 0 else -1


def conditions(job: Node) -> str:
    """Return a job's `if`, empty when it has none."""
    return job.text("if") or ""


def is_untrusted(expression: str) -> bool:
    """Whether an expression yields text that a stranger can choose."""
    parts = re.split(r"\|\||&&|,|[()]", expression)
    return any(_UNTRUSTED.search(part) and not _TRUSTED_LEAF.search(part) for part in parts)


def secrets_in(node: Node) -> set[str]:
    """Return the names of the secrets that a tree refers to, in upper case, without GitHub's own token."""
    return _names(node, _SECRET) - {"GITHUB_TOKEN"}


def variables_in(node: Node) -> set[str]:
    """Return the names of the configuration variables that a tree refers to, in upper case."""
    return _names(node, _VARIABLE)


def _names(node: Node, pattern: re.Pattern[str]) -> set[str]:
    found: set[str] = set()
    for leaf in leaves(node):
        text = leaf.text() or ""
        bare = (text,) if leaf.at.endswith(".if") else ()
        for expression in (*expressions(text), *bare):
            found.update((first or second).upper() for first, second in pattern.findall(expression))
    return found


def environment_of(job: Node) -> str | None:
    """Return the name of a job's environment; None when it has none. An expression is returned as it stands."""
    return job.text("environment") or job.text("environment.name")


def commands(job: Node) -> Iterator[tuple[Node, str]]:
    """Yield each line of each script of a job, with the step that has it."""
    for step in job.items("steps"):
        for line in (step.text("run") or "").splitlines():
            yield step, line[:_LONGEST_LINE]


def deploys(job: Node) -> bool:
    """Whether a job puts something into service."""
    return any(_DEPLOYS.search(line) for _, line in commands(job))


def migrates(job: Node) -> bool:
    """Whether a job changes a database's schema."""
    return any(_MIGRATES.search(line) for _, line in commands(job))


def migrates_in_build(command: str) -> bool:
    """Whether a build command changes a database's schema."""
    return bool(_MIGRATES.search(command))


def writes(job: Node, workflow: Workflow) -> frozenset[str]:
    """Return the scopes that the job's token may write; `*` for all of them."""
    for node in (job, workflow.root):
        if node.has("permissions"):
            if isinstance(node.value("permissions"), str):
                return frozenset(["*"] if node.text("permissions") == "write-all" else [])
            scopes = node.object("permissions")
            return frozenset(name for name in scopes.names() if scopes.known_text(name) == "write")
    return frozenset(["*"])


def needs_of(job: Node) -> list[str]:
    """Return the ids of the jobs that a job waits for."""
    one = job.text("needs")
    return [one] if one is not None else job.texts("needs")


def ancestors(jobs: Mapping[str, Node], name: str) -> set[str]:
    """Return the ids of all jobs that a job waits for, directly or not."""
    found: set[str] = set()
    open_ = [name]
    while open_:
        for needed in needs_of(jobs[open_.pop()]):
            if needed in jobs and needed not in found:
                found.add(needed)
                open_.append(needed)
    return found


_NOT_ON_PULL_REQUESTS: Final = re.compile(
    r"event_name\s*==\s*'(?!pull_request)|event_name\s*!=\s*'pull_request'|github\.ref(_name)?\s*==\s*'"
)


def runs_on_pull_requests(workflow: Workflow, name: str) -> bool:
    """Whether a pull request can start this job: neither it nor a job it waits for rules that out."""
    if "pull_request" not in workflow.triggers:
        return False
    jobs = dict(workflow.jobs())
    if any(word in conditions(jobs[name]) for word in ("always()", "cancelled()", "failure()")):
        return not _NOT_ON_PULL_REQUESTS.search(conditions(jobs[name]))
    chain = {name, *ancestors(jobs, name)}
    return not any(_NOT_ON_PULL_REQUESTS.search(conditions(jobs[each])) for each in chain)
