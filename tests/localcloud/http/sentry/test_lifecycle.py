"""Each Sentry type's life by HTTP, seen by the plugin front end; and the reverse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from codegen.types import tokens
from localcloud.http.sentry import SENTRY
from localcloud.plugin.properties import Properties, Value, reveal
from tests.localcloud.harness import Made, Plugin
from tests.localcloud.http.speaker import Speaker, seen, speaking
from tests.localcloud.test_lifecycle_sentry import KEY, PROJECT, TEAM

TEAMS, PROJECTS = "/api/0/organizations/luma/teams/", "/api/0/teams/luma/web/projects/"
KEYS = "/api/0/projects/luma/site/keys/"
TEAM_INPUTS: Properties = {"organization": "luma", "name": "web", "slug": "web"}
PROJECT_INPUTS: Properties = {"organization": "luma", "teams": ["web"], "name": "site", "slug": "site"}
LIMIT = {"window": 3600, "count": 100}


@dataclass(frozen=True)
class Row:
    """One type: `create` and `update` by HTTP (path, body), `one` its own path with `{id}`.

    `seen` are the plugin's outputs after the API's create, `changed` after its update; `shown` is part of the API's
    answer after the plugin's create. `needs` are made by the plugin first.
    """

    token: str
    inputs: Properties
    create: tuple[str, Any]
    one: str
    update: Any
    seen: Mapping[str, Value]
    changed: Mapping[str, Value]
    shown: Mapping[str, Any]
    id: str = "id"
    needs: tuple[tuple[str, Properties], ...] = ()


ROWS = [
    Row(
        TEAM,
        TEAM_INPUTS,
        (TEAMS, {"name": "web", "slug": "web"}),
        "/api/0/teams/luma/{id}/",
        {"name": "Web people"},
        {"name": "web", "slug": "web", "hasAccess": True},
        {"name": "Web people", "slug": "web"},
        {"name": "web", "slug": "web", "isPending": False},
        id="slug",
    ),
    Row(
        PROJECT,
        PROJECT_INPUTS,
        (PROJECTS, {"name": "site", "slug": "site"}),
        "/api/0/projects/luma/{id}/",
        {"platform": "python", "digestsMinDelay": 60, "resolveAge": 24},
        {"name": "site", "teams": ["web"], "platform": "other", "resolveAge": 0},
        {"name": "site", "teams": ["web"], "platform": "python", "digestsMinDelay": 60, "resolveAge": 24},
        {"slug": "site", "platform": "other", "status": "active", "digestsMaxDelay": 1800},
        id="slug",
        needs=((TEAM, TEAM_INPUTS),),
    ),
    Row(
        KEY,
        {"organization": "luma", "project": "site", "name": "app", "rateLimitWindow": 3600, "rateLimitCount": 100},
        (KEYS, {"name": "app", "rateLimit": LIMIT}),
        f"{KEYS}{{id}}/",
        {"name": "browser", "rateLimit": {"window": 0, "count": 0}},
        {"name": "app", "rateLimitWindow": 3600, "rateLimitCount": 100, "isActive": True},
        {"name": "browser", "rateLimitWindow": 0, "rateLimitCount": 0},
        {"name": "app", "label": "app", "rateLimit": LIMIT, "isActive": True},
        needs=((TEAM, TEAM_INPUTS), (PROJECT, PROJECT_INPUTS)),
    ),
]
NAMES = [row.token.rsplit(":", 1)[-1] for row in ROWS]


@pytest.fixture
def api(plugin: Plugin) -> Iterator[Speaker]:
    """Serve Sentry's API on the plugin's world."""
    with speaking(SENTRY, plugin.store) as found:
        yield found


def test_every_type_that_the_project_uses_is_served() -> None:
    used = {token for cloud, token in tokens() if cloud == "sentry"}
    assert {row.token for row in ROWS} == used, "each has its life here, and no other has"


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_the_api_does_is_seen_by_the_plugin(plugin: Plugin, api: Speaker, row: Row) -> None:
    for token, inputs in row.needs:
        plugin.make(token, inputs)
    own = api.good("POST", *row.create)[row.id]
    checked, failures = plugin.check(row.token, row.inputs)
    assert failures == {}, "the row's inputs are good"
    made = Made(row.token, own, checked, checked)
    assert seen(plugin, made, row.seen) == dict(row.seen), "a create by HTTP is what a refresh finds"
    api.good("PUT", row.one.replace("{id}", own), row.update)
    assert seen(plugin, made, row.changed) == dict(row.changed), "an update by HTTP is drift to a refresh"
    api.good("DELETE", row.one.replace("{id}", own))
    assert plugin.read(made).id == "", "a delete by HTTP leaves nothing to a refresh"


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_the_plugin_does_is_seen_by_the_api(plugin: Plugin, api: Speaker, row: Row) -> None:
    for token, inputs in row.needs:
        plugin.make(token, inputs)
    made = plugin.make(row.token, row.inputs)
    path = row.one.replace("{id}", made.id)
    shown = api.good("GET", path)
    assert {name: shown[name] for name in row.shown} == dict(row.shown), "the API shows what the plugin made"
    plugin.delete(made)
    for method in ("GET", "PUT", "DELETE"):
        assert api.ask(method, path, {}).status_code == 404, f"{method} finds nothing after the plugin's delete"


def test_both_front_ends_spell_one_dsn(plugin: Plugin, api: Speaker) -> None:
    for token, inputs in ROWS[2].needs:
        plugin.make(token, inputs)
    made = plugin.make(KEY, ROWS[2].inputs)
    (shown,) = (each for each in api.good("GET", KEYS) if each["id"] == made.id)
    wanted = {name: reveal(made.outputs[f"dsn{name.capitalize()}"]) for name in ("public", "secret", "csp")}
    assert shown["dsn"] == wanted, "public, secret and CSP address are the same"
