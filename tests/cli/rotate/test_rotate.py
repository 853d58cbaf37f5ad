"""`luma rotate` without the engine: what it refuses, what it plans, what it calls proof, what must follow."""

import getpass
import io
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from cli.env.values import SECRET_KEY, Fingerprints, Place
from cli.errors import UserError
from cli.rotate.afterwards import OLD_VALUES, command, readers, redeploys
from cli.rotate.held import held
from cli.rotate.plan import Plan, next_number, plan, variable_of
from cli.rotate.run import prove, update_command
from cli.target import Target
from settings.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[3]
SECRET = "re_never_to_be_seen_0001"
PARENT = "urn:pulumi:prod::luma::luma:x:Y$"
BYTES = f"{PARENT}random:index/randomBytes:RandomBytes::secrets-SESSION_SECRET"
TOKEN = f"{PARENT}cloudflare:index/accountToken:AccountToken::r2-images-token"
KEY = f"{PARENT}sentry:index/sentryKey:SentryKey::sentry-key"
Resource = dict[str, Any]


def secret(value: str) -> object:
    """Return a decrypted secret as the state has it."""
    return {SECRET_KEY: "1b47061264138c4ac30d75fd1eb44270", "plaintext": json.dumps(value)}


def vercel(name: str, value: str, *, source: str = "", targets: Sequence[str] = ("production",)) -> Resource:
    """Return a Vercel variable of a state."""
    kind = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
    return {
        "urn": f"{PARENT}{kind}::vercel-env-{name}",
        "type": kind,
        "inputs": {"key": name, "targets": list(targets), "value": secret(value)},
        "propertyDependencies": {"value": [source] if source else []},
    }


def github(name: str, value: str, environment: str) -> Resource:
    """Return a GitHub secret of a state."""
    kind = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret"
    return {
        "urn": f"{PARENT}{kind}::github-{environment}-{name}",
        "type": kind,
        "inputs": {"environment": environment, "secretName": name, "value": secret(value)},
    }


def maker(urn: str, *, protect: bool = False, rotation: str = "0") -> Resource:
    """Return a resource that makes a secret."""
    kind = urn.split("::")[-2].rsplit("$", 1)[-1]
    return {"urn": urn, "type": kind, "protect": protect, "inputs": {"keepers": {"rotation": rotation}}}


STATE = [
    maker(BYTES, rotation="2"),
    maker(TOKEN),
    maker(KEY, protect=True),
    vercel("SESSION_SECRET", "session", source=BYTES),
    vercel("R2_ACCESS_KEY_ID", "id", source=TOKEN),
    vercel("R2_SECRET_ACCESS_KEY", "secret", source=TOKEN),
    vercel("NEXT_PUBLIC_SENTRY_DSN", "https://dsn", source=KEY),
    vercel("RESEND_API_KEY", SECRET),
    vercel("VERCEL_ORG_ID", "team"),
    github("DIRECT_URL", "postgresql://a:b@c/d", "backup"),
    github("DIRECT_URL", "postgresql://a:b@c/d", "production"),
]


@pytest.fixture
def state(home: object, monkeypatch: pytest.MonkeyPatch) -> list[Resource]:
    """Let every stack have this state; no engine runs, and whoever starts Pulumi fails."""
    found = list(STATE)

    def resources(target: Target, *, decrypted: bool = False) -> list[Resource]:
        assert decrypted, "encrypted values cannot be compared"
        return found

    def run(target: Target, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        raise AssertionError(f"Pulumi was started: {words}")

    monkeypatch.setattr(Target, "resources", resources)
    monkeypatch.setattr(Target, "run", run)
    return found


def planned(name: str) -> Plan | str:
    """Return the plan of a variable in prod."""
    return plan(variable_of(name), Target("prod", local=True), Fingerprints())


def certain(name: str) -> Plan:
    """Return the plan of a variable in prod, which must be possible."""
    found = planned(name)
    assert isinstance(found, Plan), found
    return found


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("RESEND_KEY", "Did you mean RESEND_API_KEY", id="unknown"),
        pytest.param("session_secret", "Did you mean SESSION_SECRET", id="lower-case"),
        pytest.param("EMAIL_FROM", "a setting: change it under luma:platform.variables", id="setting"),
        pytest.param("NODE_ENV", "sent nowhere", id="validated"),
        pytest.param("STAGING_DIRECT_URL", "./luma rotate DIRECT_URL --stack staging", id="another-name"),
    ],
)
def test_what_is_no_secret_of_its_own_is_refused_with_the_way_that_is_right(name: str, told: str) -> None:
    with pytest.raises(UserError) as refused:
        variable_of(name)
    assert told in str(refused.value), "the way out"
    assert refused.value.code == 2, "nothing was tried"


def test_a_generated_secret_gets_the_next_number_and_its_maker_with_all_that_hangs_on_it(state: object) -> None:
    found = certain("SESSION_SECRET")
    assert (found.way, found.number) == ("generated", 3), "the keeper holds 2"
    assert found.targets == ("--target", BYTES, "--target-dependents"), "nothing else is updated"
    assert found.variables == ["SESSION_SECRET"], "what must change"


@pytest.mark.parametrize(("made", "configured", "number"), [(0, 0, 1), (2, 1, 3), (2, 2, 3), (1, 2, 2)])
def test_a_number_that_a_rotation_cut_short_has_set_is_used_and_not_raised_again(
    made: int, configured: int, number: int
) -> None:
    assert next_number(made, configured) == number, "a second run goes on"


def test_a_key_pair_is_replaced_as_one(state: object) -> None:
    found = certain("R2_ACCESS_KEY_ID")
    assert found.variables == ["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"], "one token makes both"
    assert found.targets == ("--target-replace", TOKEN, "--target-dependents"), "the token is made anew"


def test_a_provided_secret_touches_each_of_its_places_and_no_other(state: object) -> None:
    found = certain("DIRECT_URL")
    assert {place for each in found.touched for place in each.places} == {
        Place("prod", "github", "backup"),
        Place("prod", "github", "production"),
    }, "both environments"
    assert found.targets.count("--target") == 2, "and only those are updated"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("NEXT_PUBLIC_SENTRY_DSN", f"state unprotect --stack prod --yes '{KEY}'", id="protected"),
        pytest.param("VERCEL_ORG_ID", "is no secret, but a name, id or address", id="id"),
        pytest.param("VERCEL_PREVIEW_TOKEN", "prod: does not use VERCEL_PREVIEW_TOKEN", id="another-stacks"),
        pytest.param("CSRF_SECRET", "holds CSRF_SECRET nowhere", id="nowhere"),
    ],
)
def test_what_a_stack_cannot_rotate_is_explained(state: object, name: str, told: str) -> None:
    assert told in str(planned(name)), "why not, and what to do"


def test_a_stack_that_is_not_up_has_nothing_to_rotate(state: list[Resource]) -> None:
    state.clear()
    assert "is not up" in str(planned("RESEND_API_KEY")), "there is no place yet"


def piped(monkeypatch: pytest.MonkeyPatch, text: str, *words: str) -> int:
    """Run `luma rotate` with this on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    monkeypatch.setattr("sys.argv", ["luma", "rotate", *words, "--local"])
    return main()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "0 lines on standard input where 1 are needed", id="none"),
        pytest.param("re_one_0001\nre_two_0002\n", "2 lines on standard input", id="too-many"),
        pytest.param(f"{SECRET}\n", "that is the present value", id="present"),
        pytest.param("sk_wrong_kind_0001\n", "does not begin with re_", id="shape"),
    ],
)
def test_a_value_that_cannot_be_the_new_one_is_refused_before_anything_is_set(
    state: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    assert piped(monkeypatch, text, "RESEND_API_KEY", "--stack", "prod", "--yes") == 2, "nothing was tried"
    written = capsys.readouterr()
    assert told in written.err, "what is wrong"
    assert not [line for line in text.splitlines() if line in written.out + written.err], "no value is repeated"


def test_two_stacks_are_not_given_one_value(
    state: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert piped(monkeypatch, "re_same_0001\nre_same_0001\n", "RESEND_API_KEY", "--yes") == 2, "nothing was tried"
    assert capsys.readouterr().err.count("another stack is given the same value") == 2, "both are named"


def test_nobody_to_ask_and_no_yes_changes_nothing(
    state: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert piped(monkeypatch, "", "SESSION_SECRET", "--stack", "prod") == 2, "nothing was tried"
    assert "Add --yes" in capsys.readouterr().err, "the way out"


class Terminal(io.StringIO):
    """Standard input with a person at it."""

    def isatty(self) -> bool:
        """Return that somebody types."""
        return True


def test_at_a_terminal_the_value_is_asked_for_hidden_and_a_no_changes_nothing(
    state: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def hidden(prompt: str) -> str:
        asked.append(prompt)
        return "re_typed_0001"

    monkeypatch.setattr(getpass, "getpass", hidden)
    monkeypatch.setattr("builtins.input", lambda _: "n")
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.argv", ["luma", "rotate", "RESEND_API_KEY", "--stack", "prod", "--local"])
    assert main() == 0, "a no is no failure"
    assert asked == ["New RESEND_API_KEY for prod (not shown): "], "once for the stack"
    assert "re_typed" not in capsys.readouterr().out, "nothing of it is shown"


def test_check_shows_the_places_and_the_update_alone(
    state: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert piped(monkeypatch, "", "SESSION_SECRET", "--stack", "prod", "--check", "--json") == 0, "it only looked"
    (told,) = json.loads(capsys.readouterr().out)["stacks"]
    assert (told["holds"][0]["places"], told["changed"]) == (["vercel production"], []), "where it lives"
    assert told["update"] == f"./luma local up --stack prod --target '{BYTES}' --target-dependents", "what would run"


def test_a_real_stacks_update_runs_with_the_policy_pack(state: object) -> None:
    found = plan(variable_of("SESSION_SECRET"), Target("prod", local=False), Fingerprints())
    assert isinstance(found, Plan), found
    expected = f"pulumi up --stack prod --policy-pack policies --target '{BYTES}' --target-dependents"
    assert update_command(found) == expected, "as the README has it"


def step(urn: str, operation: str = "update") -> dict[str, Any]:
    """Return the engine's event of a step."""
    return {"resourcePreEvent": {"metadata": {"urn": urn, "op": operation}}}


PAIR = [vercel("R2_ACCESS_KEY_ID", "id", source=TOKEN), vercel("R2_SECRET_ACCESS_KEY", "secret", source=TOKEN)]
NEW_PAIR = [vercel("R2_ACCESS_KEY_ID", "id2", source=TOKEN), vercel("R2_SECRET_ACCESS_KEY", "secret2", source=TOKEN)]
OTHERS = [each for each in STATE if each not in PAIR]


@pytest.mark.parametrize(
    ("after", "events", "unchanged", "others"),
    [
        pytest.param([*OTHERS, *NEW_PAIR], [step(TOKEN, "replace")], set(), set(), id="as-meant"),
        pytest.param([*OTHERS, PAIR[0], NEW_PAIR[1]], [], {"R2_ACCESS_KEY_ID"}, set(), id="one-place-kept"),
        pytest.param([*OTHERS, NEW_PAIR[1]], [], {"R2_ACCESS_KEY_ID"}, set(), id="one-place-gone"),
        pytest.param(
            [*(each for each in OTHERS if each["urn"] != STATE[7]["urn"]), vercel("RESEND_API_KEY", "x"), *NEW_PAIR],
            [],
            set(),
            {STATE[7]["urn"]},
            id="another-value-changed",
        ),
        pytest.param([*OTHERS, *NEW_PAIR], [step(KEY), step(BYTES, "same")], set(), {KEY}, id="another-resource"),
    ],
)
def test_only_exactly_what_was_meant_is_proof(
    state: object, after: list[Resource], events: list[dict[str, Any]], unchanged: set[str], others: set[str]
) -> None:
    fingerprints = Fingerprints()
    meant = plan(variable_of("R2_ACCESS_KEY_ID"), Target("prod", local=True), fingerprints)
    assert isinstance(meant, Plan), meant
    found = prove(meant, held("prod", after, fingerprints), events)
    assert ({each.variable for each in found.unchanged}, set(found.others)) == (unchanged, others), "exactly these"
    assert found.holds is not bool(unchanged or others), "and it counts as proof only without any"


def test_a_place_that_has_the_given_value_from_a_run_cut_short_counts_as_right(state: object) -> None:
    fingerprints = Fingerprints()
    meant = plan(variable_of("DIRECT_URL"), Target("prod", local=True), fingerprints)
    assert isinstance(meant, Plan), meant
    rest = [each for each in STATE if not each["urn"].endswith("DIRECT_URL")]
    one, other = github("DIRECT_URL", "postgresql://a:b@c/d", "backup"), github("DIRECT_URL", "wrong", "production")
    found = prove(meant, held("prod", [*rest, one, other], fingerprints), [], fingerprints.of("postgresql://a:b@c/d"))
    assert [each.places[0].name for each in found.changed] == ["backup"], "it was given the value before"
    assert [each.places[0].name for each in found.unchanged] == ["production"], "another value is not the given one"


def test_what_must_be_deployed_again_and_who_reads_it_follow_from_the_places(state: list[Resource]) -> None:
    state.append(vercel("DIRECT_URL", "postgresql://a:b@c/d", targets=("production", "development")))
    found = certain("DIRECT_URL")
    assert redeploys(found) == ["Vercel production"], "development is pulled by a person"
    assert readers(found) == ["backup.yml: backup (backup)", "deploy.yml: migrate-production (production)"], "the jobs"
    assert "--workflow deploy.yml --branch main" in command(found.platform), "how"


def test_every_secret_that_is_given_or_generated_says_what_becomes_of_the_old_value() -> None:
    rows = {each.name for each in CATALOGUE if each.source in {"secret", "generated"}}
    assert set(OLD_VALUES) == rows, "none is left out, none is left over"
