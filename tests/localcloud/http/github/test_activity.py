"""Issues and workflow runs: what the operator's verbs look at."""

import pytest

from localcloud.core.store import Store
from localcloud.github.service import GitHubService
from tests.localcloud.http.github.conftest import ROOT, write
from tests.localcloud.http.speaker import Speaker

pytestmark = pytest.mark.usefixtures("repository")
BACKUP = ".github/workflows/backup.yml"
RUNS = f"{ROOT}/actions/workflows/backup.yml/runs"


def test_an_issue_is_opened_changed_and_closed(api: Speaker) -> None:
    made = api.good("POST", f"{ROOT}/issues", {"title": "Drift", "body": "One", "labels": ["drift"]})
    assert (made["number"], made["state"], made["labels"]) == (1, "open", [{"name": "drift"}]), "it is open"
    path = f"{ROOT}/issues/1"
    assert api.good("PATCH", path, {"body": "Two"})["body"] == "Two", "its text changes"
    closed = api.good("PATCH", path, {"state": "closed", "state_reason": "completed"})
    assert (closed["state"], closed["state_reason"], closed["title"]) == ("closed", "completed", "Drift"), "it closes"
    assert closed["closed_at"] is not None, "and says when"
    opened = api.good("PATCH", path, {"state": "open"})
    assert (opened["state"], opened["closed_at"]) == ("open", None), "and opens again"


def test_issues_are_found_by_state_and_all_their_labels(api: Speaker) -> None:
    for title, labels in (("a", ["drift", "prod"]), ("b", ["drift"]), ("c", [])):
        api.good("POST", f"{ROOT}/issues", {"title": title, "labels": labels})
    api.good("PATCH", f"{ROOT}/issues/2", {"state": "closed"})
    found = {
        query: [each["title"] for each in api.good("GET", f"{ROOT}/issues?{query}")]
        for query in ("", "state=all", "state=all&labels=drift", "labels=drift,prod")
    }
    assert found == {
        "": ["c", "a"],
        "state=all": ["c", "b", "a"],
        "state=all&labels=drift": ["b", "a"],
        "labels=drift,prod": ["a"],
    }


def test_pull_requests_count_among_issues(api: Speaker) -> None:
    api.good("POST", f"{ROOT}/issues", {"title": "first"})
    head = api.good("GET", f"{ROOT}/git/ref/heads/main")["object"]["sha"]
    api.good("POST", f"{ROOT}/git/refs", {"ref": "refs/heads/luma/platform", "sha": head})
    write(api, "a.txt", "a", "luma/platform")
    pull = api.good("POST", f"{ROOT}/pulls", {"title": "second", "head": "luma/platform", "base": "main"})
    assert pull["number"] == 2, "both are numbered in one row"
    listed = [(each["number"], "pull_request" in each) for each in api.good("GET", f"{ROOT}/issues")]
    assert listed == [(2, True), (1, False)], "a list of issues has the pull requests too"


@pytest.mark.parametrize(("method", "path"), [("POST", "/issues"), ("GET", "/issues/1"), ("PATCH", "/issues/1")])
def test_there_are_no_issues_where_they_are_off(api: Speaker, method: str, path: str) -> None:
    api.good("PATCH", ROOT, {"has_issues": False})
    answer = api.ask(method, f"{ROOT}{path}", {"title": "t"} if method == "POST" else None)
    assert (answer.status_code, answer.json()["message"]) == (410, "Issues has been disabled in this repository.")


def test_an_issue_needs_a_title(api: Speaker) -> None:
    answer = api.ask("POST", f"{ROOT}/issues", {"body": "b"})
    assert answer.status_code == 422, "GitHub takes none without"
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [("title", "missing_field")]


def test_a_workflow_is_a_file_of_the_default_branch(api: Speaker) -> None:
    write(api, BACKUP, "name: Backup\non: workflow_dispatch\n")
    (workflow,) = api.good("GET", f"{ROOT}/actions/workflows")["workflows"]
    assert (workflow["name"], workflow["path"]) == ("Backup", BACKUP), "by the name that it gives itself"
    assert api.ask("GET", f"{ROOT}/actions/workflows/absent.yml/runs").status_code == 404, "and no other exists"


def test_a_run_is_queued_by_hand_and_ends_as_a_runner_says(api: Speaker, store: Store) -> None:
    write(api, BACKUP, "name: Backup\non: workflow_dispatch\n")
    path = f"{ROOT}/actions/workflows/backup.yml/dispatches"
    assert api.ask("POST", path, {"ref": "main"}).status_code == 204, "it is dispatched"
    (queued,) = api.good("GET", RUNS)["workflow_runs"]
    assert (queued["name"], queued["status"], queued["conclusion"]) == ("Backup", "queued", None), "and waits"
    with store.transaction() as world:
        service = GitHubService(world, "luma-app").workflows
        service.finish(service.runs("web")[0], "success")
    (done,) = api.good("GET", f"{ROOT}/actions/runs?status=success&branch=main")["workflow_runs"]
    assert (done["id"], done["status"], done["event"]) == (queued["id"], "completed", "workflow_dispatch"), "until done"
    assert api.good("GET", f"{RUNS}?status=failure")["workflow_runs"] == [], "a filter leaves it out"


@pytest.mark.parametrize(
    ("trigger", "ref", "words"),
    [
        ("push", "main", "Workflow does not have 'workflow_dispatch' trigger"),
        ("workflow_dispatch", "absent", "No ref found for: absent"),
    ],
)
def test_a_run_that_cannot_be_is_refused(api: Speaker, trigger: str, ref: str, words: str) -> None:
    write(api, BACKUP, f"name: Backup\non: {trigger}\n")
    answer = api.ask("POST", f"{ROOT}/actions/workflows/backup.yml/dispatches", {"ref": ref})
    assert (answer.status_code, answer.json()["message"]) == (422, words), "in GitHub's words"


def test_issues_and_runs_go_with_their_repository(api: Speaker) -> None:
    write(api, BACKUP, "on: workflow_dispatch\n")
    api.good("POST", f"{ROOT}/issues", {"title": "t"})
    api.good("POST", f"{ROOT}/actions/workflows/backup.yml/dispatches", {"ref": "main"})
    api.good("DELETE", ROOT)
    api.good("POST", "/orgs/luma-app/repos", {"name": "web", "auto_init": True})
    left = (api.good("GET", f"{ROOT}/issues"), api.good("GET", f"{ROOT}/actions/runs")["workflow_runs"])
    assert left == ([], []), "a new one of that name has none of them"
