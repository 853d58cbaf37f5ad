"""What an interrupted create may have made, and how it is written into the state."""

from typing import Any

from cli.recover.pending import ROWS, creates, interrupted
from cli.recover.ways import Recovery, adopt

BUCKET = "cloudflare:index/r2Bucket:R2Bucket"
KEY = "sentry:index/sentryKey:SentryKey"
TOKEN = "cloudflare:index/accountToken:AccountToken"
WORLD: dict[str, list[dict[str, Any]]] = {
    "cloudflare": [
        {"type": "bucket", "name": "a/default/images", "id": "b1", "properties": {"account": "a", "name": "images"}},
        {"type": "token", "name": "a/t1", "id": "t1", "properties": {"account": "a", "name": "images"}},
        {"type": "token", "name": "a/t2", "id": "t2", "properties": {"account": "a", "name": "images"}},
    ],
    "sentry": [
        {"type": "project", "name": "luma/api", "id": "1", "properties": {"slug": "api"}},
        {"type": "project", "name": "luma/web", "id": "2", "properties": {"slug": "web"}},
        {"type": "key", "name": "1/k1", "id": "k1", "properties": {"project": "1", "name": "web"}},
        {"type": "key", "name": "2/k2", "id": "k2", "properties": {"project": "2", "name": "web"}},
    ],
}


def resource(kind: str, label: str, /, **inputs: Any) -> dict[str, Any]:
    """Give a resource as a state holds it."""
    return {"urn": f"urn:pulumi:prod::luma::{kind}::{label}", "type": kind, "custom": True, "inputs": inputs}


def deployment(*pending: dict[str, Any], state: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """Give a deployment with interrupted creates."""
    return {
        "resources": list(state),
        "pending_operations": [{"type": "creating", "resource": each} for each in pending],
    }


def test_an_id_that_follows_from_the_inputs_needs_no_search() -> None:
    found = creates(deployment(resource(BUCKET, "images", accountId="a", name="images")), {})
    assert [each.found for each in found] == ["images"], (
        "a bucket's id is its name; the refresh drops it if it is not there"
    )


def test_a_create_that_happened_is_found_by_its_natural_key() -> None:
    found = creates(deployment(resource(KEY, "key", project="web", name="web")), WORLD)
    assert [each.found for each in found] == ["k2"], "the key of that name, in the project of that name"


def test_a_create_that_did_not_happen_is_not_found() -> None:
    found = creates(deployment(resource(KEY, "key", project="web", name="other")), WORLD)
    assert [each.found for each in found] == [None], "nothing of that name exists"


def test_what_the_state_holds_already_is_not_found_again() -> None:
    owned = {**resource(TOKEN, "first"), "id": "t1"}
    found = creates(deployment(resource(TOKEN, "second", accountId="a", name="images"), state=(owned,)), WORLD)
    assert [(each.found, each.once) for each in found] == [("t2", True)], "two tokens may share a name"


def test_a_type_without_a_row_is_dropped() -> None:
    found = creates(deployment(resource("random:index/randomBytes:RandomBytes", "csrf", length=32)), WORLD)
    assert [each.found for each in found] == [None], "making it again makes no duplicate"


def test_other_interrupted_operations_are_told() -> None:
    operations = [{"type": kind, "resource": {"urn": "urn:x"}} for kind in ("updating", "creating", "deleting")]
    assert interrupted({"pending_operations": operations}) == ["deleting urn:x", "updating urn:x"], (
        "the refresh settles"
    )


def test_a_found_resource_is_written_into_the_state() -> None:
    pending = resource(BUCKET, "images", accountId="a", name="images")
    state = deployment(pending)
    adopt(state, [each for each in creates(state, WORLD) if each.found])
    assert state == {
        "resources": [{**pending, "id": "images", "outputs": pending["inputs"]}],
        "pending_operations": [],
    }, "with its id, and with nothing pending any more"


def test_a_replacement_that_was_made_leaves_the_old_one_to_delete() -> None:
    old = {**resource(TOKEN, "images", accountId="a", name="images"), "id": "t1"}
    user = resource(BUCKET, "user")
    state = deployment(resource(TOKEN, "images", accountId="a", name="images"), state=(old, user))
    adopt(state, creates(state, WORLD))
    assert [(each["urn"], each.get("id"), each.get("delete")) for each in state["resources"]] == [
        (old["urn"], "t2", None),
        (user["urn"], None, None),
        (old["urn"], "t1", True),
    ], "the new one takes the old one's place, so that what depends on it stays valid"


def test_a_recovery_with_nothing_left_behind_is_not_needed() -> None:
    assert not Recovery(None, 0, [], []).needed, "an unharmed stack is left alone"


def test_every_row_says_how_to_recognise_one_thing() -> None:
    vague = sorted(kind for kind, row in ROWS.items() if not (row.match if row.cloud else row.id != "{id}"))
    assert vague == [], "a row without a key would take the first thing for the lost one"
