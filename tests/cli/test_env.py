"""`luma env`: holes, strangers and shared values are found, and no value is ever written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.env import verb as env
from cli.env.matrix import Matrix, StackFacts, matrix
from cli.env.values import SECRET_KEY, Fingerprints, Place, stored
from cli.errors import UserError
from cli.local.generate import PLATFORM, platform_of
from cli.stackfile import read_config
from cli.target import Target
from tests.engine import Checkout

ROOT = Path(__file__).resolve().parents[2]
PROD = Place("prod", "vercel", "production")
STAGING = Place("staging", "vercel", "preview")
SHARED_SECRET = "postgresql://nobody:should@ever.see/this"
Resource = dict[str, Any]


def variable(name: str, value: object, *targets: str) -> Resource:
    """Return a Vercel variable as `stack export --show-secrets` shows it."""
    return {
        "type": "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable",
        "inputs": {"key": name, "targets": list(targets), "value": value},
        "modified": "2026-01-01T00:00:00Z",
    }


def secret(value: str) -> object:
    """Return a decrypted secret as the state has it."""
    return {SECRET_KEY: "1b47061264138c4ac30d75fd1eb44270", "plaintext": json.dumps(value)}


def facts(stack: str, resources: list[Resource] | None, fingerprints: Fingerprints, *given: str) -> StackFacts:
    """Return what is known of a stack with the committed settings and this state."""
    config = read_config(ROOT / f"Pulumi.{stack}.yaml")
    state = None if resources is None else list(stored(stack, resources, fingerprints))
    return StackFacts(stack, platform_of(stack, {PLATFORM: config[PLATFORM]}), frozenset(given), state)


def both(prod: list[Resource] | None, staging: list[Resource] | None) -> Matrix:
    """Return the matrix of the two committed stacks with these states."""
    fingerprints = Fingerprints()
    return matrix([facts("prod", prod, fingerprints), facts("staging", staging, fingerprints)])


def test_without_a_state_a_secret_that_nobody_gave_is_a_hole_and_all_else_is_planned() -> None:
    found = matrix([facts("prod", None, Fingerprints(), "DATABASE_URL")])
    assert found.cells["DATABASE_URL", PROD].status == "planned", "it was given"
    assert found.cells["DIRECT_URL", PROD].status == "hole", "nobody gave it"
    assert found.cells["CSRF_SECRET", PROD].status == "planned", "it will be generated"


def test_with_a_state_what_it_lacks_is_a_hole_and_what_the_catalogue_lacks_is_undeclared() -> None:
    state = [variable("DATABASE_URL", secret("a"), "production"), variable("EXTRA", "b", "production")]
    found = matrix([facts("prod", state, Fingerprints(), "DIRECT_URL")])
    assert found.cells["DATABASE_URL", PROD].status == "present", "it is there"
    assert found.cells["DIRECT_URL", PROD].status == "hole", "given, but not written"
    assert [cell.variable for cell in found.having("undeclared")] == ["EXTRA"], "nobody declared it"
    assert found.variables[-1] == "EXTRA", "strangers come last"


@pytest.mark.parametrize(
    ("prod", "staging", "shared"),
    [
        pytest.param(("DATABASE_URL", "same"), ("DATABASE_URL", "same"), True, id="across-environments"),
        pytest.param(("DATABASE_URL", "one"), ("DATABASE_URL", "other"), False, id="different"),
        pytest.param(("RESEND_API_KEY", "same"), ("OPENROUTER_API_KEY", "same"), True, id="under-two-names"),
        pytest.param(("TRIGGER_API_URL", "same"), ("TRIGGER_API_URL", "same"), False, id="no-secret"),
        pytest.param(("VERCEL_ORG_ID", "same"), ("VERCEL_ORG_ID", "same"), False, id="the-accounts-own-id"),
    ],
)
def test_a_secret_shared_across_environments_is_found(
    prod: tuple[str, str], staging: tuple[str, str], shared: bool
) -> None:
    found = both(
        [variable(prod[0], secret(prod[1]), "production")], [variable(staging[0], secret(staging[1]), "preview")]
    )
    expected = [tuple(sorted([(prod[0], PROD), (staging[0], STAGING)], key=str))] if shared else []
    assert [each.where for each in found.shared] == expected, "exactly the values that are one"


def test_the_same_value_in_the_places_of_one_stack_or_under_its_alias_is_no_finding() -> None:
    alias = {
        "type": "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
        "inputs": {"environment": "staging", "secretName": "STAGING_DATABASE_URL", "value": secret("same")},
    }
    found = both([], [variable("DATABASE_URL", secret("same"), "preview", "production"), alias])
    assert found.shared == (), "STAGING_DATABASE_URL is DATABASE_URL by its definition"


def test_a_value_that_is_not_known_has_no_fingerprint_and_is_never_equal_to_another() -> None:
    hidden = {SECRET_KEY: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}
    found = both([variable("DATABASE_URL", hidden, "production")], [variable("DATABASE_URL", hidden, "preview")])
    assert found.cells["DATABASE_URL", PROD].fingerprint is None, "an encrypted value says nothing"
    assert found.shared == (), "so it is not called equal"


def test_fingerprints_differ_from_run_to_run() -> None:
    runs = {Fingerprints().of("value") for _ in range(4)}
    assert len(runs) > 1, "a table of fingerprints that is kept must be of no use for guessing"


@pytest.fixture
def states(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Resource], None]:
    """Let each stack have a state of one resource, or of what Pulumi says instead."""
    held: dict[str, Resource] = {}

    def resources(target: Target, *, decrypted: bool = False) -> list[Resource]:
        assert decrypted, "encrypted values cannot be compared"
        if "error" in held:
            raise UserError("no backend", 1)
        return [held["one"]]

    monkeypatch.setattr(Target, "resources", resources)
    return held.update


@pytest.mark.parametrize("as_json", [False, True], ids=["table", "json"])
def test_no_value_is_written(
    states: Callable[[Resource], None], capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    states({"one": variable("DATABASE_URL", secret(SHARED_SECRET), "production")})
    assert env.env([], local=False, as_json=as_json, fail=False) == 0, "findings alone are no failure"
    written = capsys.readouterr()
    assert "DATABASE_URL" in written.out, "the variable is told"
    for part in ("nobody", "should", "ever.see"):
        assert part not in written.out + written.err, "and nothing of its value"


def test_fail_turns_a_finding_into_exit_code_1(states: Callable[[Resource], None]) -> None:
    states({"one": variable("DATABASE_URL", secret("x"), "production")})
    assert env.env(["prod"], local=False, as_json=True, fail=True) == 1, "for schedules"


def test_a_state_that_cannot_be_read_leaves_the_plan_and_a_note(
    states: Callable[[Resource], None], capsys: pytest.CaptureFixture[str]
) -> None:
    states({"error": {}})
    assert env.env(["prod"], local=False, as_json=False, fail=False) == 0, "the plan is shown"
    assert "its state was not read, so only the plan is shown. no backend" in capsys.readouterr().out, "and why"
    assert env.env(["prod"], local=False, as_json=True, fail=True) == 1, "what is not known counts as a finding"


@pytest.mark.slow
def test_the_built_platform_is_shown_and_a_variable_deleted_from_the_state_is_a_hole(tmp_path: Path) -> None:
    checkout = Checkout.make(tmp_path / "luma")
    checkout.up()
    before = json.loads(checkout.luma("env", "--local", "--stack", "prod", "--json").out)
    written = {each["variable"] for each in before["holes"] if each["service"] != "trigger"}
    assert (written, before["undeclared"], before["shared"], before["notes"]) == (set(), [], [], []), "all is there"
    (urn,) = [
        each["urn"] for each in checkout.state()["resources"] if each["urn"].endswith("env-CSRF_SECRET-production")
    ]
    assert checkout.luma("local", "state", "delete", urn, "--yes", "--stack", "prod").code == 0, "it is gone"
    after = json.loads(checkout.luma("env", "--local", "--stack", "prod", "--json").out)
    missing = {(each["variable"], each["service"], each["name"]) for each in after["holes"]} - {
        (each["variable"], each["service"], each["name"]) for each in before["holes"]
    }
    assert missing == {("CSRF_SECRET", "vercel", "production")}, "exactly that one"
