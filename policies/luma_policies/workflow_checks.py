"""How a rule looks at single workflows, and how it says where something stands in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from .config import Config
from .delivered import files_of
from .rule import Finding, ResourceCheck, named
from .view import Node, ResourceView
from .workflow_text import Workflow, is_action, is_workflow, workflows_of

Spot: TypeAlias = tuple[Node, str]
WorkflowCheck: TypeAlias = Callable[[Workflow], Iterator[Spot]]


def delivers_workflows(view: ResourceView) -> bool:
    """Whether a resource delivers a workflow or a composite action."""
    return any(is_workflow(file.path) or is_action(file.path) for file in files_of(view))


def in_workflows(check: WorkflowCheck, *, actions: bool = False) -> ResourceCheck:
    """Make a rule's check of one that looks at a single workflow and yields a node and what is wrong with it."""

    def judge(view: ResourceView, _config: Config) -> Iterator[Finding]:
        for workflow in workflows_of(view, actions=actions):
            for node, found in check(workflow) if not workflow.problem else ():
                yield Finding(view, spot(workflow, node), found)

    return judge


def spot(workflow: Workflow, node: Node) -> str:
    """Return where in which file a finding stands; a name that is no plain identifier gives its length only."""
    path = ".".join(part if _plain(part) else named(part) for part in node.at.split(".") if part)
    return f"{workflow.file.path if _plain(workflow.file.path) else 'a workflow'}: {path or 'the whole file'}"


def _plain(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9_./-]{1,80}(\[\d+\])*", name))
