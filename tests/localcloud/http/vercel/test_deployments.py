"""Deployments over HTTP: what serves production, promotion, roll-back, attack mode, pausing."""

from typing import Any

import pytest

from tests.localcloud.http.vercel.conftest import TEAM, Vercel

DEPLOYMENT = "dpl_" + "a" * 28


def deployed(vercel: Vercel, project: str, *, target: str = "production", state: str = "READY", **more: Any) -> str:
    """Deploy, and give the id."""
    body = {"name": "luma", "project": project, "target": target, "meta": {"state": state}, **more}
    made = vercel.ask("POST", "/v13/deployments", {name: each for name, each in body.items() if each})
    return str(made["id"])


def current(vercel: Vercel, project: str) -> str | None:
    target = vercel.ask("GET", f"/v10/projects/{project}")["targets"]["production"]
    return str(target["id"]) if target else None


def test_a_production_deployment_serves_once_it_is_ready(vercel: Vercel, project: str) -> None:
    assert current(vercel, project) is None, "nothing is deployed yet"
    first = deployed(vercel, project)
    assert current(vercel, project) == first, "it serves"
    second = deployed(vercel, project)
    assert current(vercel, project) == second, "the newer one serves"
    deployed(vercel, project, state="ERROR")
    deployed(vercel, project, target="")
    assert current(vercel, project) == second, "neither a failed one nor a preview does"


def test_a_deployment_that_skips_the_domain_waits_for_its_promotion(vercel: Vercel, project: str) -> None:
    first = deployed(vercel, project)
    body = {"name": "luma", "target": "production", "autoAssignCustomDomains": False}
    staged = vercel.ask("POST", "/v13/deployments", body)
    assert (staged["readySubstate"], current(vercel, project)) == ("STAGED", first), "it waits"
    vercel.ask("POST", f"/v10/projects/{project}/promote/{staged['id']}", status=201)
    assert current(vercel, project) == staged["id"], "promoted, it serves"
    vercel.ask("POST", f"/v1/projects/{project}/rollback/{first}", status=201)
    assert current(vercel, project) == first, "rolled back"


def test_a_deployment_tells_its_commit_and_its_domains(vercel: Vercel, project: str) -> None:
    vercel.ask("POST", f"/v10/projects/{project}/domains", {"name": "luma.example"})
    git = {"commitSha": "c" * 40, "commitRef": "main", "commitMessage": "Add a page", "commitAuthorName": "Ann"}
    number = deployed(vercel, project, gitMetadata=git)
    found = vercel.ask("GET", f"/v13/deployments/{number}")
    assert found["meta"] == {
        "githubCommitSha": "c" * 40,
        "githubCommitRef": "main",
        "githubCommitMessage": "Add a page",
        "githubCommitAuthorName": "Ann",
    }, "in the words of Vercel's GitHub app"
    assert (found["alias"], found["target"], found["readyState"]) == (["luma.example"], "production", "READY"), (
        "it serves"
    )
    by_url = vercel.ask("GET", f"/v13/deployments/{found['url']}")
    assert by_url["id"] == number, "its address finds it too"


def test_deployments_are_listed_newest_first_by_what_is_asked_for(vercel: Vercel, project: str) -> None:
    old, failed = deployed(vercel, project), deployed(vercel, project, state="ERROR")
    preview, new = deployed(vercel, project, target=""), deployed(vercel, project)

    def listed(**query: str) -> list[str]:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return [
            each["uid"] for each in vercel.ask("GET", f"/v6/deployments?projectId={project}&{asked}")["deployments"]
        ]

    assert set(listed()) == {old, failed, preview, new}, "all of the project's"
    assert set(listed(target="production", state="READY")) == {old, new}, "those that could serve"
    assert listed(target="preview") == [preview], "previews"
    assert listed(state="ERROR,CANCELED") == [failed], "those that failed"
    candidates = vercel.ask("GET", f"/v6/deployments?projectId={project}")["deployments"]
    assert [each["uid"] for each in candidates if each["isRollbackCandidate"]] == [old], "what served before"


def test_a_long_list_is_read_page_by_page_without_loss(vercel: Vercel, project: str) -> None:
    made = {deployed(vercel, project) for _ in range(7)}
    found: list[str] = []
    until = ""
    while True:
        page = vercel.ask("GET", f"/v6/deployments?projectId={project}&limit=2{until}")
        found += [each["uid"] for each in page["deployments"]]
        if page["pagination"]["next"] is None:
            break
        until = f"&until={page['pagination']['next']}"
    assert sorted(found) == sorted(made), "each once, even those of one millisecond"


def test_what_is_not_ready_or_serves_already_is_not_promoted(vercel: Vercel, project: str) -> None:
    serving, failed = deployed(vercel, project), deployed(vercel, project, state="ERROR")
    path = f"/v10/projects/{project}/promote"
    code, words = vercel.refused("POST", f"{path}/{failed}")
    assert (code, "its state is ERROR" in words) == ("invalid", True), "a failed build cannot serve"
    assert vercel.refused("POST", f"{path}/{serving}", status=409)[0] == "already_promoted", "it serves already"
    assert vercel.refused("POST", f"{path}/{DEPLOYMENT}", status=404)[0] == "not_found", "nobody made it"


def test_a_build_can_be_cancelled_but_nothing_that_is_ready(vercel: Vercel, project: str) -> None:
    building = deployed(vercel, project, state="BUILDING")
    assert vercel.ask("PATCH", f"/v12/deployments/{building}/cancel")["readyState"] == "CANCELED", "stopped"
    vercel.refused("PATCH", f"/v12/deployments/{deployed(vercel, project)}/cancel")


@pytest.mark.parametrize("path", ["/security/attack-mode", "/v1/security/attack-mode"])
def test_attack_mode_is_switched_on_for_a_time_and_off(vercel: Vercel, project: str, path: str) -> None:
    until = 4102444800000
    body = {"projectId": project, "attackModeEnabled": True, "attackModeActiveUntil": until}
    assert vercel.ask("POST", path, body)["attackModeEnabled"] is True, "on"
    security = vercel.ask("GET", f"/v10/projects/{project}")["security"]
    assert security == {"attackModeEnabled": True, "attackModeActiveUntil": until}, "and a project tells"
    vercel.ask("POST", path, {"projectId": project, "attackModeEnabled": False, "attackModeActiveUntil": None})
    assert vercel.ask("GET", f"/v10/projects/{project}")["security"]["attackModeEnabled"] is False, "off"
    vercel.refused("POST", path, {**body, "attackModeActiveUntil": 1})


def test_production_is_paused_and_brought_back(vercel: Vercel, project: str) -> None:
    vercel.ask("POST", f"/v1/projects/{project}/pause")
    assert vercel.ask("GET", f"/v10/projects/{project}")["paused"] is True, "off the net"
    vercel.ask("POST", f"/v1/projects/{project}/unpause")
    assert vercel.ask("GET", f"/v10/projects/{project}")["paused"] is False, "back"


def test_a_projects_deployments_go_with_it(vercel: Vercel, project: str) -> None:
    number = deployed(vercel, project)
    vercel.ask("DELETE", f"/v8/projects/{project}", status=204)
    vercel.refused("GET", f"/v13/deployments/{number}", status=404)
    assert vercel.ask("GET", f"/v6/deployments?teamId={TEAM}")["deployments"] == [], "none is left over"
