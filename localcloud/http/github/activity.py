"""GitHub's API of what happens in a repository: issues, workflows and their runs."""

from typing import Final

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_activity import Issue, WorkflowRun
from localcloud.github.service import GitHubService
from localcloud.github.workflows import Workflow
from localcloud.http.api import Answer, Request
from localcloud.http.github.accounts import user
from localcloud.http.github.pulls import number, spelled
from localcloud.http.github.shared import API, DONE, ROOT, WEB, github, paged, rest

ISSUE: Final = "github:index/issue:Issue"
RUN: Final = "github:index/workflowRun:WorkflowRun"


@rest("GET", f"{ROOT}/issues", ISSUE, "read")
def issues(world: Transaction, request: Request) -> Answer:
    """List issues and, as GitHub does, pull requests among them, newest first."""
    labels = tuple(each for each in request.query.get("labels", "").split(",") if each)
    service, repository = _place(world, request)
    found = service.issues.listed(repository.name, state=request.query.get("state", "open"), labels=labels)
    shown = [(each.number, _issue(repository, each)) for each in found]
    if not labels and repository.has_issues:
        pulls = service.pulls.listed(repository.name, state=request.query.get("state", "open"))
        shown += [(each.number, {**spelled(request, each), "pull_request": {}}) for each in pulls]
    return paged(request, [each for _, each in sorted(shown, key=lambda pair: -pair[0])])


@rest("POST", f"{ROOT}/issues", ISSUE, "create")
def create_issue(world: Transaction, request: Request) -> Answer:
    """Open an issue."""
    body, (service, repository) = request.body, _place(world, request)
    made = service.issues.create(
        repository.name,
        title=body.text_or_none("title") or "",
        body=body.text_or_none("body") or "",
        labels=body.texts("labels"),
    )
    return Answer(_issue(repository, made), 201)


@rest("GET", f"{ROOT}/issues/{{number}}", ISSUE, "read")
def issue(world: Transaction, request: Request) -> Answer:
    """Give an issue."""
    service, repository = _place(world, request)
    return Answer(_issue(repository, service.issues.require(repository.name, number(request))))


@rest("PATCH", f"{ROOT}/issues/{{number}}", ISSUE, "update")
def update_issue(world: Transaction, request: Request) -> Answer:
    """Change, close or reopen an issue."""
    body, (service, repository) = request.body, _place(world, request)
    changed = service.issues.update(
        repository.name,
        number(request),
        title=body.text_or_none("title"),
        body=body.text_or_none("body"),
        labels=body.texts("labels") if "labels" in body else None,
        state=body.text_or_none("state"),
        state_reason=body.text_or_none("state_reason"),
    )
    return Answer(_issue(repository, changed))


@rest("GET", f"{ROOT}/actions/workflows", RUN, "read")
def workflows(world: Transaction, request: Request) -> Answer:
    """List workflows."""
    service, repository = _place(world, request)
    return paged(request, [_workflow(each) for each in service.workflows.listed(repository.name)], "workflows")


@rest("GET", f"{ROOT}/actions/workflows/{{workflow}}/runs", RUN, "read")
def runs_of_workflow(world: Transaction, request: Request) -> Answer:
    """List the runs of a workflow, by its number or its file's name, newest first."""
    service, repository = _place(world, request)
    path = service.workflows.require(repository.name, request.params["workflow"]).path
    return _runs(world, request, path)


@rest("POST", f"{ROOT}/actions/workflows/{{workflow}}/dispatches", RUN, "create")
def dispatch(world: Transaction, request: Request) -> Answer:
    """Queue a run of a workflow by hand."""
    service, repository = _place(world, request)
    service.workflows.dispatch(repository.name, request.params["workflow"], request.body.text("ref"))
    return DONE


@rest("GET", f"{ROOT}/actions/runs", RUN, "read")
def runs(world: Transaction, request: Request) -> Answer:
    """List all runs, newest first."""
    return _runs(world, request, "")


def _runs(world: Transaction, request: Request, path: str) -> Answer:
    (service, repository), query = _place(world, request), request.query
    names = {each.path: each for each in service.workflows.listed(repository.name)}
    found = service.workflows.runs(
        repository.name, path, branch=query.get("branch", ""), status=query.get("status", "")
    )
    return paged(request, [_run(repository, each, names.get(each.path)) for each in found], "workflow_runs")


def _place(world: Transaction, request: Request) -> tuple[GitHubService, Repository]:
    service = github(world, request)
    return service, service.repositories.require(request.params["repository"])


def _issue(repository: Repository, found: Issue) -> dict[str, Json]:
    labels: list[Json] = [{"name": each} for each in found.labels]
    return {
        "id": int(found.id),
        "number": found.number,
        "html_url": f"{WEB}/{repository.full_name}/issues/{found.number}",
        "state": found.state,
        "state_reason": found.state_reason,
        "title": found.title,
        "body": found.body or None,
        "user": user(found.opened_by),
        "labels": labels,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "closed_at": found.closed_at,
    }


def _workflow(found: Workflow) -> Json:
    return {"id": int(found.id), "name": found.name, "path": found.path, "state": "active"}


def _run(repository: Repository, found: WorkflowRun, workflow: Workflow | None) -> Json:
    return {
        "id": int(found.id),
        "name": workflow.name if workflow else found.path,
        "path": found.path,
        "workflow_id": int(workflow.id) if workflow else None,
        "run_number": found.number,
        "run_attempt": 1,
        "event": found.event,
        "status": found.status,
        "conclusion": found.conclusion,
        "head_branch": found.branch,
        "head_sha": found.head_sha,
        "url": f"{API}/repos/{repository.full_name}/actions/runs/{found.id}",
        "html_url": f"{WEB}/{repository.full_name}/actions/runs/{found.id}",
        "created_at": found.created_at,
        "run_started_at": found.created_at,
        "updated_at": found.updated_at,
    }
