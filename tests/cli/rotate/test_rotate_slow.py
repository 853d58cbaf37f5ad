"""`luma rotate` with the real engine: every place gets the new value, nothing else does, and no value is seen."""

import json
import os
import subprocess

import pytest

from tests.engine import Checkout, Run

pytestmark = pytest.mark.slow
NEW = "re_given_by_the_test_0001"
SESSION = {"vercel-env-SESSION_SECRET-production"}
RESEND = {"vercel-env-RESEND_API_KEY-production", "trigger-RESEND_API_KEY"}
PAIR = {
    f"{place}-{name}{target}"
    for name in ("R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY")
    for place, target in (("vercel-env", "-production"), ("trigger", ""))
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Give a checkout with prod up."""
    made = Checkout.make(tmp_path_factory.mktemp("rotate") / "luma")
    made.up()
    return made


def values(checkout: Checkout) -> dict[str, str]:
    """Return the value of every variable in the state, decrypted, by resource name."""
    exported = checkout.luma("local", "stack", "export", "--show-secrets", "--stack", "prod")
    found = {}
    for each in json.loads(exported.out)["deployment"]["resources"]:
        value = (each.get("inputs") or {}).get("value")
        if value is not None:
            text = json.loads(value["plaintext"]) if isinstance(value, dict) else value
            found[each["urn"].rsplit("::", 1)[-1]] = str(text)
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Return the names of the variables whose values differ."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def rotate(checkout: Checkout, name: str, *words: str, given: str = "") -> Run:
    """Run `luma rotate NAME --stack prod --local --yes` with this on standard input."""
    line = [str(checkout.folder / "luma"), "rotate", name, "--stack", "prod", "--local", "--yes", *words]
    variables = {key: value for key, value in os.environ.items() if key != "LUMA_LOCAL_HOME"}
    done = subprocess.run(
        line, cwd=checkout.folder, env=variables, input=given, capture_output=True, text=True, check=False
    )
    return Run(line, done.returncode, done.stdout, done.stderr, ())


def test_a_generated_secret_is_new_in_its_places_and_nothing_else_is(checkout: Checkout) -> None:
    before, files = values(checkout), checkout.stack_files()
    done = rotate(checkout, "SESSION_SECRET", "--json")
    assert done.code == 0, done.text
    after = values(checkout)
    assert changed(before, after) == SESSION, "every place of it and no other value"
    told = json.loads(done.out)
    assert (told["rotated"], told["stacks"][0]["redeploy"]) == (True, ["Vercel production"]), "and so it says"
    assert checkout.stack_files() == files, "a local rotation leaves the committed files alone"
    assert not {*before.values(), *after.values()} & set(done.text.split('"')), "no value is shown"
    assert checkout.local("preview").changes() == {}, "the program agrees: the next update changes nothing"


def test_a_provided_secret_that_meets_a_failing_vendor_is_finished_by_the_second_run(checkout: Checkout) -> None:
    before = values(checkout)
    kind = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
    checkout.cloud("fault", "server-error", "--target", kind, "--operation", "update", "--times", "1")
    failed = rotate(checkout, "RESEND_API_KEY", given=f"{NEW}\n")
    assert failed.code == 1, failed.text
    assert "some places may have the new value and some the old one" in failed.out, "it does not claim more"
    assert "vercel-env-RESEND_API_KEY-production" not in changed(before, values(checkout)), "Vercel has the old one"
    done = rotate(checkout, "RESEND_API_KEY", given=f"{NEW}\n")
    assert done.code == 0, done.text
    after = values(checkout)
    assert (changed(before, after), {after[name] for name in RESEND}) == (RESEND, {NEW}), "the new one everywhere"
    assert NEW not in failed.text + done.text, "and nowhere to be read"
    leaks = [path for path in checkout.home.rglob("*") if path.is_file() and NEW.encode() in path.read_bytes()]
    assert leaks == [], "state, stack file, database and logs hold it encrypted or as a fingerprint"


def test_a_key_pair_is_replaced_and_a_protected_key_is_not(checkout: Checkout) -> None:
    before = values(checkout)
    tokens = {each["id"] for each in checkout.world()["cloudflare"] if each["type"] == "token"}
    refused = rotate(checkout, "NEXT_PUBLIC_SENTRY_DSN")
    assert refused.code == 2, refused.text
    assert "state unprotect --stack prod" in refused.err, "the way, where it is meant"
    done = rotate(checkout, "R2_SECRET_ACCESS_KEY")
    assert done.code == 0, done.text
    assert changed(before, values(checkout)) == PAIR, "both halves in every place"
    now = {each["id"] for each in checkout.world()["cloudflare"] if each["type"] == "token"}
    assert (len(tokens - now), len(now - tokens)) == (1, 1), "the old token is gone from the account"
