"""`luma drift`: changed, missing and undeclared things are told by cloud, and nothing else is."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from cli.drift.undeclared import strangers
from cli.drift.verb import compared
from tests.engine import Checkout

ROUTE = "vercel:index/projectRoute:ProjectRoute"
Json = dict[str, Any]


def seen(operation: str, old: Json | None = None, new: Json | None = None, *told: str) -> Json:
    """Return what the engine logs of one refreshed resource."""
    step: Json = {"op": operation, "type": ROUTE, "urn": f"u::{ROUTE}::route", "diffs": list(told)}
    step |= {"old": {"outputs": old or {}}, "new": {"outputs": new} if new is not None else None}
    return {"resOutputsEvent": {"metadata": step}}


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (seen("update", {"a": 1, "at": 1}, {"a": 2, "at": 2}, "a"), ["route (project route): a is 2, declared 1"]),
        (seen("update", {}, {"a": True}, "a"), ["route (project route): a is true, declared absent"]),
        (seen("delete", {"a": 1}), ["route (project route) is gone"]),
        (seen("refresh", {"a": 1}, {"a": 1}), []),
        (seen("same", {"a": 1}, {"a": 1}), []),
        ({"summaryEvent": {}}, []),
    ],
    ids=["changed", "added", "missing", "refreshed", "same", "no-step"],
)
def test_a_refresh_is_told_in_words(event: Json, words: list[str]) -> None:
    assert [each.words for each in compared([event])] == words, "what differs, and from what"


def test_a_drifted_secret_is_told_without_its_value() -> None:
    (found,) = compared([seen("update", {"apiToken": "old-value"}, {"apiToken": "new-value"}, "apiToken")])
    assert "value" not in found.words, "that it changed, not to what"


REPOSITORY = {"type": "repository", "id": "1", "name": "org/web", "properties": {"name": "web"}}
ENVIRONMENT = {"type": "environment", "id": "2", "name": "1/production", "properties": {"name": "production"}}


def entity(kind: str, id: str, name: str, **properties: object) -> Json:  # noqa: A002 - as the dump has it
    """Return an entity as the local cloud's dump shows it."""
    return {"type": kind, "id": id, "name": name, "properties": {"name": name.rsplit("/", 1)[-1], **properties}}


def resource(kind: str, id: str, **inputs: object) -> Json:  # noqa: A002 - as the state has it
    """Return a resource of a state."""
    return {"type": kind, "id": id, "custom": True, "inputs": inputs}


VARIABLE = "vercel:i/p:ProjectEnvironmentVariable"
STRANGERS = {
    "variable": ("vercel", entity("variable", "v1", "prj/EXTRA/production"), resource(VARIABLE, "v1")),
    "environment-secret": (
        "github",
        entity("secret", "2/X", "2/X"),
        resource("github:i/a:ActionsEnvironmentSecret", "web:production:X"),
    ),
    "repository-secret": ("github", entity("secret", "1/X", "1/X"), resource("github:i/a:ActionsSecret", "web:X")),
    "policy": (
        "github",
        entity("deployment-policy", "9", "2/branch/dev", environment="2"),
        resource("github:i/r:RepositoryEnvironmentDeploymentPolicy", "web:production:9"),
    ),
    "bucket": (
        "cloudflare",
        entity("bucket", "b", "account/default/files"),
        resource("cloudflare:i/r:R2Bucket", "files"),
    ),
    "bypass": (
        "vercel",
        entity("protection-bypass", "p", "prj/digest", note="mine"),
        resource("vercel:i/p:ProjectProtectionBypass", "prj/secret", note="mine"),
    ),
    "trigger": ("trigger", entity("variable", "t", "proj/prod/X"), resource("luma:trigger:EnvVar", "proj/prod/X")),
    "alert": ("sentry", entity("workflow", "5", "org/5"), resource("luma:sentry:Alert", "org/5")),
}


@pytest.mark.parametrize("case", sorted(STRANGERS))
def test_a_thing_is_undeclared_until_a_state_has_it(case: str) -> None:
    cloud, thing, declared = STRANGERS[case]
    github = [REPOSITORY, ENVIRONMENT] if cloud == "github" else []
    states = [
        resource("github:i/r:Repository", "web"),
        resource("github:i/r:RepositoryEnvironment", "web:production"),
    ]
    found = strangers({cloud: [*github, thing]}, states)
    assert [(each.cloud, each.kind) for each in found] == [(cloud, thing["type"])], "nobody declares it"
    assert strangers({cloud: [*github, thing]}, [*states, declared]) == [], "now somebody does"


@pytest.mark.parametrize(
    ("cloud", "thing"),
    [
        ("sentry", entity("key", "k", "project/Default")),
        ("sentry", entity("detector", "d", "org/d", type="error")),
        ("cloudflare", entity("dns-record", "r", "zone/x", owner="domain")),
        ("vercel", entity("team", "team_1", "team_1")),
    ],
)
def test_what_a_vendor_makes_by_itself_is_no_finding(cloud: str, thing: Json) -> None:
    assert strangers({cloud: [thing]}, []) == [], "no person did it"


def test_without_any_stack_up_there_is_one_message(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["luma", "drift", "--local"])
    assert main() == 2, "there is nothing to look at"
    assert "None of the stacks is up" in capsys.readouterr().err, "and why"


@pytest.mark.slow
def test_each_kind_of_drift_is_found_on_the_built_platform_and_nothing_else(tmp_path: Path) -> None:
    checkout = Checkout.make(tmp_path / "luma")
    checkout.up()
    well = checkout.luma("drift", "--local", "--fail", "--json")
    assert (well.code, json.loads(well.out)) == (0, {"stacks": {"prod": []}, "undeclared": []}), well.text
    routes = [each["name"] for each in checkout.world()["vercel"] if each["type"] == "route"]
    checkout.cloud("drift", "vercel", "route", routes[0], "--delete")
    checkout.cloud("drift", "github", "repository", "luma-app/luma-web", "has_wiki=true")
    (urn,) = [
        each["urn"] for each in checkout.state()["resources"] if each["urn"].endswith("env-CSRF_SECRET-production")
    ]
    checkout.luma("local", "state", "delete", urn, "--yes", "--stack", "prod")
    before = checkout.state()
    ill = checkout.luma("drift", "--local", "--fail")
    assert ill.code == 1, ill.text
    lines = {line.strip("- ").strip() for line in ill.out.splitlines() if line.strip().startswith("- ")}
    assert lines == {
        "github-repository (repository): hasWiki is true, declared false",
        "vercel-route-headers-/(.*) (project route) is gone",
        "CSRF_SECRET (variable) is there, but no stack declares it",
    }, ill.text
    assert checkout.state() == before, "looking changes nothing"
