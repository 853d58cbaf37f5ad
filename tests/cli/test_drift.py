"""`luma drift`: changed, missing and undeclared things are told by cloud, and nothing else is."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

import cli.drift.verb
from cli.__main__ import main
from cli.drift.undeclared import undeclared
from cli.drift.verb import compared, strangers
from cli.state.bucket import keepers
from cli.target import Target
from cli.vendors.existing import Existing
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


def thing(kind: str, import_id: str, name: str = "thing", *, by_itself: bool = False, **inputs: object) -> Existing:
    """Return something that exists."""
    cloud = kind.split(":")[1] if kind.startswith("luma:") else kind.split(":", maxsplit=1)[0]
    return Existing(cloud, kind, import_id, name, by_itself, inputs)


def resource(kind: str, id: str, **inputs: object) -> Json:  # noqa: A002 - as the state has it
    """Return a resource of a state."""
    return {"type": kind, "id": id, "custom": True, "inputs": inputs}


VARIABLE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
BYPASS = "vercel:index/projectProtectionBypass:ProjectProtectionBypass"
SECRET = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret"
RULESET = "github:index/repositoryRuleset:RepositoryRuleset"
BUCKET = "cloudflare:index/r2Bucket:R2Bucket"
CORS = "cloudflare:index/r2BucketCors:R2BucketCors"
TEAM = "sentry:index/sentryTeam:SentryTeam"
ALERT = "luma:sentry:Alert"
IN_PRODUCTION: Json = {"repository": "web", "environment": "production", "secretName": "X"}
STRANGERS: dict[str, tuple[Existing, Json, Json]] = {
    "by-the-end-of-its-import-id": (
        thing(VARIABLE, "team/prj/v1"),
        resource(VARIABLE, "v1"),
        resource(VARIABLE, "1"),
    ),
    "by-a-repository-s-number": (thing(RULESET, "web:7"), resource(RULESET, "7"), resource(RULESET, "17")),
    "a-bucket-before-its-jurisdiction": (
        thing(BUCKET, "account/files/default"),
        resource(BUCKET, "files"),
        resource(BUCKET, "default"),
    ),
    "a-team-of-the-organization-s-name": (thing(TEAM, "luma/web"), resource(TEAM, "web"), resource(TEAM, "luma")),
    "by-the-whole-id": (thing(ALERT, "org/5"), resource(ALERT, "org/5"), resource(ALERT, "org/6")),
    "of-another-type": (thing(ALERT, "org/5"), resource(ALERT, "org/5"), resource("luma:sentry:Monitor", "org/5")),
    "a-secret-by-its-place": (
        thing(SECRET, "", **IN_PRODUCTION),
        resource(SECRET, "web:production:X", **IN_PRODUCTION),
        resource(SECRET, "web:backup:X", **{**IN_PRODUCTION, "environment": "backup"}),
    ),
    "rules-by-their-bucket": (
        thing(CORS, "", bucketName="files", jurisdiction="default"),
        resource(CORS, "files", bucketName="files", jurisdiction="default"),
        resource(CORS, "other", bucketName="other", jurisdiction="default"),
    ),
    "a-bypass-by-its-note": (
        thing(BYPASS, "", projectId="prj", note="mine"),
        resource(BYPASS, "prj/secret", projectId="prj", note="mine"),
        resource(BYPASS, "prj/secret", projectId="prj", note="yours"),
    ),
}


@pytest.mark.parametrize("case", sorted(STRANGERS))
def test_a_thing_is_undeclared_until_a_state_has_it(case: str) -> None:
    there, declared, other = STRANGERS[case]
    assert undeclared([there], [other]) == [there], "nobody declares it"
    assert undeclared([there], [other, declared]) == [], "now somebody does"


def test_what_a_vendor_makes_by_itself_is_no_finding_and_what_two_stacks_see_is_one(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [thing(ALERT, "org/5", "mine"), thing(ALERT, "org/6", "default", by_itself=True)]
    monkeypatch.setattr(cli.drift.verb, "everything", lambda *_: found)
    monkeypatch.setattr(cli.drift.verb, "asking", lambda _: contextlib.nullcontext({}))
    monkeypatch.setattr(Target, "resources", lambda _: None)
    monkeypatch.setattr(Target, "backend", lambda _: "")
    told = strangers([Target("prod", local=False), Target("staging", local=False)])
    stacks = [Target("prod", local=False)]
    assert strangers(stacks, ["sentry:m*"]) == [], "a person says that nobody has to declare it"
    assert len(strangers(stacks, ["vercel:m*", "sentry:i*"])) == 1, "of another cloud, or another name"
    assert [each.words for each in told] == ["mine (alert) is there, but no stack declares it"], "once, for both stacks"


ENDPOINT = "endpoint=https%3A%2F%2F{}.r2.cloudflarestorage.com&region=auto"


@pytest.mark.parametrize(
    ("backend", "names"),
    [
        (f"s3://our-state?{ENDPOINT.format('0123')}", {"luma-pulumi-state", "our-state"}),
        (f"s3://our-state?{ENDPOINT.format('4567')}", {"luma-pulumi-state"}),
        ("s3://our-state?region=eu-central-1", {"luma-pulumi-state"}),
        ("https://api.pulumi.com", {"luma-pulumi-state"}),
        ("", {"luma-pulumi-state"}),
    ],
    ids=["ours", "of-another-account", "of-another-cloud", "pulumi-cloud", "unknown"],
)
def test_the_bucket_that_keeps_the_state_need_not_be_declared(backend: str, names: set[str]) -> None:
    assert keepers("luma", "0123", backend) == names, "the usual one, and the one of this very account that is in use"


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
    bootstrapped = checkout.luma("state", "bootstrap", "--local")
    assert bootstrapped.code == 0, bootstrapped.text
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
        "luma-web: CSRF_SECRET (production) (project environment variable) is there, but no stack declares it",
    }, ill.text
    assert checkout.state() == before, "looking changes nothing"
