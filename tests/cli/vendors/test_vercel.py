"""What the verbs learn from Vercel and tell it, asked of the local cloud over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.vendors import vercel
from cli.vendors.http import Client, VendorError
from localcloud.http.vercel import VERCEL
from tests.cli.vendors.local import Local, serving
from tests.cli.vendors.scripted import Reply, scripted

SECRET = "a" * 32
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with serving("vercel", VERCEL, tmp_path) as found:
        yield found


@pytest.fixture
def own(local: Local) -> vercel.Project:
    """Make the platform's project."""
    settings = local.platform.vercel
    local.api.good("POST", "/v8/projects", {"name": settings.project})
    found = vercel.project(local.client, settings.team, settings.project)
    assert found is not None, "it was made"
    return found


def deployed(local: Local, own: vercel.Project, *, state: str = "READY", **more: Any) -> str:
    """Deploy to production, and give the id."""
    body = {"name": own.name, "target": "production", "meta": {"state": state}, **more}
    return str(local.api.good("POST", "/v13/deployments", body)["id"])


def test_everything_of_the_project_is_listed_with_what_identifies_it(local: Local, own: vercel.Project) -> None:
    path, place = f"/v10/projects/{own.id}", f"{own.team}/{own.id}"
    body = {"key": "URL", "value": "s3cret", "target": ["preview", "production"], "type": "sensitive"}
    variable = local.api.good("POST", f"{path}/env", body)["created"]["id"]
    for name in ("luma.example", "luma.vercel.app"):
        local.api.good("POST", f"{path}/domains", {"name": name})
    route = {"route": {"name": "old", "route": {"src": "/old", "status": 404}}}
    number = local.api.good("POST", f"/v1/projects/{own.id}/routes", route)["route"]["id"]
    source = {"kind": "git-provider", "provider": "github", "externalCheckName": "test"}
    check = local.api.good("POST", f"/v2/projects/{own.id}/checks", {"name": "test", "source": source})["id"]
    local.api.good("PUT", f"/v1/security/firewall/config?projectId={own.id}", {"firewallEnabled": True})
    local.api.good("PATCH", f"/v9/projects/{own.id}/deployment-expiration", {"expiration": "1w"})
    local.api.good("PATCH", f"{path}/protection-bypass", {"generate": {"secret": SECRET, "note": "smoke"}})
    token = local.api.good("POST", "/v3/user/tokens", {"name": "previews", "projectId": own.id})["token"]["id"]
    local.api.good("POST", "/v3/user/tokens", {"name": "a person's own"})
    other = local.api.good("POST", "/v8/projects", {"name": "other"})["id"]
    local.api.good("POST", f"/v10/projects/{other}/domains", {"name": "other.example"})

    found = vercel.existing(local.client, local.platform)
    within = {"projectId": own.id}
    assert {
        (each.type.rsplit(":", 1)[-1], each.import_id, each.by_itself, str(dict(each.inputs))) for each in found
    } == {
        ("Project", place, False, str({"name": own.name})),
        ("Project", f"{own.team}/{other}", False, str({"name": "other"})),
        (
            "ProjectEnvironmentVariable",
            f"{place}/{variable}",
            False,
            str({**within, "key": "URL", "targets": ["preview", "production"], "sensitive": True}),
        ),
        ("ProjectDomain", f"{place}/luma.example", False, str({**within, "domain": "luma.example"})),
        ("ProjectDomain", f"{place}/luma.vercel.app", True, str({**within, "domain": "luma.vercel.app"})),
        ("ProjectRoute", f"{place}/{number}", False, str({**within, "name": "old"})),
        ("ProjectDeploymentCheck", f"{place}/{check}", False, str({**within, "name": "test"})),
        ("FirewallConfig", place, False, str(within)),
        ("ProjectDeploymentRetention", place, False, str(within)),
        ("ProjectProtectionBypass", "", False, str({**within, "note": "smoke"})),
        ("UserToken", f"{own.team}/{token}", False, str({"name": "previews", **within})),
    }, "all of the own project, and of another one that it exists"
    assert SECRET not in str(found), "a bypass is known by its note"
    assert "s3cret" not in str(found), "a variable is known by its name"


def test_an_empty_team_has_nothing(local: Local) -> None:
    assert vercel.existing(local.client, local.platform) == [], "and that is no error"


def test_a_token_tells_what_it_reaches_and_until_when(local: Local) -> None:
    found = vercel.token(local.client)
    assert (found.teams, found.expires) == ((local.platform.vercel.team,), None), "the team, for ever"


def test_a_token_for_a_whole_account_is_told_from_one_for_a_team() -> None:
    scopes = [{"type": "user", "createdAt": 1}, {"type": "team", "teamId": "team_1", "createdAt": 1}]
    token = {"id": "t", "name": "mine", "createdAt": 1, "expiresAt": 4102444800000, "scopes": scopes}
    with scripted(Reply(body={"token": token})) as vendor:
        found = vercel.token(Client("vercel", vendor.url, "token"))
    assert (found.teams, found.expires) == ((), FUTURE), "no team limits it"


def test_a_team_tells_its_plan_and_one_out_of_reach_is_none(local: Local) -> None:
    found = vercel.team(local.client, local.platform.vercel.team)
    assert found is not None, "the seed made it"
    assert found.billing is not None, "the token may see it"
    assert found.billing.plan == local.platform.plan.vercel, "the plan of the settings"
    assert vercel.team(local.client, "team_other") is None, "no such team for this token"


def test_deployments_tell_their_commit_and_what_serves(local: Local, own: vercel.Project) -> None:
    assert vercel.current(local.client, own) is None, "nothing is deployed yet"
    git = {"commitSha": "c" * 40, "commitRef": "main", "commitMessage": "Add a page"}
    first, failed = deployed(local, own, gitMetadata=git), deployed(local, own, state="ERROR")
    second = deployed(local, own)
    listed = vercel.deployments(local.client, own, target="production")
    assert {each.id: each.state for each in listed} == {first: "READY", failed: "ERROR", second: "READY"}, "each once"
    assert [each.id for each in listed if each.candidate] == [first], "what served before is the way back"
    meta = next(each.meta for each in listed if each.id == first)
    assert (meta.sha, meta.ref, meta.message) == ("c" * 40, "main", "Add a page"), "its commit"
    serving_now = vercel.current(local.client, own)
    assert serving_now is not None, "something serves"
    assert (serving_now.id, serving_now.substate) == (second, "PROMOTED"), "the newest that is ready"
    assert len(vercel.deployments(local.client, own, most=2)) == 2, "no more than asked for"


def test_an_earlier_deployment_is_promoted_again(local: Local, own: vercel.Project) -> None:
    first = deployed(local, own)
    deployed(local, own)
    vercel.promote(local.client, own, first)
    serving_now = vercel.current(local.client, own)
    assert serving_now is not None, "something serves"
    assert serving_now.id == first, "rolled back"
    with pytest.raises(VendorError, match="already the current production deployment"):
        vercel.promote(local.client, own, first)


def test_a_deployment_that_nobody_made_is_none(local: Local, own: vercel.Project) -> None:
    assert vercel.deployment(local.client, own.team, "dpl_none") is None, "absence is an answer"


def test_attack_mode_is_switched_on_until_a_time_and_off(local: Local, own: vercel.Project) -> None:
    vercel.set_attack_mode(local.client, own, FUTURE, enabled=True)
    found = vercel.project(local.client, own.team, own.id)
    assert found is not None, "the project is there"
    assert found.security is not None, "it tells its security"
    assert (found.attack_mode, found.security.attack_mode_until) == (True, 4102444800000), "time-boxed"
    vercel.set_attack_mode(local.client, own, None, enabled=False)
    again = vercel.project(local.client, own.team, own.id)
    assert again is not None, "the project is there"
    assert not again.attack_mode, "off"


def test_deployments_on_push_are_frozen_and_let_go(local: Local, own: vercel.Project) -> None:
    assert own.deploys_on_push, "as a project is born"
    for enabled in (False, True):
        vercel.set_git_deployments(local.client, own, enabled=enabled)
        found = vercel.project(local.client, own.team, own.name)
        assert found is not None, "the project is there"
        assert found.deploys_on_push is enabled, "as told"


def test_production_is_paused_and_brought_back(local: Local, own: vercel.Project) -> None:
    for paused in (True, False):
        vercel.pause(local.client, own, paused=paused)
        found = vercel.project(local.client, own.team, own.name)
        assert found is not None, "the project is there"
        assert found.paused is paused, "as told"


def test_a_list_without_its_items_is_an_error_rather_than_empty(local: Local, own: vercel.Project) -> None:
    with scripted(Reply(body={})) as vendor, pytest.raises(VendorError, match="did not answer with a list"):
        vercel.routes(Client("vercel", vendor.url, "token"), own)


def test_a_wrong_token_is_told_and_nothing_is_taken_for_absent(local: Local) -> None:
    with pytest.raises(VendorError, match=r"403 Not authorized\. Is VERCEL_API_TOKEN still valid"):
        vercel.existing(local.stranger(), local.platform)
