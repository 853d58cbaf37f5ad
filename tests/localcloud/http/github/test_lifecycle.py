"""Each GitHub type's life by HTTP, seen by the plugin front end; and the reverse."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from localcloud.http.github import GITHUB
from localcloud.plugin.properties import Value, reveal
from tests.localcloud.github import rows
from tests.localcloud.harness import Made, Plugin
from tests.localcloud.http.github.conftest import ROOT, sealed
from tests.localcloud.http.github.lives import BRANCH, CONTENT, FILE, PERMISSIONS, REPOSITORY, ROWS, Ask, Row, Sealed
from tests.localcloud.http.speaker import Speaker, speaking

NAMES = [row.token.rsplit(":", 1)[-1] for row in ROWS]
DELETED = [row for row in ROWS if row.delete is not None]


@pytest.fixture
def api(plugin: Plugin) -> Iterator[Speaker]:
    """Serve GitHub's API on the plugin's world."""
    with speaking(GITHUB, plugin.store) as found:
        yield found


def prepared(plugin: Plugin, row: Row) -> None:
    for token, inputs in row.needs:
        plugin.make(token, inputs)


def asked(api: Speaker, row: Row, ask: Ask, own: str = "") -> Any:
    """Send a request with what only the running world knows put in."""
    method, path, body = ask
    if isinstance(body, Sealed):
        body = sealed(api, body.place, body.value)
    if isinstance(body, dict) and body.get("sha") == "{head}":
        body = {**body, "sha": api.good("GET", f"{ROOT}/git/ref/heads/main")["object"]["sha"]}
    if isinstance(body, dict) and body.get("sha") == "{sha}":
        body = {**body, "sha": api.good("GET", row.one)["sha"]}
    return api.good(method, path.replace("{id}", own), body)


def outputs(plugin: Plugin, made: Made, names: Mapping[str, Value]) -> dict[str, Value]:
    read = plugin.read(made)
    assert read.id == made.id, "a refresh finds it under its id"
    return {name: reveal(read.outputs.get(name)) for name in names}


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_the_api_does_is_seen_by_the_plugin(plugin: Plugin, api: Speaker, row: Row) -> None:
    prepared(plugin, row)
    answer = asked(api, row, row.create)
    number = str(answer["id"]) if isinstance(answer, dict) and "id" in answer else ""
    checked, failures = plugin.check(row.token, row.inputs)
    assert failures == {}, "the row's inputs are good"
    made = Made(row.token, row.own.replace("{id}", number), checked, checked)
    assert outputs(plugin, made, row.seen) == dict(row.seen), "a create by HTTP is what a refresh finds"
    asked(api, row, row.update, number)
    assert outputs(plugin, made, row.changed) == dict(row.changed), "an update by HTTP is drift to a refresh"


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_the_plugin_does_is_seen_by_the_api(plugin: Plugin, api: Speaker, row: Row) -> None:
    prepared(plugin, row)
    made = plugin.make(row.token, row.inputs)
    path = row.one.replace("{id}", made.id.rsplit(":", 1)[-1])
    shown = api.good("GET", path)
    assert {name: shown[name] for name in row.shown} == dict(row.shown), "a create by the plugin is what the API shows"
    plugin.delete(made)
    if row.delete is None:
        shown = api.good("GET", path)
        assert {name: shown[name] for name in row.again} == dict(row.again), "a delete puts a switch back"
    else:
        assert api.ask("GET", path).status_code == 404, "and so is its delete"


@pytest.mark.parametrize("row", DELETED, ids=[row.token.rsplit(":", 1)[-1] for row in DELETED])
def test_what_the_api_deletes_is_gone_for_the_plugin(plugin: Plugin, api: Speaker, row: Row) -> None:
    prepared(plugin, row)
    made = plugin.make(row.token, row.inputs)
    number = made.id.rsplit(":", 1)[-1]
    assert row.delete is not None, "every row here has a delete"
    asked(api, row, row.delete, number)
    assert plugin.read(made).id == "", "a refresh finds nothing"
    method, path, body = row.delete
    again = api.ask(method, path.replace("{id}", number), body)
    assert again.status_code == (422 if row.token == rows.BRANCH else 404), "GitHub knows nothing to delete twice"


def test_alerts_are_told_by_the_status_alone(plugin: Plugin, api: Speaker) -> None:
    path = f"{ROOT}/vulnerability-alerts"
    plugin.make(*REPOSITORY)
    assert api.ask("GET", path).status_code == 404, "they are off at first"
    assert api.ask("PUT", path).status_code == 204, "HTTP switches them on"
    made = plugin.make(rows.ALERTS, {"repository": "web", "enabled": True})
    assert (api.ask("GET", path).status_code, api.ask("GET", path).content) == (204, b""), "and tells so in no words"
    api.good("DELETE", path)
    assert outputs(plugin, made, {"enabled": None}) == {"enabled": False}, "a refresh sees them off again"


def test_a_selection_of_actions_is_one_and_the_same(plugin: Plugin, api: Speaker) -> None:
    path = f"{PERMISSIONS}/selected-actions"
    plugin.make(*REPOSITORY)
    assert api.ask("GET", path).status_code == 409, "nothing is selected where all are allowed"
    api.good("PUT", PERMISSIONS, {"enabled": True, "allowed_actions": "selected"})
    api.good("PUT", path, {"github_owned_allowed": True, "patterns_allowed": ["a/b@*"]})
    made = plugin.import_(rows.ACTIONS, "web")
    config = {"githubOwnedAllowed": True, "verifiedAllowed": False, "patternsAlloweds": ["a/b@*"]}
    assert reveal(made.outputs["allowedActionsConfig"]) == config, "the plugin imports what HTTP selected"
    found = {"github_owned_allowed": True, "verified_allowed": False, "patterns_allowed": ["a/b@*"]}
    assert api.good("GET", path) == found, "and the API shows it"


def test_every_type_of_the_program_has_a_row() -> None:
    served = {row.token for row in ROWS} | {rows.ALERTS}
    assert served == {value for name, value in vars(rows).items() if isinstance(value, str) and "github:index" in value}


def test_a_files_content_is_text_to_both(plugin: Plugin, api: Speaker) -> None:
    for token, inputs in (REPOSITORY, BRANCH, FILE):
        plugin.make(token, inputs)
    content = api.good("GET", f"{CONTENT}?ref=luma/platform")["content"]
    assert base64.b64decode(content).decode() == rows.FILE_INPUTS["content"], "base64 comes in lines, as GitHub's does"
