"""Recovery of real accounts: what a person is asked, and what is refused."""

import json
from typing import Any

import pytest

from cli.errors import UserError
from cli.recover.real import RealRecoverer
from cli.recover.verb import recover
from cli.target import Target

RULESET = "github:index/repositoryRuleset:RepositoryRuleset"
BUCKET = "cloudflare:index/r2Bucket:R2Bucket"


def pending(kind: str, name: str, /, **inputs: Any) -> dict[str, Any]:
    """Give an interrupted create as a state holds it."""
    resource = {"urn": f"urn:pulumi:prod::luma::{kind}::{name}", "type": kind, "custom": True, "inputs": inputs}
    return {"type": "creating", "resource": resource}


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the backend answer with a bucket and a ruleset in the balance."""
    operations = [pending(RULESET, "rules", repository="web", name="main"), pending(BUCKET, "images", name="images")]
    exported = json.dumps({"deployment": {"resources": [], "pending_operations": operations}})
    monkeypatch.setattr(Target, "output", lambda *_: exported)


def test_what_no_id_follows_from_is_asked_for_with_where_to_look() -> None:
    with pytest.raises(UserError) as caught:
        RealRecoverer("prod", {}).examine()
    asked = [line for line in str(caught.value).splitlines() if line.startswith("  --id")]
    assert asked == ["  --id rules=none   # github: a ruleset with repository web, name main; Pulumi's id is ID"], (
        "the line to paste, and nothing about the bucket, whose id is its name"
    )


def test_a_project_whose_slug_is_sentrys_choice_is_asked_for_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    operations = [pending("sentry:index/sentryProject:SentryProject", "app", organization="luma", name="Luma")]
    exported = json.dumps({"deployment": {"resources": [], "pending_operations": operations}})
    monkeypatch.setattr(Target, "output", lambda *_: exported)
    with pytest.raises(UserError, match=r"--id app=none   # sentry: a project with .*name Luma; Pulumi's id is SLUG"):
        RealRecoverer("prod", {}).examine()


@pytest.mark.parametrize(("given", "found"), [("17", "17"), ("none", None)])
def test_what_a_person_found_is_taken_as_it_is(given: str, found: str | None) -> None:
    creates = RealRecoverer("prod", {"rules": given}).examine().creates
    assert {each.name: each.found for each in creates} == {"images": "images", "rules": found}, "ids, or nothing"


def test_an_id_for_nothing_that_is_pending_is_refused() -> None:
    with pytest.raises(UserError, match="--id ruels: not among the interrupted creates"):
        RealRecoverer("prod", {"ruels": "17"}).examine()


@pytest.mark.parametrize(
    ("real", "ids", "says"),
    [
        (False, ["rules=17"], "--id is for real accounts"),
        (True, ["rules", "=17", "a="], "--id rules, =17, a=: not NAME=ID"),
    ],
)
def test_an_id_that_makes_no_sense_is_refused(real: bool, ids: list[str], says: str) -> None:
    with pytest.raises(UserError, match=says):
        recover("prod", yes=True, real=real, ids=ids)
