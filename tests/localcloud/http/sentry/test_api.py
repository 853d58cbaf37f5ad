"""Sentry's teams of a project, lists, scopes and issues by HTTP, and what it refuses in which words."""

from typing import Any

import pytest

from localcloud.core import inspection
from localcloud.core.store import Store
from tests.localcloud.http.speaker import Speaker

ORGANIZATION, SITE = "/api/0/organizations/luma", "/api/0/projects/luma/site"
MISSING = "The requested resource does not exist"
REFUSALS: list[tuple[str, str, Any, int, str]] = [
    ("GET", "/api/0/organizations/other/", None, 404, MISSING),
    ("GET", "/api/0/organizations/other/teams/", None, 404, MISSING),
    ("GET", "/api/0/projects/luma/other/keys/", None, 404, MISSING),
    ("POST", f"{ORGANIZATION}/teams/", {"name": "web", "slug": "web"}, 409, "A team with this slug already exists."),
    ("POST", f"{ORGANIZATION}/teams/", {"name": "123"}, 400, "Enter a valid slug consisting of lowercase letters"),
    (
        "POST",
        "/api/0/teams/luma/web/projects/",
        {"name": "site", "slug": "site"},
        409,
        "A project with this slug already exists.",
    ),
    ("POST", "/api/0/teams/luma/other/projects/", {"name": "x"}, 404, MISSING),
    ("POST", f"{SITE}/teams/other/", None, 404, MISSING),
    ("GET", f"{SITE}/issues/?query=browser:Safari", None, 400, "Error parsing search query: browser:Safari"),
    ("PUT", f"{ORGANIZATION}/issues/7/", {"status": "resolved"}, 404, MISSING),
]


@pytest.fixture(autouse=True)
def site(api: Speaker) -> str:
    """Make a team and its project; give the project's id."""
    api.good("POST", f"{ORGANIZATION}/teams/", {"name": "web", "slug": "web"})
    made: str = api.good("POST", "/api/0/teams/luma/web/projects/", {"name": "site", "slug": "site"})["id"]
    return made


def _send(api: Speaker, project: str, event: dict[str, Any]) -> None:
    (key,) = api.good("GET", f"{SITE}/keys/")
    api.good("POST", f"/api/{project}/store/?sentry_key={key['public']}", event)


def _open(api: Speaker, where: str) -> list[tuple[str, str]]:
    return [(each["title"], each["count"]) for each in api.good("GET", f"{where}issues/?query=is:unresolved")]


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_refusal_has_the_vendors_status_and_words(api: Speaker, row: tuple[str, str, Any, int, str]) -> None:
    method, path, body, status, words = row
    answer = api.ask(method, path, body)
    assert answer.status_code == status, f"the vendor's status, not: {answer.text}"
    assert words in answer.json()["detail"], "the vendor's words"


def test_a_project_gets_and_loses_teams_one_by_one(api: Speaker) -> None:
    api.good("POST", f"{ORGANIZATION}/teams/", {"name": "apps", "slug": "apps"})
    for _ in range(2):
        added = api.good("POST", f"{SITE}/teams/apps/")
        assert [each["slug"] for each in added["teams"]] == ["apps", "web"], "a team twice is a team"
    removed = api.good("DELETE", f"{SITE}/teams/web/")
    assert (removed["team"]["slug"], [each["slug"] for each in removed["teams"]]) == ("apps", ["apps"])


def test_lists_hold_the_organizations_teams_and_projects(api: Speaker) -> None:
    assert [each["slug"] for each in api.good("GET", f"{ORGANIZATION}/teams/")] == ["web"]
    (project,) = api.good("GET", f"{ORGANIZATION}/projects/")
    assert (project["slug"], project["organization"]["slug"]) == ("site", "luma")
    (key,) = api.good("GET", f"{SITE}/keys/")
    assert (key["name"], key["rateLimit"]) == ("Default", None), "Sentry makes a key, without a limit"


def test_the_token_says_what_it_may_do(api: Speaker) -> None:
    scopes = set(api.good("GET", "/api/0/")["auth"]["scopes"])
    assert {"alerts:write", "org:read", "project:admin", "team:admin"} <= scopes, "all that the README asks for"
    assert set(api.good("GET", f"{ORGANIZATION}/")["access"]) == scopes, "in the organization as well"


def test_equal_events_are_one_open_issue(api: Speaker, site: str) -> None:
    for message in ("boom", "boom", "crash"):
        _send(api, site, {"message": message})
    wanted = [("boom", "2"), ("crash", "1")]
    assert _open(api, f"{SITE}/") == wanted, "the project's list counts them"
    assert _open(api, f"{ORGANIZATION}/") == wanted, "and so does the organization's"
    assert api.good("GET", f"{ORGANIZATION}/issues/?project=7") == [], "another project has none"


def test_an_exception_gives_an_issue_its_title(api: Speaker, site: str) -> None:
    _send(api, site, {"exception": {"values": [{"type": "TypeError", "value": "x is undefined"}]}})
    assert _open(api, f"{SITE}/") == [("TypeError: x is undefined", "1")]


@pytest.mark.parametrize(("status", "again"), [("resolved", [("boom", "2")]), ("ignored", [])])
def test_an_issue_that_comes_back_is_open_again_unless_it_is_ignored(
    api: Speaker, site: str, status: str, again: list[tuple[str, str]]
) -> None:
    _send(api, site, {"message": "boom"})
    (issue,) = api.good("GET", f"{SITE}/issues/")
    api.good("PUT", f"{ORGANIZATION}/issues/{issue['id']}/", {"status": status})
    assert _open(api, f"{SITE}/") == [], f"what is {status} is not open"
    _send(api, site, {"message": "boom"})
    assert _open(api, f"{SITE}/") == again


def test_an_event_needs_a_key_of_its_project(api: Speaker, site: str) -> None:
    answer = api.ask("POST", f"/api/{site}/store/?sentry_key=other", {"message": "boom"})
    assert (answer.status_code, _open(api, f"{SITE}/")) == (403, [])


def test_issues_go_with_their_project(api: Speaker, site: str, store: Store) -> None:
    _send(api, site, {"message": "boom"})
    api.good("DELETE", f"{SITE}/")
    left = {each["type"] for each in inspection.dump(store)["sentry"]}
    assert left == {"organization", "team"}, "keys, monitors and issues are gone with it"
