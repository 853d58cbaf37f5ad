"""What Sentry and its plugin refuse, ignore and choose: each test makes one step in an otherwise good world."""

import grpc
import pytest

from localcloud.core.entities import Json
from localcloud.core.inspection import dump
from localcloud.plugin.properties import Properties
from tests.localcloud.harness import Made, Plugin
from tests.localcloud.test_lifecycle_sentry import KEY, PROJECT, TEAM, TEAM_INPUTS

PROJECT_INPUTS: Properties = {"organization": "luma", "name": "Luma", "slug": "luma", "teams": ["web"]}
KEY_INPUTS: Properties = {"organization": "luma", "project": "luma", "name": "web"}


@pytest.fixture
def team(plugin: Plugin) -> Made:
    return plugin.make(TEAM, TEAM_INPUTS)


@pytest.fixture
def project(plugin: Plugin, team: Made) -> Made:
    return plugin.make(PROJECT, PROJECT_INPUTS)


def stored(plugin: Plugin, kind: str) -> list[dict[str, Json]]:
    """Give the fields of everything of a kind."""
    found = [each["properties"] for each in dump(plugin.store)["sentry"] if each["type"] == kind]
    return [each for each in found if isinstance(each, dict)]


def changed(plugin: Plugin, made: Made, change: Properties) -> Made:
    new, failures = plugin.check(made.token, {**made.inputs, **change}, made.inputs)
    assert failures == {}, "the change is allowed"
    return plugin.update(made, new)


def test_a_project_has_team_or_teams_and_not_both(plugin: Plugin, team: Made) -> None:
    _, failures = plugin.check(PROJECT, {**PROJECT_INPUTS, "team": "web"})
    assert set(failures) == {"team", "teams"}, "each conflicts with the other"


def test_a_project_without_a_team_is_refused_when_it_is_made(plugin: Plugin, team: Made) -> None:
    inputs = {name: value for name, value in PROJECT_INPUTS.items() if name != "teams"}
    assert plugin.check(PROJECT, inputs)[1] == {}, "the vendor's plugin looks no earlier"
    with pytest.raises(grpc.RpcError, match="400 invalid: one of team or teams must be configured"):
        plugin.make(PROJECT, inputs)


def test_a_project_of_a_team_or_organization_that_is_not_there_is_refused(plugin: Plugin, team: Made) -> None:
    changes: tuple[Properties, ...] = ({"teams": ["apps"]}, {"organization": "other"})
    for change in changes:
        with pytest.raises(grpc.RpcError, match="404 not_found: The requested resource does not exist"):
            plugin.make(PROJECT, {**PROJECT_INPUTS, **change})


@pytest.mark.parametrize("token", [TEAM, PROJECT])
def test_a_slug_that_is_taken_is_a_conflict_and_one_that_is_left_out_is_chosen_free(
    plugin: Plugin, project: Made, token: str
) -> None:
    inputs = TEAM_INPUTS if token == TEAM else PROJECT_INPUTS
    with pytest.raises(grpc.RpcError, match=r"409 conflict: A (team|project) with this slug already exists"):
        plugin.make(token, inputs)
    free = plugin.make(token, {name: value for name, value in inputs.items() if name != "slug"})
    assert str(free.id).startswith(f"{inputs['slug']}-"), "Sentry adds to a slug of its own choice until it is free"


def test_a_slug_of_digits_alone_is_refused(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError, match="400 invalid: Enter a valid slug"):
        plugin.make(TEAM, {**TEAM_INPUTS, "slug": "123"})


def test_a_project_can_lose_its_teams_later(plugin: Plugin, project: Made) -> None:
    assert changed(plugin, project, {"teams": []}).outputs["teams"] == [], "only a new project needs one"


def test_a_deleted_team_is_gone_from_its_projects(plugin: Plugin, team: Made, project: Made) -> None:
    plugin.delete(team)
    assert plugin.read(project).outputs["teams"] == [], "the project stays without it"


def test_teams_have_no_order(plugin: Plugin, project: Made) -> None:
    plugin.make(TEAM, {**TEAM_INPUTS, "slug": "apps"})
    both = changed(plugin, project, {"teams": ["web", "apps"]})
    turned, _ = plugin.check(PROJECT, {**both.inputs, "teams": ["apps", "web"]}, both.inputs)
    assert plugin.diff(both, turned) == {}, "another order is no change"
    assert plugin.read(both).inputs == both.inputs, "and a refresh keeps the program's own"


def test_a_zero_is_not_sent_so_it_changes_nothing(plugin: Plugin, project: Made) -> None:
    aged = changed(plugin, project, {"resolveAge": 720})
    zeroed = changed(plugin, aged, {"resolveAge": 0})
    assert [each["resolve_age"] for each in stored(plugin, "project")] == [720], (
        "the vendor's plugin takes 0 for nothing"
    )
    assert zeroed.outputs["resolveAge"] == 720, "and reads what is there"


def test_a_new_project_brings_a_key_and_deleting_it_takes_every_key_along(plugin: Plugin, project: Made) -> None:
    key = plugin.make(KEY, KEY_INPUTS)
    assert {each["name"] for each in stored(plugin, "key")} == {"Default", "web"}, "Sentry's and ours"
    plugin.delete(project)
    assert plugin.read(key).id == "", "a key is nothing without its project"


def test_a_key_of_a_project_that_is_not_there_is_refused(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError, match="404 not_found"):
        plugin.make(KEY, KEY_INPUTS)
