"""What every answer of GitHub's API carries: prefixes, pages, tags, limits; and what is asked before any work."""

import json
from typing import Any

import httpx
import pytest

from localcloud.core.faults import Fault, Faults
from localcloud.core.store import Store
from tests.localcloud.github import rows
from tests.localcloud.http.github.conftest import ROOT, sealed, write
from tests.localcloud.http.speaker import Speaker

pytestmark = pytest.mark.usefixtures("repository")


@pytest.mark.parametrize(
    "path", ["/orgs/luma-app", "/users/luma-app", "/user", "/meta", "/rate_limit", "/repos/luma-app/web"]
)
def test_every_path_stands_under_both_prefixes(api: Speaker, path: str) -> None:
    plain, enterprise = api.ask("GET", path), api.ask("GET", f"/api/v3{path}")
    assert plain.status_code == enterprise.status_code == 200, (
        "api.github.com's paths and those of a server of one's own"
    )
    assert plain.headers["etag"] == enterprise.headers["etag"], "lead to the same"


def test_an_organization_tells_what_it_is_and_its_plan(api: Speaker) -> None:
    organization = api.good("GET", "/api/v3/orgs/Luma-App")
    assert organization["type"] == "Organization", "the provider asks which kind of account it works for"
    assert organization["plan"]["name"] == "enterprise", "an owner sees the plan"
    assert api.good("GET", "/users/luma-app")["id"] == organization["id"], "as an account it has the same number"


def test_the_installed_apps_are_listed(api: Speaker) -> None:
    found = api.good("GET", "/orgs/luma-app/installations")
    slugs = {each["app_slug"] for each in found["installations"]}
    assert (found["total_count"], slugs) == (2, {"vercel", "sentry"}), "as the seed says"


def test_an_answer_tells_of_the_token_and_its_limits(api: Speaker) -> None:
    headers = api.ask("GET", "/user").headers
    assert headers["x-oauth-scopes"] == "repo, workflow", "what the token may do"
    assert headers["github-authentication-token-expiration"].endswith(" UTC"), "until when"
    limits = [int(headers[f"x-ratelimit-{name}"]) for name in ("limit", "remaining", "used")]
    assert limits == [5000, 4999, 1], "and how much of it is left"


def test_who_has_an_answer_already_gets_nothing_new(api: Speaker) -> None:
    tag = api.ask("GET", ROOT).headers["etag"]
    same = api.ask("GET", ROOT, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag), "nothing changed"
    changed = api.ask("PATCH", ROOT, {"description": "Changed"})
    again = api.ask("GET", ROOT, headers={"If-None-Match": tag})
    assert again.status_code == 200, "a change has another tag"
    assert again.headers["etag"] == changed.headers["etag"], "which the write told already"


def links(answer: httpx.Response) -> dict[str, str]:
    return {str(name): link["url"].partition("?")[2] for name, link in answer.links.items()}


def test_a_long_list_comes_in_pages_with_links_to_the_others(api: Speaker) -> None:
    path = f"{ROOT}/actions/variables"
    for number in range(5):
        api.good("POST", path, {"name": f"N{number}", "value": "v"})
    first = api.ask("GET", f"{path}?per_page=2")
    assert links(first) == {"next": "per_page=2&page=2", "last": "per_page=2&page=3"}, "the first leads on"
    second = httpx.get(first.links["next"]["url"], headers=api.http.headers)
    assert [each["name"] for each in second.json()["variables"]] == ["N2", "N3"], "by an address that works"
    assert set(second.links) == {"prev", "next", "last", "first"}, "one in the middle leads both ways"
    last = api.ask("GET", f"{path}?per_page=2&page=3")
    assert (last.json()["total_count"], len(last.json()["variables"]), set(last.links)) == (5, 1, {"prev", "first"})


def test_a_page_has_thirty_items_and_a_hundred_at_most(api: Speaker) -> None:
    path = f"{ROOT}/actions/variables"
    for number in range(101):
        api.good("POST", path, {"name": f"N{number}", "value": "v"})
    sizes = [len(api.good("GET", f"{path}?per_page={size}")["variables"]) for size in ("", "1000", "0", "x")]
    assert sizes == [30, 100, 1, 30], "as GitHub counts"


def test_a_wrong_token_is_bad_credentials(api: Speaker) -> None:
    answer = api.ask("GET", "/user", headers={"Authorization": "Bearer wrong"})
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials"), "in GitHub's words"


def test_too_many_requests_are_a_secondary_limit(api: Speaker, store: Store) -> None:
    Faults(store).add(Fault("rate-limited", "github", "read", 3, 1))
    answer = api.ask("GET", ROOT)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3"), "it says when to come back"
    assert answer.json()["documentation_url"].endswith("secondary-rate-limits"), "by which the provider knows it"


def test_a_fault_hits_the_type_that_a_route_belongs_to(api: Speaker, store: Store) -> None:
    Faults(store).add(Fault("server-error", rows.RULESET, "create", 0, 1))
    body = {"name": "r", "enforcement": "active", "conditions": {"ref_name": {"include": ["~ALL"], "exclude": []}}}
    assert api.ask("POST", f"{ROOT}/rulesets", body).status_code == 500, "the first create fails"
    assert api.ask("POST", f"{ROOT}/rulesets", body).status_code == 201, "the second one does not"


def test_a_secret_is_for_the_key_of_its_own_place(api: Speaker) -> None:
    place = f"{ROOT}/environments/production"
    api.good("PUT", place, {})
    foreign = sealed(api, f"{ROOT}/actions", "canary-5f1c")
    own = api.good("GET", f"{place}/secrets/public-key")
    assert own["key_id"] != foreign["key_id"], "each place has a key of its own"
    answer = api.ask("PUT", f"{place}/secrets/TOKEN", {**foreign, "key_id": own["key_id"]})
    assert answer.status_code == 422, "a box for another key cannot be opened"
    assert "canary-5f1c" not in answer.text, "and its content stays unknown"


def test_no_secret_reaches_the_world_or_an_answer(api: Speaker, store: Store) -> None:
    api.good("PUT", f"{ROOT}/actions/secrets/token", sealed(api, f"{ROOT}/actions", "canary-77aa"))
    listed = api.ask("GET", f"{ROOT}/actions/secrets")
    assert [each["name"] for each in listed.json()["secrets"]] == ["TOKEN"], "names are in upper case"
    assert set(listed.json()["secrets"][0]) == {"name", "created_at", "updated_at"}, "nothing else is told"
    assert b"canary-77aa" not in store.snapshot(), "the world has a fingerprint alone"


def test_a_former_name_and_the_number_find_a_repository(api: Speaker) -> None:
    number = api.good("PATCH", ROOT, {"name": "site"})["id"]
    names = {api.good("GET", path)["full_name"] for path in (ROOT, f"/api/v3/repositories/{number}")}
    assert names == {"luma-app/site"}, "both lead to the name of today"


def test_a_repository_comes_from_a_template(api: Speaker) -> None:
    api.good("PATCH", ROOT, {"is_template": True})
    made = api.good("POST", f"{ROOT}/generate", {"owner": "luma-app", "name": "copy", "private": True})
    shown = (made["full_name"], made["private"], made["template_repository"]["full_name"])
    assert shown == ("luma-app/copy", True, "luma-app/web"), "it says where it comes from"
    files = api.good("GET", "/repos/luma-app/copy/git/trees/main")["tree"]
    assert [each["path"] for each in files] == ["README.md"], "and has the template's files"


def test_the_rules_of_a_branch_say_which_ruleset_they_come_from(api: Speaker) -> None:
    body = {
        "name": "main",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": ["refs/heads/release/*"], "exclude": []}},
        "rules": [{"type": "deletion"}],
    }
    number = api.good("POST", f"{ROOT}/rulesets", body)["id"]
    source = {"ruleset_source_type": "Repository", "ruleset_source": "luma-app/web", "ruleset_id": number}
    assert api.good("GET", f"{ROOT}/rules/branches/release/1") == [{"type": "deletion", **source}], "the covered one"
    assert api.good("GET", f"{ROOT}/rules/branches/main") == [], "another is free"


def test_a_files_history_is_the_commits_that_changed_it(api: Speaker) -> None:
    write(api, "a.txt", "a")
    write(api, "b.txt", "b")
    (only,) = api.good("GET", f"{ROOT}/commits?path=a.txt")
    changed = api.good("GET", f"{ROOT}/commits/{only['sha']}")
    assert (only["commit"]["message"], changed["files"]) == ("Add a.txt", [{"filename": "a.txt", "status": "added"}])
    assert len(api.good("GET", f"{ROOT}/commits")) == 3, "without a path it is the whole branch"
    assert api.ask("GET", f"{ROOT}/commits?sha=absent").status_code == 404, "and of a branch that is there"


def test_a_folder_is_listed(api: Speaker) -> None:
    write(api, "docs/a.md", "a")
    listed = api.good("GET", f"{ROOT}/contents/docs")
    assert [(each["type"], each["path"]) for each in listed] == [("file", "docs/a.md")], "one row a file"


QUERIES: list[tuple[str, dict[str, Any], Any]] = [
    (
        "query($name:String!$owner:String!){repository(owner:$owner,name:$name){id,isPrivate}}",
        {"owner": "luma-app", "name": "web"},
        {"repository": {"id": "{node}", "isPrivate": True}},
    ),
    (
        "query($id:ID!){node(id:$id){id ... on Repository{name}}}",
        {"id": "{node}"},
        {"node": {"id": "{node}", "name": "web"}},
    ),
    (
        '{viewer{login} organization(login:"luma-app"){login}}',
        {},
        {"viewer": {"login": "operator"}, "organization": {"login": "luma-app"}},
    ),
]


@pytest.mark.parametrize(("query", "variables", "data"), QUERIES)
@pytest.mark.parametrize("path", ["/graphql", "/api/graphql"])
def test_graphql_finds_a_repository(api: Speaker, path: str, query: str, variables: Any, data: Any) -> None:
    node = api.good("GET", ROOT)["node_id"]
    asked = json.loads(json.dumps({"query": query, "variables": variables}).replace("{node}", node))
    answer = api.good("POST", path, asked)
    assert answer == {"data": json.loads(json.dumps(data).replace("{node}", node))}, "exactly what was asked for"


def test_graphql_says_what_it_cannot_find_beside_a_status_of_200(api: Speaker) -> None:
    found = api.good("POST", "/graphql", {"query": '{repository(owner:"luma-app",name:"absent"){id}}'})
    words = [each["message"] for each in found["errors"]]
    assert words == ["Could not resolve to a Repository with the name 'luma-app/absent'."], "in GitHub's words"
    assert found["data"] == {"repository": None}, "and gives nothing"
