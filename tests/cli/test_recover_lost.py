"""What a failed run made although its answer was lost."""

import json
from contextlib import nullcontext
from subprocess import CompletedProcess
from typing import Any

import pytest

from cli.adopt.identity import UNKNOWN
from cli.errors import UserError
from cli.local.home import Home
from cli.recover.lost import last_run_failed, lost
from cli.recover.pending import Pending
from cli.recover.ways import Recoverer, Recovery

KEY = "sentry:index/sentryKey:SentryKey"
TEAM = "sentry:index/sentryTeam:SentryTeam"
VARIABLE = "luma:trigger:EnvVar"
TOKEN = "cloudflare:index/accountToken:AccountToken"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
WORLD: dict[str, list[dict[str, Any]]] = {
    "sentry": [
        {"type": "team", "name": "luma/web", "id": "7", "properties": {"slug": "web"}},
        {"type": "project", "name": "luma/web", "id": "2", "properties": {"slug": "web"}},
        {"type": "key", "name": "2/k2", "id": "k2", "properties": {"project": "2", "name": "web"}},
    ],
    "trigger": [{"type": "variable", "name": "p/prod/A", "id": "v1", "properties": {"name": "A"}}],
    "cloudflare": [{"type": "token", "name": "a/t1", "id": "t1", "properties": {"account": "a", "name": "images"}}],
}


def step(kind: str, label: str, op: str = "create", provider: str = "p::1", **inputs: Any) -> dict[str, Any]:
    """Give the event by which a preview tells what it would do with a resource."""
    urn = f"urn:pulumi:prod::luma::{kind}::{label}"
    new = {"urn": urn, "type": kind, "custom": True, "parent": "urn:c", "provider": provider, "inputs": inputs}
    return {"resourcePreEvent": {"metadata": {"op": op, "urn": urn, "type": kind, "new": new}}}


def found(*events: dict[str, Any], held: tuple[dict[str, Any], ...] = ()) -> list[tuple[str, str | None]]:
    """Return what is lost: name and id."""
    return [(each.name, each.found) for each in lost(events, WORLD, held)]


def test_what_would_be_made_and_exists_was_lost() -> None:
    key = step(KEY, "key", project="web", name="web")
    assert found(key, step(TEAM, "team", slug="web"), step(TEAM, "other", slug="other")) == [
        ("key", "k2"),
        ("team", "web"),
    ], "by its natural key, and only what is there"


@pytest.mark.parametrize("op", ["same", "update", "delete"])
def test_what_the_state_knows_is_not_lost(op: str) -> None:
    assert found(step(TEAM, "team", op, slug="web")) == [], "it would not be made"


def test_what_a_state_holds_is_not_taken_for_a_replacement_that_was_lost() -> None:
    held = ({"urn": "urn:x", "type": TOKEN, "id": "t1"},)
    replacement = step(TOKEN, "token", "create-replacement", accountId="a", name="images")
    assert found(replacement, held=held) == [], "the old one is there, the new one is not"
    assert found(replacement) == [("token", "t1")], "this one nobody holds"


def test_what_is_simply_written_again_is_never_lost() -> None:
    assert found(step(VARIABLE, "a", project="p", environment="prod", name="A")) == [], "our provider overwrites"


def test_what_hangs_on_a_provider_that_is_still_to_be_made_cannot_have_been_made() -> None:
    assert found(step(TEAM, "team", provider=f"p::{UNKNOWN}", slug="web")) == [], "no call was possible"


def test_neither_secrets_nor_unknown_values_come_into_the_state() -> None:
    event = step(KEY, "key", project="web", name="web", token=SECRET, limit={"window": UNKNOWN})
    assert [each.resource["inputs"] for each in lost([event], WORLD)] == [{"project": "web", "name": "web"}], (
        "the refresh and the next up fill them in"
    )


def test_a_lost_resource_has_what_a_state_needs() -> None:
    (one,) = lost([step(TEAM, "team", slug="web")], WORLD)
    urn = f"urn:pulumi:prod::luma::{TEAM}::team"
    wanted = {"urn": urn, "type": TEAM, "custom": True, "parent": "urn:c", "provider": "p::1"}
    assert one == Pending({**wanted, "inputs": {"slug": "web"}}, "web"), "nothing more, nothing less"


@pytest.mark.parametrize(
    ("runs", "failed"),
    [([], False), (["succeeded", "failed"], False), (["failed", "succeeded"], True), (["in-progress"], True)],
)
def test_the_newest_run_counts(runs: list[str], failed: bool) -> None:
    history = json.dumps([{"kind": "update", "result": each} for each in runs])
    assert last_run_failed(history) is failed, "anything but a success may have lost something"


def test_a_stack_that_never_ran_has_not_failed() -> None:
    assert not last_run_failed(""), "Pulumi writes nothing"


class Engine:
    """Stands in for Pulumi: a whole state, and a last run that ended in `result`; a refresh works or fails."""

    def __init__(self, result: str, refreshes: bool = True) -> None:
        self.result = result
        self.refreshes = refreshes

    def __call__(self, _home: Home, words: list[str], *_: object) -> CompletedProcess[str]:
        answers = {"export": json.dumps({"deployment": {}}), "history": json.dumps([{"result": self.result}])}
        failed = words[0] == "refresh" and not self.refreshes
        return CompletedProcess(words, int(failed), answers.get(words[1], ""), "")


@pytest.fixture
def recoverer(home: Home, monkeypatch: pytest.MonkeyPatch) -> Recoverer:
    """Give the recoverer of a stack whose state is whole."""
    path = home.checkpoint("other")
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"version": 3, "checkpoint": {"latest": {}}}))
    monkeypatch.setattr("cli.recover.ways.cloud.running", lambda *_: nullcontext())
    monkeypatch.setattr("cli.recover.ways.environment.cloud_variables", lambda _: {})
    return Recoverer(home, "other")


def test_a_failed_run_is_read_again_even_where_nothing_is_pending(
    recoverer: Recoverer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.recover.ways.local.capture", Engine("failed"))
    found = recoverer.examine()
    assert (found.needed, found.cut_off) == (True, False), "a delete may have been done, and its answer lost"
    assert found.lines() == ["what there is will be read again"], "it is told"
    monkeypatch.setattr("cli.recover.ways.local.capture", Engine("succeeded"))
    assert not recoverer.examine().needed, "after a success there is nothing to do"


def test_a_recovery_that_did_not_come_to_its_end_is_begun_anew(
    recoverer: Recoverer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.recover.ways.local.capture", Engine("succeeded", refreshes=False))
    with pytest.raises(UserError, match="the recovery stopped there"):
        recoverer.perform(Recovery(None, 0, [], [], failed=True))
    assert recoverer.examine().needed, "the history knows nothing of it"
    recoverer.settled()
    assert not recoverer.examine().needed, "now it is done"


def test_after_an_import_that_was_cut_off_nothing_beside_the_state_is_taken_for_lost(
    recoverer: Recoverer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.recover.ways.local.capture", Engine("succeeded", refreshes=False))
    with pytest.raises(UserError):
        recoverer.perform(Recovery(None, 0, [], ["importing urn:pulumi:prod::luma::t::token"]))
    monkeypatch.setattr("cli.recover.ways.local.capture", Engine("succeeded"))
    recoverer.perform(recoverer.examine())
    assert not recoverer.examine_losses().needed, "it was there before: a person's own token would be deleted"


def test_an_import_that_was_refused_lost_nothing() -> None:
    assert not last_run_failed(json.dumps([{"kind": "resource-import", "result": "failed"}])), "it made nothing"
