"""What the verbs learn from GitHub, asked of the local cloud over HTTP."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.vendors import github
from cli.vendors.existing import Existing
from cli.vendors.github import Place
from cli.vendors.http import Client, VendorError
from localcloud.github.service import GitHubService
from localcloud.http.github import GITHUB
from tests.cli.vendors.local import Local, serving
from tests.cli.vendors.scripted import Reply, scripted
from tests.localcloud.http.github.conftest import sealed

BACKUP = ".github/workflows/backup.yml"
RULES: dict[str, Any] = {
    "name": "main",
    "target": "branch",
    "enforcement": "active",
    "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
    "rules": [{"type": "deletion"}, {"type": "pull_request", "parameters": {"required_approving_review_count": 1}}],
}
CUSTOM = {"protected_branches": False, "custom_branch_policies": True}


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with serving("github", GITHUB, tmp_path) as found:
        yield found


@pytest.fixture
def where(local: Local) -> Place:
    return github.place(local.platform)


@pytest.fixture
def root(local: Local, where: Place) -> str:
    """Make the repository, and give its path."""
    body = {"name": where.name, "private": True, "auto_init": True}
    local.api.good("POST", f"/orgs/{where.owner}/repos", body)
    return where.root


def _write(local: Local, root: str, path: str, text: str, branch: str = "main") -> None:
    content = base64.b64encode(text.encode()).decode()
    local.api.good("PUT", f"{root}/contents/{path}", {"message": "Add", "content": content, "branch": branch})


def test_a_platform_without_a_repository_has_nothing(local: Local, where: Place) -> None:
    assert github.existing(local.client, local.platform) == [], "nothing is there to adopt"
    assert github.repository(local.client, where) is None, "and the repository is told as absent"


def test_everything_in_the_repository_is_listed_with_its_import_id(local: Local, where: Place, root: str) -> None:
    ruleset = local.api.good("POST", f"{root}/rulesets", RULES)["id"]
    environment = f"{root}/environments/prod:eu"
    local.api.good("PUT", environment, {"deployment_branch_policy": CUSTOM})
    branch = local.api.good("POST", f"{environment}/deployment-branch-policies", {"name": "main"})["id"]
    tag = local.api.good("POST", f"{environment}/deployment-branch-policies", {"name": "v*", "type": "tag"})["id"]
    for place in (f"{root}/actions", environment):
        local.api.good("PUT", f"{place}/secrets/TOKEN", sealed(local.api, place, "canary-9c1d"))
        local.api.good("POST", f"{place}/variables", {"name": "URL", "value": "v"})
    found = github.existing(local.client, local.platform)
    name = where.name
    of_repository, of_environment = {"repository": name}, {"repository": name, "environment": "prod:eu"}
    assert {(each.type.rsplit(":", 1)[-1], each.import_id): each.inputs for each in found} == {
        ("Repository", name): {"name": name},
        ("ActionsRepositoryPermissions", name): of_repository,
        ("RepositoryDependabotSecurityUpdates", name): of_repository,
        ("RepositoryVulnerabilityAlerts", name): of_repository,
        ("WorkflowRepositoryPermissions", name): of_repository,
        ("RepositoryRuleset", f"{name}:{ruleset}"): {**of_repository, "name": "main", "target": "branch"},
        ("ActionsSecret", f"{name}:TOKEN"): {**of_repository, "secretName": "TOKEN"},
        ("ActionsVariable", f"{name}:URL"): {**of_repository, "variableName": "URL"},
        ("RepositoryEnvironment", f"{name}:prod??eu"): of_environment,
        ("RepositoryEnvironmentDeploymentPolicy", f"{name}:prod??eu:{branch}"): {
            **of_environment,
            "branchPattern": "main",
        },
        ("RepositoryEnvironmentDeploymentPolicy", f"{name}:prod??eu:{tag}"): {**of_environment, "tagPattern": "v*"},
        ("ActionsEnvironmentSecret", f"{name}:prod??eu:TOKEN"): {**of_environment, "secretName": "TOKEN"},
        ("ActionsEnvironmentVariable", f"{name}:prod??eu:URL"): {**of_environment, "variableName": "URL"},
    }, "each of the program's types, and nothing else"
    assert {each.cloud for each in found} == {"github"}, "all is GitHub's"
    by_itself = {each.type.rsplit(":", 1)[-1] for each in found if each.by_itself}
    assert by_itself == {
        "ActionsRepositoryPermissions",
        "RepositoryDependabotSecurityUpdates",
        "RepositoryVulnerabilityAlerts",
        "WorkflowRepositoryPermissions",
    }, "what every repository has came with it"
    assert "canary-9c1d" not in repr(found), "a secret is known by its name alone"


def test_a_list_of_many_pages_is_read_to_its_end(local: Local, root: str) -> None:
    for number in range(105):
        local.api.good("POST", f"{root}/actions/variables", {"name": f"N{number}", "value": "v"})
    found: list[Existing] = github.existing(local.client, local.platform)
    assert sum(each.type.endswith(":ActionsVariable") for each in found) == 105, "none is left out"


def test_the_token_tells_whose_it_is_its_scopes_and_its_end(local: Local) -> None:
    found = github.token(local.client)
    assert found.login == "operator", "the acting user"
    assert found.scopes == frozenset({"repo", "workflow"}), "what it may do"
    assert found.expires is not None, "it ends"
    assert timedelta(days=89) < found.expires - datetime.now(UTC) < timedelta(days=91), "in ninety days"


@pytest.mark.parametrize(
    ("told", "expires"),
    [
        ("2026-12-23 20:39:00 UTC", datetime(2026, 12, 23, 20, 39, tzinfo=UTC)),
        ("2026-12-23 20:39:00 +0200", datetime(2026, 12, 23, 18, 39, tzinfo=UTC)),
    ],
)
def test_the_end_of_a_token_is_read_in_both_spellings(told: str, expires: datetime) -> None:
    reply = Reply(body={"login": "ada"}, headers={"GitHub-Authentication-Token-Expiration": told})
    with scripted(reply) as vendor:
        assert github.token(Client("github", vendor.url, "t")).expires == expires, "in UTC"


def test_a_fine_grained_token_without_an_end_tells_neither(local: Local) -> None:
    with scripted(Reply(body={"login": "ada"})) as vendor:
        found = github.token(Client("github", vendor.url, "t"))
    assert (found.scopes, found.expires) == (None, None), "unknown is not the same as none"


def test_an_end_in_an_unknown_spelling_is_an_error(local: Local) -> None:
    reply = Reply(body={"login": "ada"}, headers={"GitHub-Authentication-Token-Expiration": "soon"})
    with scripted(reply) as vendor, pytest.raises(VendorError, match=r"when the token ends \(soon\)"):
        github.token(Client("github", vendor.url, "t"))


def test_the_plan_and_the_installed_apps_are_known(local: Local, where: Place) -> None:
    assert github.plan(local.client, where.owner) == "team", "as the settings say"
    assert github.apps(local.client, where.owner) == ("sentry", "vercel"), "sorted"


def test_the_effective_rules_of_a_branch_come_with_their_ruleset(local: Local, where: Place, root: str) -> None:
    number = local.api.good("POST", f"{root}/rulesets", RULES)["id"]
    found = github.effective_rules(local.client, where, "main")
    assert [each.type for each in found] == ["deletion", "pull_request"], "every rule that covers it"
    assert found[1].parameters["required_approving_review_count"] == 1, "with its parameters"
    assert {each.ruleset_id for each in found} == {number}, "and where it comes from"
    assert github.effective_rules(local.client, where, "luma/platform") == [], "another branch has none"


def test_a_disabled_ruleset_has_no_effect(local: Local, where: Place, root: str) -> None:
    local.api.good("POST", f"{root}/rulesets", {**RULES, "enforcement": "disabled"})
    assert github.effective_rules(local.client, where, "main") == [], "what is not enforced protects nothing"


def test_the_repository_tells_its_settings(local: Local, where: Place, root: str) -> None:
    found = github.repository(local.client, where)
    assert found is not None, "it is there"
    assert (found.full_name, found.visibility) == (f"{where.owner}/{where.name}", "private"), "by its own words"
    assert (found.archived, found.has_issues, found.default_branch) == (False, True, "main"), "and its switches"


@pytest.mark.parametrize(
    ("policy", "branches"),
    [(None, None), ({"protected_branches": True, "custom_branch_policies": False}, ()), (CUSTOM, ("main", "v/*"))],
)
def test_an_environment_tells_which_branches_may_deploy(
    local: Local, where: Place, root: str, policy: Any, branches: Any
) -> None:
    path = f"{root}/environments/production"
    local.api.good("PUT", path, {"deployment_branch_policy": policy, "can_admins_bypass": False})
    for pattern in reversed(branches or ()):
        local.api.good("POST", f"{path}/deployment-branch-policies", {"name": pattern})
    (found,) = github.environments(local.client, where)
    assert (found.name, found.branches, found.can_admins_bypass) == ("production", branches, False)
    assert (found.reviewers, found.wait_minutes, found.prevent_self_review) == (0, 0, False), "nothing else protects it"


def test_an_environment_tells_who_must_approve(local: Local, where: Place, root: str) -> None:
    with local.store.transaction() as world:
        GitHubService(world, where.owner).seed_organization(where.owner, "enterprise")
    reviewers = [{"type": "Team", "id": 7}, {"type": "User", "id": 9}]
    body = {"reviewers": reviewers, "prevent_self_review": True, "wait_timer": 30}
    local.api.good("PUT", f"{root}/environments/production", body)
    (found,) = github.environments(local.client, where)
    assert (found.reviewers, found.wait_minutes, found.prevent_self_review) == (2, 30, True), "as it was set"


@pytest.mark.parametrize("environment", ["", "production"])
def test_secrets_and_variables_tell_their_age(local: Local, where: Place, root: str, environment: str) -> None:
    if environment:
        local.api.good("PUT", f"{root}/environments/{environment}", {})
    place = where.values(environment)
    local.api.good("PUT", f"{place}/secrets/TOKEN", sealed(local.api, place, "canary-0b2e"))
    local.api.good("POST", f"{place}/variables", {"name": "URL", "value": "v"})
    (secret,) = github.secrets(local.client, where, environment)
    (variable,) = github.variables(local.client, where, environment)
    assert (secret.name, variable.name) == ("TOKEN", "URL"), "each by its name"
    assert abs(secret.updated_at - datetime.now(UTC)) < timedelta(minutes=5), "written just now"
    assert abs(variable.updated_at - datetime.now(UTC)) < timedelta(minutes=5), "as is the variable"


def test_the_latest_run_of_a_workflow_is_found(local: Local, where: Place, root: str) -> None:
    assert github.latest_run(local.client, where, "backup.yml") is None, "there is no such workflow yet"
    _write(local, root, BACKUP, "name: Backup\non: workflow_dispatch\n")
    assert github.latest_run(local.client, where, "backup.yml") is None, "it has not run yet"
    for conclusion in ("success", "failure"):
        github.dispatch(local.client, where, "backup.yml", "main")
        with local.store.transaction() as world:
            service = GitHubService(world, where.owner).workflows
            service.finish(service.runs(where.name)[0], conclusion)
    latest = github.latest_run(local.client, where, "backup.yml")
    good = github.latest_run(local.client, where, "backup.yml", branch="main", status="success")
    assert latest is not None, "it has a newest run"
    assert good is not None, "and a good one"
    assert (latest.conclusion, good.conclusion, good.name) == ("failure", "success", "Backup"), (
        "newest, and newest good"
    )


def test_open_pull_requests_are_found_by_their_branches(local: Local, where: Place, root: str) -> None:
    head = local.api.good("GET", f"{root}/git/ref/heads/main")["object"]["sha"]
    local.api.good("POST", f"{root}/git/refs", {"ref": "refs/heads/luma/platform", "sha": head})
    _write(local, root, "a.txt", "a", "luma/platform")
    local.api.good("POST", f"{root}/pulls", {"title": "Update", "head": "luma/platform", "base": "main"})
    (found,) = github.open_pulls(local.client, where, base="main", head="luma/platform")
    assert (found.number, found.title, found.head.ref, found.base.ref) == (1, "Update", "luma/platform", "main")
    assert github.open_pulls(local.client, where, head="other") == [], "from another branch there is none"
    assert github.open_issues(local.client, where, "") == [], "and a pull request is no issue"


def test_one_issue_is_opened_brought_up_to_date_and_closed(local: Local, where: Place, root: str) -> None:
    github.create_issue(local.client, where, title="Other", body="")
    made = github.create_issue(local.client, where, title="Drift", body="One", labels=["drift"])
    (found,) = github.open_issues(local.client, where, "drift")
    assert found == made, "it is found by its label, alone"
    changed = github.update_issue(local.client, where, made.number, title="Drift in 2 clouds", body="Two")
    assert (changed.title, changed.body, changed.state) == ("Drift in 2 clouds", "Two", "open"), "it says the latest"
    assert github.close_issue(local.client, where, made.number).state == "closed", "it closes"
    assert github.open_issues(local.client, where, "drift") == [], "and is no longer open"


def test_a_refusal_has_githubs_own_words(local: Local, where: Place, root: str) -> None:
    local.api.good("PATCH", root, {"has_issues": False})
    with pytest.raises(VendorError, match="Issues has been disabled in this repository") as caught:
        github.create_issue(local.client, where, title="Drift", body="")
    assert caught.value.status == 410, "with its status"


def test_what_is_wrong_beside_validation_failed_is_told(local: Local, where: Place, root: str) -> None:
    with pytest.raises(VendorError, match="Validation Failed; missing_field"):
        github.create_issue(local.client, where, title="", body="")


def test_an_answer_of_another_shape_teaches_nothing(local: Local, where: Place) -> None:
    with scripted(Reply(body={"number": "canary"})) as vendor, pytest.raises(VendorError) as caught:
        github.create_issue(Client("github", vendor.url, "t"), where, title="t", body="")
    assert "wrong or absent: html_url, number, state, title" in str(caught.value), "the fields are named"
    assert "canary" not in str(caught.value), "and no value is"


def test_a_stranger_is_turned_away(local: Local, where: Place) -> None:
    with pytest.raises(VendorError, match="GITHUB_TOKEN still valid"):
        github.existing(local.stranger(), local.platform)
