"""GitHub's rules for workflows and their runs.

The workflows are the files of the default branch. Nothing runs here: a run that is dispatched stays queued until
`finish` says how it ended, as a runner would. Facts: docs.github.com, "REST API endpoints for workflows" and "for
workflow runs".
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from localcloud.core import ids
from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.contents import Contents
from localcloud.github.entities import Repository
from localcloud.github.entities_activity import WorkflowRun
from localcloud.github.entities_git import Ref
from localcloud.github.errors import not_found
from localcloud.github.repositories import Repositories

FOLDER: Final = ".github/workflows"
CONCLUSIONS: Final = ("cancelled", "failure", "success")


@dataclass(frozen=True)
class Workflow:
    """A workflow: its number, its file's path, the name that the file gives it, and the file's text."""

    id: str
    path: str
    name: str
    text: str


class Workflows:
    """Workflows of repositories and their runs."""

    def __init__(self, world: Transaction, repositories: Repositories, contents: Contents) -> None:
        self.world = world
        self._repositories = repositories
        self._contents = contents

    def listed(self, repository: str) -> list[Workflow]:
        """List the workflows, by path; raises `NotFound`."""
        owner = self._repositories.require(repository)
        entries = self._contents.folder(repository, FOLDER) or ()
        paths = [f"{FOLDER}/{each.name}" for each in entries if each.name.endswith((".yml", ".yaml"))]
        return [self._workflow(owner, each) for each in paths]

    def require(self, repository: str, name: str) -> Workflow:
        """Find a workflow by its number or its file's name; raises `NotFound`."""
        for each in self.listed(repository):
            if name in (each.id, each.path.rsplit("/", 1)[-1]):
                return each
        raise not_found()

    def runs(self, repository: str, path: str = "", *, branch: str = "", status: str = "") -> list[WorkflowRun]:
        """List runs, newest first, of one workflow's file, a branch, a status or conclusion where named."""
        owner = self._repositories.require(repository)
        return [
            each
            for each in self.world.children(WorkflowRun, owner.id)[::-1]
            if path in ("", each.path) and branch in ("", each.branch) and status in ("", each.status, each.conclusion)
        ]

    def start(self, repository: str, path: str, *, event: str, branch: str = "") -> WorkflowRun:
        """Queue a run of the workflow in a file, as a push or a schedule does; raises `NotFound`, `Invalid`."""
        owner = self._repositories.writable(repository)
        branch = branch or owner.default_branch
        ref = self.world.get(Ref, owner.id, f"heads/{branch}")
        if ref is None:
            raise Invalid(f"No ref found for: {branch}")
        number, now = 1 + len(self.runs(repository, path)), self.world.clock.timestamp()
        run = WorkflowRun(
            id=str(ids.number(self.world.seed(WorkflowRun, owner.id, path, str(number)), 11)),
            repository=owner.id,
            path=path,
            number=number,
            event=event,
            branch=branch,
            head_sha=ref.sha,
            created_at=now,
            updated_at=now,
        )
        return self.world.add(run)

    def dispatch(self, repository: str, name: str, branch: str) -> WorkflowRun:
        """Queue a run by hand; raises `NotFound`, and `Invalid` where the workflow or the branch does not let it."""
        found = self.require(repository, name)
        if not re.search(r"\bworkflow_dispatch\b", found.text):
            raise Invalid("Workflow does not have 'workflow_dispatch' trigger")
        return self.start(repository, found.path, event="workflow_dispatch", branch=branch)

    def finish(self, run: WorkflowRun, conclusion: str) -> WorkflowRun:
        """End a run as a runner does; raises `Invalid` for a conclusion that there is not."""
        if conclusion not in CONCLUSIONS:
            raise Invalid(f"{conclusion} is no conclusion: choose one of {', '.join(CONCLUSIONS)}")
        now = self.world.clock.timestamp()
        return self.world.put(replace(run, status="completed", conclusion=conclusion, updated_at=now))

    def _workflow(self, owner: Repository, path: str) -> Workflow:
        file = self._contents.file(owner.name, path)
        text = file.blob.data.decode(errors="replace") if file else ""
        named = re.search(r"^name:\s*['\"]?(.*?)['\"]?\s*$", text, re.MULTILINE)
        return Workflow(str(ids.number(f"workflow|{owner.id}|{path}", 9)), path, named[1] if named else path, text)
