"""What the GitHub plugin makes of its service, over the wire: refusals, drift, renames, imports, functions."""

from collections.abc import Mapping
from typing import Any

import grpc
import pytest

from localcloud.core.entities import Json
from localcloud.core.inspection import drift, dump
from localcloud.github.service import GitHubService
from localcloud.plugin.properties import Properties, SecretValue, Value, decode, encode, reveal
from localcloud.plugin.protos import provider as rpc
from localcloud.plugin.resource import CHANGED
from tests.localcloud.github import rows
from tests.localcloud.harness import Made, Plugin

MAIN_FILE: Properties = {**rows.FILE_INPUTS, "branch": "main"}
DEFAULT_RULES: Properties = {
    "repository": "web",
    "name": "Default branch",
    "target": "branch",
    "enforcement": "active",
    "conditions": {"refName": {"includes": ["~DEFAULT_BRANCH"], "excludes": []}},
    "rules": {"pullRequest": {}},
}


@pytest.fixture
def repository(plugin: Plugin) -> Made:
    """Make the repository web."""
    return plugin.make(rows.REPOSITORY, rows.REPOSITORY_INPUTS)


def refused(plugin: Plugin, token: str, inputs: Mapping[str, Value]) -> grpc.RpcError:
    """Create what must be refused, and give the refusal."""
    with pytest.raises(grpc.RpcError) as error:
        plugin.make(token, inputs)
    return error.value


def changed(plugin: Plugin, made: Made, **change: Value) -> Made:
    """Update a resource."""
    inputs, failures = plugin.check(made.token, {**made.inputs, **change}, made.inputs)
    assert failures == {}, "the changed inputs pass"
    return plugin.update(made, inputs)


def name_in_dump(plugin: Plugin, kind: str, own: str) -> str:
    """Give the full natural name of an entity, as `drift` wants it."""
    names = [str(each["name"]) for each in dump(plugin.store)["github"] if each["type"] == kind]
    return next(each for each in names if each.rsplit("/", 1)[-1] == own)


def edit(plugin: Plugin, kind: str, own: str, **change: Json) -> None:
    """Change an entity as somebody on the web would."""
    drift(plugin.store, "github", kind, name_in_dump(plugin, kind, own), change)


def test_a_second_repository_of_one_name_is_refused(plugin: Plugin, repository: Made) -> None:
    error: Any = refused(plugin, rows.REPOSITORY, rows.REPOSITORY_INPUTS)
    assert "422" in error.details(), "GitHub's status is told"
    assert "name already exists on this account" in error.details(), "and its words"


def test_a_repository_that_the_program_does_not_name_gets_a_name_of_its_own(plugin: Plugin) -> None:
    made = plugin.make(rows.REPOSITORY, {"visibility": "private"})
    assert made.id.startswith("thing-"), "Pulumi names after the resource"


def test_a_change_of_the_name_renames_and_its_children_follow(plugin: Plugin, repository: Made) -> None:
    variable = plugin.make(rows.VARIABLE, {"repository": "web", "variableName": "URL", "value": "a"})
    renamed = changed(plugin, repository, name="app")
    assert renamed.outputs["fullName"] == "luma-app/app", "the repository has its new name"
    assert renamed.outputs["repoId"] == repository.outputs["repoId"], "it is the same repository"
    assert plugin.read(renamed) == renamed, "a refresh after the rename changes nothing"
    moved = changed(plugin, variable, repository="app")
    assert plugin.read(moved) == moved, "the variable is found under the new name"


def test_a_repository_is_archived_instead_of_deleted_where_the_program_says_so(plugin: Plugin) -> None:
    made = plugin.make(rows.REPOSITORY, {**rows.REPOSITORY_INPUTS, "archiveOnDestroy": True})
    plugin.delete(made)
    assert plugin.read(made).outputs["archived"] is True, "the repository stays, read-only"


def test_a_repository_is_made_from_a_template(plugin: Plugin) -> None:
    plugin.make(rows.REPOSITORY, {"name": "start", "isTemplate": True, "autoInit": True})
    template: Properties = {"owner": "luma-app", "repository": "start", "includeAllBranches": False}
    made = plugin.make(rows.REPOSITORY, {"name": "web", "visibility": "private", "template": template})
    assert plugin.import_(rows.FILE, "web:README.md:").id == "web:README.md:main", "the template's files are there"
    imported = plugin.import_(rows.REPOSITORY, "web")
    assert plugin.diff(imported, made.inputs) == {}, "an import knows the template"


def test_an_edit_on_the_web_shows_as_drift_of_that_property_alone(plugin: Plugin, repository: Made) -> None:
    edit(plugin, "repository", "web", has_wiki=True)
    refreshed = plugin.read(repository)
    assert plugin.diff(refreshed, repository.inputs) == {"hasWiki": "delete"}, "the program wants no wiki"


def test_a_file_that_exists_is_overwritten_only_where_the_program_says_so(plugin: Plugin, repository: Made) -> None:
    readme: Properties = {**MAIN_FILE, "file": "README.md"}
    error: Any = refused(plugin, rows.FILE, readme)
    assert "refusing to overwrite existing file" in error.details(), "the provider's own words"
    made = plugin.make(rows.FILE, {**readme, "overwriteOnCreate": True})
    assert made.outputs["content"] == "on: push\n", "the file has the program's content"


def test_a_file_on_a_missing_branch_is_refused_unless_the_branch_may_be_made(plugin: Plugin, repository: Made) -> None:
    error: Any = refused(plugin, rows.FILE, rows.FILE_INPUTS)
    assert "branch luma/platform not found in repository luma-app/web" in error.details(), "the provider's own words"
    made = plugin.make(rows.FILE, {**rows.FILE_INPUTS, "autocreateBranch": True})
    assert made.id == "web:.github/workflows/test.yml:luma/platform", "the branch is made from main"


def test_the_first_file_of_an_empty_repository_makes_the_default_branch(plugin: Plugin) -> None:
    plugin.make(rows.REPOSITORY, {"name": "web"})
    inputs = {name: value for name, value in MAIN_FILE.items() if name != "branch"}
    assert plugin.make(rows.FILE, inputs).outputs["branch"] == "main", "the file is on the default branch"


def test_a_file_without_a_message_gets_the_providers(plugin: Plugin, repository: Made) -> None:
    inputs = {name: value for name, value in MAIN_FILE.items() if name != "commitMessage"}
    made = plugin.make(rows.FILE, inputs)
    assert made.outputs["commitMessage"] == "Add .github/workflows/test.yml", "a new file is added"
    again = changed(plugin, made, content="on: pull_request\n")
    assert again.outputs["commitMessage"] == "Update .github/workflows/test.yml", "a known one is updated"


def test_a_hand_edit_of_a_file_is_drift(plugin: Plugin, repository: Made) -> None:
    made = plugin.make(rows.FILE, MAIN_FILE)
    with plugin.store.transaction() as transaction:
        cloud = GitHubService(transaction)
        known = str(made.outputs["sha"])
        cloud.contents.put_file("web", str(made.inputs["file"]), b"on: []\n", message="By hand", sha=known)
    refreshed = plugin.read(made)
    assert plugin.diff(refreshed, made.inputs) == {"content": "update"}, "the content alone differs"


def test_a_protected_branch_refuses_files_and_lets_others_pass(plugin: Plugin, repository: Made) -> None:
    made = plugin.make(rows.FILE, MAIN_FILE)
    plugin.make(rows.RULESET, DEFAULT_RULES)
    error: Any = refused(plugin, rows.FILE, {**MAIN_FILE, "file": "other.md"})
    assert "409" in error.details(), "GitHub's status is told"
    assert "Changes must be made through a pull request." in error.details(), "and its words"
    with pytest.raises(grpc.RpcError, match="Repository rule violations found"):
        plugin.delete(made)
    plugin.make(rows.BRANCH, rows.BRANCH_INPUTS)
    plugin.make(rows.FILE, {**rows.FILE_INPUTS, "file": "other.md"})


def test_a_branch_that_exists_is_taken_over_as_the_provider_does(plugin: Plugin, repository: Made) -> None:
    first = plugin.make(rows.BRANCH, rows.BRANCH_INPUTS)
    assert plugin.make(rows.BRANCH, rows.BRANCH_INPUTS) == first, "the provider swallows the conflict"


def test_a_pull_request_is_closed_by_its_delete_and_can_be_opened_again(plugin: Plugin, repository: Made) -> None:
    plugin.make(rows.BRANCH, rows.BRANCH_INPUTS)
    inputs: Properties = {"baseRepository": "web", "baseRef": "main", "headRef": "luma/platform", "title": "Update"}
    error: Any = refused(plugin, rows.PULL_REQUEST, inputs)
    assert "No commits between main and luma/platform" in error.details(), "there is nothing to merge yet"
    plugin.make(rows.FILE, rows.FILE_INPUTS)
    made = plugin.make(rows.PULL_REQUEST, inputs)
    error = refused(plugin, rows.PULL_REQUEST, inputs)
    assert "A pull request already exists for luma-app:luma/platform" in error.details(), "creates are not idempotent"
    plugin.delete(made)
    assert plugin.read(made).outputs["state"] == "closed", "nothing deletes a pull request"
    assert plugin.make(rows.PULL_REQUEST, inputs).outputs["number"] == 2, "the next one has the next number"


def test_a_secret_changed_on_the_web_is_drift_that_shows_no_value(plugin: Plugin, repository: Made) -> None:
    made = plugin.make(rows.SECRET, {"repository": "web", "secretName": "TOKEN", "value": "first"})
    edit(plugin, "secret", "TOKEN", value="second")
    refreshed = plugin.read(made)
    assert reveal(refreshed.outputs["value"]) == CHANGED, "the other value stays unknown"
    assert isinstance(refreshed.outputs["value"], SecretValue), "and the placeholder is still a secret"
    assert plugin.diff(refreshed, made.inputs) == {"value": "update"}, "the program's value will be written again"


def test_a_secret_never_shows_in_a_dump(plugin: Plugin, repository: Made) -> None:
    plugin.make(rows.SECRET, {"repository": "web", "secretName": "TOKEN", "value": "hunter2"})
    assert "hunter2" not in repr(dump(plugin.store)), "the world holds a fingerprint"


def test_an_import_of_a_secret_knows_no_value(plugin: Plugin, repository: Made) -> None:
    plugin.make(rows.SECRET, {"repository": "web", "secretName": "TOKEN", "value": "first"})
    assert "value" not in plugin.import_(rows.SECRET, "web:TOKEN").outputs, "nobody can read it"


def test_a_branch_policy_does_not_turn_into_a_tag_policy(plugin: Plugin, repository: Made) -> None:
    plugin.make(rows.ENVIRONMENT, rows.ENVIRONMENT_INPUTS)
    inputs: Properties = {"repository": "web", "environment": "production", "branchPattern": "main"}
    made = plugin.make(rows.POLICY, inputs)
    new: Properties = {"repository": "web", "environment": "production", "tagPattern": "v*"}
    with pytest.raises(grpc.RpcError, match="replace the resource"):
        plugin.update(made, new)


def test_an_environment_with_a_colon_in_its_name_has_an_escaped_id(plugin: Plugin, repository: Made) -> None:
    made = plugin.make(rows.ENVIRONMENT, {"repository": "web", "environment": "a:b"})
    assert made.id == "web:a??b", "a colon parts ids"
    assert plugin.import_(rows.ENVIRONMENT, made.id).outputs["environment"] == "a:b", "an import reads it back"
    secret = plugin.make(
        rows.ENVIRONMENT_SECRET,
        {"repository": "web", "environment": "a:b", "secretName": "TOKEN", "value": "x"},
    )
    assert plugin.import_(rows.ENVIRONMENT_SECRET, secret.id).id == secret.id, "so does that of a secret in it"


@pytest.mark.parametrize(
    ("token", "inputs", "off"),
    [
        (rows.ALERTS, {"enabled": True}, {"enabled": False}),
        (rows.ACTIONS, {"allowedActions": "local_only"}, {"allowedActions": "all", "enabled": True}),
        (rows.WORKFLOW, {"defaultWorkflowPermissions": "write"}, {"defaultWorkflowPermissions": "read"}),
    ],
)
def test_deleting_a_switch_puts_githubs_default_back(
    plugin: Plugin, repository: Made, token: str, inputs: Properties, off: Properties
) -> None:
    made = plugin.make(token, {"repository": "web", **inputs})
    plugin.delete(made)
    found = plugin.read(made).outputs
    assert {name: found[name] for name in off} == off, "a switch exists as long as its repository"


def test_updates_without_alerts_are_refused(plugin: Plugin, repository: Made) -> None:
    error: Any = refused(plugin, rows.UPDATES, {"repository": "web", "enabled": True})
    assert "Vulnerability alerts must be enabled" in error.details(), "Dependabot works on alerts"


def test_everything_of_a_deleted_repository_is_gone_and_can_be_deleted(plugin: Plugin, repository: Made) -> None:
    plugin.make(rows.ENVIRONMENT, rows.ENVIRONMENT_INPUTS)
    named: Properties = {"repository": "web", "environment": "production"}
    made = [
        plugin.make(rows.FILE, MAIN_FILE),
        plugin.make(rows.RULESET, DEFAULT_RULES),
        plugin.make(rows.POLICY, {**named, "branchPattern": "main"}),
        plugin.make(rows.ENVIRONMENT_SECRET, {**named, "secretName": "TOKEN", "value": "x"}),
        plugin.make(rows.ENVIRONMENT_VARIABLE, {**named, "variableName": "URL", "value": "x"}),
        plugin.make(rows.ALERTS, {"repository": "web"}),
        plugin.make(rows.ACTIONS, {"repository": "web"}),
        plugin.make(rows.WORKFLOW, {"repository": "web"}),
    ]
    plugin.delete(repository)
    assert [plugin.read(each).id for each in made] == [""] * len(made), "a refresh finds all of it gone"
    for each in made:
        plugin.delete(each)


def test_the_owner_of_the_provider_counts(plugin: Plugin) -> None:
    settings = rpc.ConfigureRequest(args=encode({"owner": "someone-else"}))
    plugin.stub(rows.REPOSITORY).Configure(settings)
    error: Any = refused(plugin, rows.REPOSITORY, rows.REPOSITORY_INPUTS)
    assert error.code() == grpc.StatusCode.NOT_FOUND, "an owner that does not exist has no repositories"


@pytest.mark.parametrize("arguments", [{"name": "web"}, {"fullName": "luma-app/web"}])
def test_a_repository_is_looked_up_by_name(plugin: Plugin, repository: Made, arguments: Properties) -> None:
    token = "github:index/getRepository:getRepository"
    answer = plugin.stub(token).Invoke(rpc.InvokeRequest(tok=token, args=encode(arguments)))
    outputs = decode(getattr(answer, "return"))
    assert outputs["nodeId"] == repository.outputs["nodeId"], "the function answers as the resource does"


def test_looking_up_what_is_not_there_answers_without_an_id(plugin: Plugin) -> None:
    token = "github:index/getRepository:getRepository"
    answer = plugin.stub(token).Invoke(rpc.InvokeRequest(tok=token, args=encode({"name": "absent"})))
    assert decode(getattr(answer, "return")).get("nodeId") is None, "the provider's function does not fail either"
