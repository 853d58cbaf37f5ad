"""Who may ask Vercel's API, and its refusals in its own words."""

from typing import Any

import httpx
import pytest

from localcloud.core.faults import Fault, Faults
from localcloud.vercel.scope import Scope
from tests.localcloud.http.vercel.conftest import TEAM, TOKEN, Vercel

VARIABLE = {"key": "URL", "value": "x", "target": ["production"], "type": "encrypted", "comment": ""}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code", "words"),
    [
        ("POST", "/v8/projects", {"name": "luma"}, 409, "conflict", "Project “luma” already exists"),
        ("GET", "/v10/projects/other", None, 404, "not_found", "Project not found."),
        ("GET", "/v10/projects/luma?teamId=team_other", None, 403, "forbidden", "Not authorized"),
        ("GET", "/v2/teams/nobody", None, 404, "team_not_found", "The Team was not found."),
        ("POST", "/v10/projects/luma/env", VARIABLE, 400, "ENV_CONFLICT", "already exists for the target production"),
        (
            "POST",
            "/v10/projects/luma/env",
            {**VARIABLE, "type": "odd"},
            400,
            "invalid",
            "`type` should be equal to one",
        ),
        ("POST", "/v10/projects/luma/env", {**VARIABLE, "key": "TZ"}, 400, "ENV_RESERVED", "is reserved"),
        ("GET", "/v10/projects/luma/env/none", None, 404, "ENV_NOT_FOUND", "was not found"),
        ("POST", "/v10/projects/luma/domains", {"name": "x y"}, 400, "invalid_domain", "is invalid"),
        ("GET", "/v9/projects/luma/domains/a.example", None, 404, "not_found", "not assigned to this project"),
        (
            "POST",
            "/v1/projects/luma/routes",
            {"route": {"name": "r", "route": {"src": "/"}}},
            400,
            "invalid_route",
            "must set",
        ),
        ("DELETE", "/v1/projects/luma/routes", {"routeIds": ["r1"]}, 404, "not_found", "The routes r1 were not found"),
        ("GET", "/v1/security/firewall/config/active?projectId=luma", None, 404, "not_found", "was not found"),
        ("PATCH", "/v1/security/firewall/config?projectId=luma", {"action": "odd"}, 400, "invalid", "rules.insert"),
        ("POST", "/v2/projects/luma/checks", {"name": "t"}, 400, "invalid", "`source` is required"),
        ("POST", "/v3/user/tokens", {"name": " t"}, 400, "invalid", "Token name must not be empty"),
        ("GET", "/v5/user/tokens/none", None, 404, "not_found", "Token not found."),
        ("PATCH", "/v10/projects/luma/protection-bypass", {"revoke": {"secret": "x"}}, 404, "not_found", "not found"),
        ("PATCH", "/v9/projects/luma/deployment-expiration", {"expiration": "9d"}, 400, "invalid", "9d is none of 1d"),
        ("POST", "/v8/projects", {}, 400, "invalid", "name"),
        ("GET", "/v1/nothing", None, 404, "not_found", "there is no GET /v1/nothing"),
    ],
)
def test_a_refusal_has_vercels_shape_status_code_and_words(
    vercel: Vercel, project: str, *, method: str, path: str, body: Any, status: int, code: str, words: str
) -> None:
    vercel.ask("POST", f"/v10/projects/{project}/env", VARIABLE, 201)
    found, message = vercel.refused(method, path, body, status)
    assert found == code, "a program reads the code"
    assert words in message, "a person reads the words"


def test_a_wrong_token_is_refused(vercel: Vercel) -> None:
    answer = httpx.get(f"{vercel.http.base_url}/v2/user", headers={"Authorization": "Bearer wrong"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden"), "as Vercel says it"
    assert TOKEN not in answer.text, "the right one is not told"


def test_a_plugin_learns_team_user_and_token_when_it_starts(vercel: Vercel) -> None:
    team = vercel.ask("GET", f"/v2/teams/{TEAM}")
    assert (team["id"], team["billing"]["plan"]) == (TEAM, "enterprise"), "the team that the seed made"
    assert vercel.ask("GET", f"/v2/teams/{team['slug']}")["id"] == TEAM, "by its slug too"
    assert vercel.ask("GET", "/v2/user")["user"]["defaultTeamId"] == TEAM, "the user's own team"
    token = vercel.ask("GET", "/v5/user/tokens/current")["token"]
    assert [each["teamId"] for each in token["scopes"]] == [TEAM], "the token reaches the team"
    assert "expiresAt" not in token, "and never ends"


def test_a_rate_limit_says_when_to_come_back(vercel: Vercel) -> None:
    Faults(vercel.plugin.store).add(Fault("rate-limited", "vercel:index/project:Project", "read", 7.0, 1))
    answer = vercel.http.get("/v9/projects", params={"teamId": TEAM})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7"), "faults reach this door too"


def test_a_damaged_record_is_an_error_with_a_reason_and_no_dead_connection(vercel: Vercel, project: str) -> None:
    with vercel.plugin.store.transaction() as world:
        world.connection.execute("UPDATE entities SET data = '{\"odd\": 1}' WHERE kind = 'project'")
    code, words = vercel.refused("GET", f"/v9/projects/{project}", status=500)
    assert code == "internal_error", "a failure of the service"
    assert "Project has no field odd" in words, "the damage is named"
    assert vercel.ask("GET", "/v2/user")["user"]["username"] == "luma", "and the connection lives on"


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        (
            "POST",
            "/v1/projects/luma/routes",
            {"route": {"name": "r", "route": {"src": "/", "status": "x"}}},
            "status must",
        ),
        ("PATCH", "/v9/projects/luma", {"gitLFS": "yes"}, "git_lfs must"),
        (
            "PUT",
            "/v1/security/firewall/config?projectId=luma",
            {"firewallEnabled": 1},
            "firewallEnabled is not a boolean",
        ),
    ],
)
def test_a_value_of_another_type_is_a_bad_request(
    vercel: Vercel, project: str, *, method: str, path: str, body: Any, words: str
) -> None:
    assert words in vercel.refused(method, path, body)[1], "the field is named"


def test_a_fault_of_the_local_cloud_itself_is_told_without_the_values_at_hand(
    vercel: Vercel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("s3cret")

    monkeypatch.setattr(Scope, "team", broken)
    _, words = vercel.refused("GET", "/v2/projects", status=500)
    assert "a fault of the local cloud itself: KeyError in test_refusals.py" in words, "an answer, and where to look"
    assert "s3cret" not in words, "without any value"
