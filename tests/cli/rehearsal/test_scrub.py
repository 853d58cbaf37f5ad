"""A state is told without its secrets, the same way each time."""

import hashlib
import json
from copy import deepcopy
from typing import Any

import pytest
from luma_provider.trigger.values import fingerprint
from luma_provider.values import Secret

from cli.env.values import SECRET_KEY
from cli.errors import UserError
from cli.rehearsal.scrub import scrub
from cli.rehearsal.snapshot import _fingerprint

SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"
TOKEN = "token-of-the-real-account"
KNOWN = {"postgres://real": "postgres://placeholder"}


def secret(value: object) -> dict[str, str]:
    return {SECRET_KEY: SIGNATURE, "plaintext": json.dumps(value)}


def shown(value: dict[str, str]) -> Any:
    assert value[SECRET_KEY] == SIGNATURE, "what was a secret stays one"
    return json.loads(value["plaintext"])


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def resource(name: str, **inputs: object) -> dict[str, Any]:
    return {"urn": f"urn:pulumi:prod::luma::a:b:C::{name}", "type": "a:b:C", "inputs": inputs}


def one(*resources: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = scrub({"resources": list(resources)}, KNOWN, **options)["resources"]
    return found


def test_a_secret_that_the_program_is_given_becomes_what_a_local_run_gives_it() -> None:
    (found,) = one(resource("a", value=secret("postgres://real")))
    assert shown(found["inputs"]["value"]) == "postgres://placeholder", "the preview must see no change"


def test_a_secret_that_a_cloud_made_becomes_the_same_text_everywhere() -> None:
    made, used = one(resource("a", token=secret(TOKEN)), resource("b", env={"TOKEN": secret(TOKEN)}, note=TOKEN))
    stand_in = shown(made["inputs"]["token"])
    assert stand_in != TOKEN, "nothing of the value is left"
    assert shown(used["inputs"]["env"]["TOKEN"]) == stand_in, "what was wired stays wired"
    assert used["inputs"]["note"] == stand_in, "nor does it stay where nobody marked it"


def test_a_placeholder_tells_nothing_of_the_value() -> None:
    (first,), (second,) = one(resource("a", token=secret("short"))), one(resource("a", token=secret(TOKEN)))
    assert first == second, "it depends on the place alone, not even on the length"


def test_a_secret_inside_of_another_text_is_replaced_too() -> None:
    (found,) = one(resource("a", token=secret(TOKEN), header=f"Bearer {TOKEN}"))
    assert found["inputs"]["header"] == f"Bearer {shown(found['inputs']['token'])}", "the text around it stays"


def test_a_short_secret_is_replaced_where_it_stands_alone_and_marked() -> None:
    (found,) = one(resource("a", pin=secret("1234"), port="1234", address="host:1234"))
    assert (found["inputs"]["port"], found["inputs"]["address"]) == ("1234", "host:1234"), "equal by chance"
    assert shown(found["inputs"]["pin"]) not in ("1234", ""), "the secret itself is gone"


def test_secrets_deep_in_a_secret_value_are_replaced_and_its_shape_stays() -> None:
    (found,) = one(resource("a", all=secret({"list": [TOKEN, 7, True, None], "empty": ""})))
    value = shown(found["inputs"]["all"])
    assert {name: type(each) for name, each in value.items()} == {"list": list, "empty": str}, "its shape"
    assert value["list"][1:] == [0, True, None], "a number may be a secret as well"
    assert value["list"][0] != TOKEN, "the text is one"


def test_what_is_computed_from_a_secret_is_computed_from_its_placeholder() -> None:
    (found,) = one(resource("a", token=secret(TOKEN), s3=secret(sha256(TOKEN))), derivations=[sha256])
    assert shown(found["inputs"]["s3"]) == sha256(shown(found["inputs"]["token"])), "as the program will compute it"


def test_a_public_value_stays_although_its_property_is_marked() -> None:
    (found,) = one(resource("a", bucket=secret("luma-images")), public=["luma-images"])
    assert shown(found["inputs"]["bucket"]) == "luma-images", "the stack file says it to everybody"


def test_a_known_secret_goes_even_where_somebody_wrote_it_into_the_stack_file() -> None:
    (found,) = one(resource("a", url=secret("postgres://real")), public=["postgres://real"])
    assert shown(found["inputs"]["url"]) == "postgres://placeholder", "in doubt it is a secret"


def test_what_a_bridged_plugin_notes_beside_the_inputs_goes() -> None:
    (found,) = one(resource("a", key="x", __defaults=[], inner={"__defaults": ["y"], "z": 1}))
    assert found["inputs"] == {"key": "x", "inner": {"z": 1}}, "the program never registers it"


def test_a_secret_that_cannot_be_decrypted_stops_the_export() -> None:
    sealed = {SECRET_KEY: SIGNATURE, "ciphertext": "v1:abc:def"}
    with pytest.raises(UserError, match="could not be decrypted"):
        one(resource("a", value=sealed))


def test_scrubbing_twice_gives_the_same_bytes_and_leaves_its_input_alone() -> None:
    given = {"resources": [resource("a", token=secret(TOKEN)), resource("b", value=secret("postgres://real"))]}
    before = deepcopy(given)
    assert json.dumps(scrub(given, KNOWN)) == json.dumps(scrub(given, KNOWN)), "a nightly export must not flicker"
    assert given == before, "it is the caller's"


def test_a_fingerprint_is_made_as_our_provider_makes_it() -> None:
    assert _fingerprint("salt", TOKEN) == fingerprint(Secret(TOKEN), "salt:"), "or every variable would look changed"
