"""`luma secrets import`: read strictly, checked before anything is set, never shown, never in arguments."""

import io
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.__main__ import main
from cli.local.generate import PLATFORM, platform_of
from cli.local.placeholders import placeholder
from cli.secrets import dotenv
from cli.secrets.shapes import problems
from cli.stackfile import read_config
from cli.target import Target
from settings.catalogue import CATALOGUE
from settings.model import Environment
from settings.places import provided_secrets
from tests.engine import Checkout
from toolchain import locate

ROOT = Path(__file__).resolve().parents[2]
ROWS = {variable.name: variable for variable in CATALOGUE}
DATABASE = "postgresql://user:p%40ss@pooler.example:6543/postgres?pgbouncer=true"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("A=b", {"A": "b"}, id="plain"),
        pytest.param("export A = b\r\nB=c\r\n", {"A": "b", "B": "c"}, id="export-and-windows-lines"),
        pytest.param("# no\n\n  # neither\nA=b # comment\n", {"A": "b"}, id="comments"),
        pytest.param("A=b#c", {"A": "b#c"}, id="a-sign-within-is-no-comment"),
        pytest.param("A='b\\n$c' # d", {"A": "b\\n$c"}, id="single-quotes-are-literal"),
        pytest.param('A="b\\n\\"c\\" # d"', {"A": 'b\n"c" # d'}, id="double-quotes-have-escapes"),
        pytest.param('A="one\ntwo"\nB=c', {"A": "one\ntwo", "B": "c"}, id="several-lines"),
        pytest.param("A=b=c==", {"A": "b=c=="}, id="equals-signs"),
        pytest.param("A=\nB=", {"A": "", "B": ""}, id="empty"),
        pytest.param("\ufeffA=b", {"A": "b"}, id="byte-order-mark"),
        pytest.param("A=b\nA=b", {"A": "b"}, id="twice-the-same"),
    ],
)
def test_dotenv_text_is_read(text: str, values: dict[str, str]) -> None:
    found = dotenv.parse(text)
    assert (found.values, found.problems) == (values, []), "as vercel env pull writes it"


@pytest.mark.parametrize(
    ("text", "line"),
    [("A=b\nnonsense", 2), ("A=b\n1A=c", 2), ("\nA='never", 2), ('A="b" c', 1), ("A=b\nB=c\nA=d", 3)],
)
def test_what_cannot_be_read_with_certainty_is_a_problem_by_line(text: str, line: int) -> None:
    (problem,) = dotenv.parse(text).problems
    assert problem.startswith(f"line {line}: "), "where to look"


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_every_placeholder_of_the_local_cloud_has_the_right_shape(environment: Environment) -> None:
    stack = {"production": "prod", "staging": "staging"}[environment]
    platform = platform_of(stack, {PLATFORM: read_config(ROOT / f"Pulumi.{stack}.yaml")[PLATFORM]})
    found = {
        variable.name: problems(variable, placeholder(variable, stack, environment), environment)
        for variable in provided_secrets(platform)
    }
    assert {name: wrong for name, wrong in found.items() if wrong} == {}, "what is right must not be refused"


WRONG = (
    ("DATABASE_URL", "mysql://user:pass@host/db"),
    ("DATABASE_URL", "postgresql://host/db"),
    ("DATABASE_URL", "postgresql://user:pass@host:port/db"),
    ("DATABASE_URL", f"{DATABASE} "),
    ("RESEND_API_KEY", "sk-something-else"),
    ("RESEND_API_KEY", "[SENSITIVE]"),
    ("RESEND_API_KEY", "re_a\x00bcdefg"),
    ("TRIGGER_API_KEY", "tr_stg_0123456789abcdef"),
    ("SUPER_ADMIN_PASSWORD", "hunter2hunt"),
    ("SUPABASE_SERVICE_ROLE_KEY", "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.cHJvZHVjdGlvbg"),
    ("SUPABASE_SERVICE_ROLE_KEY", "not-a-jwt-at-all"),
    ("OPENROUTER_API_KEY", ""),
    ("OPENROUTER_API_KEY", ROWS["OPENROUTER_API_KEY"].example),
    ("CSRF_SECRET", "c2hvcnQ="),
)


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_value_of_the_wrong_shape_is_told_without_repeating_it(name: str, value: str) -> None:
    (problem,) = problems(ROWS[name], value, "production")
    assert problem.startswith(f"{name}: "), "which one"
    assert not value.strip() or value.strip("[]") == "SENSITIVE" or value not in problem, "but nothing of it"


@pytest.fixture
def calls(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[str, ...], str]]:
    """Record every call of Pulumi, its words and what it was given, in place of making it."""
    made: list[tuple[tuple[str, ...], str]] = []

    def run(_: Target, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        made.append((words, given))
        failed = "RESEND_API_KEY" in words and given.endswith("refused")
        return subprocess.CompletedProcess(words, int(failed), "", f"error: cannot encrypt {given}" if failed else "")

    monkeypatch.setattr(Target, "run", run)
    monkeypatch.setattr(Target, "require", lambda _: None)
    return made


class Terminal(io.StringIO):
    """A standard input where somebody types."""

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, given: str | Terminal, *words: str) -> int:
    """Run `luma secrets import - WORDS` with something on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(given) if isinstance(given, str) else given)
    monkeypatch.setattr("sys.argv", ["luma", "secrets", "import", "-", *words])
    return main()


GOOD = f"DATABASE_URL={DATABASE}\nRESEND_API_KEY=re_0123456789ab\nCSRF_SECRET=x\nCSP_MODE=enforce\nFOO=bar\n"
Calls = list[tuple[tuple[str, ...], str]]


def test_each_value_goes_to_pulumi_by_standard_input_alone(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, GOOD) == 0, "all is well"
    assert {words[2]: given for words, given in calls} == {
        "DATABASE_URL": DATABASE,
        "RESEND_API_KEY": "re_0123456789ab",
    }, "exactly the secrets that this stack needs"
    assert all("--secret" in words and given not in words for words, given in calls), "encrypted, and not in arguments"
    written = capsys.readouterr()
    for part in (DATABASE, "p%40ss", "re_0123456789ab", "bar"):
        assert part not in written.out + written.err, "no value is shown"
    for told in ("FOO: not in the catalogue", "CSRF_SECRET: made by the program", "still missing: DIRECT_URL"):
        assert told in written.out, "what was not taken, and what is still to do"


def test_one_wrong_value_sets_nothing_and_all_that_is_wrong_is_told(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = GOOD + "DIRECT_URL=nonsense-value\nOPENROUTER_APIKEY=sk-or-0123456789\nbroken line\n"
    assert typed(monkeypatch, given) == 2, "the file cannot be used"
    assert calls == [], "nothing was set"
    error = capsys.readouterr().err
    for told in ("DIRECT_URL: no postgresql://", "Did you mean OPENROUTER_API_KEY?", "line 8: "):
        assert told in error, "all at once"
    assert "nonsense-value" not in error, "without the value"


def test_check_sets_nothing(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (typed(monkeypatch, GOOD, "--check"), calls) == (0, []), "only a look"


def test_a_file_without_any_secret_of_the_stack_is_refused(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (typed(monkeypatch, "FOO=bar\n"), calls) == (2, []), "it is the wrong file"
    assert "DATABASE_URL" in capsys.readouterr().err, "what it should hold"


def test_a_refusal_half_way_says_what_is_set_and_repeats_no_value(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, GOOD.replace("re_0123456789ab", "re_refused")) == 1, "it was tried"
    error = capsys.readouterr().err
    assert "Set: DATABASE_URL; not set: RESEND_API_KEY" in error, "where it stands"
    assert "re_refused" not in error, "although Pulumi said it"


def test_a_terminal_is_no_place_to_type_secrets(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (typed(monkeypatch, Terminal(GOOD)), calls) == (2, []), "they would stand on the screen"
    assert "Pipe it" in capsys.readouterr().err, "the way out"


@pytest.fixture
def real(tmp_path: Path) -> tuple[Checkout, dict[str, str]]:
    """Give a checkout and a real file backend of its own."""
    backend = tmp_path / "backend"
    backend.mkdir()
    variables = {"PULUMI_BACKEND_URL": f"file://{backend}", "PULUMI_CONFIG_PASSPHRASE": "of-a-test"}
    return Checkout.make(tmp_path / "luma"), variables


@pytest.mark.slow
def test_a_real_stack_gets_encrypted_values_and_a_local_copy_leaves_the_committed_file_alone(
    real: tuple[Checkout, dict[str, str]],
) -> None:
    checkout, variables = real
    (checkout.folder / "a.env").write_text(f"DATABASE_URL={DATABASE}\n")
    before = checkout.stack_files()
    done = checkout.luma("secrets", "import", "a.env", "--local")
    assert done.code == 0, done.text
    kept = checkout.luma("local", "config", "get", "DATABASE_URL", "--stack", "prod")
    assert kept.out.strip() == DATABASE, "the local copy has it"
    assert checkout.stack_files() == before, "and the committed files know nothing"
    refused = checkout.luma("secrets", "import", "a.env", **variables)
    assert (refused.code, "pulumi stack init prod" in refused.err) == (2, True), refused.text
    made = subprocess.run(
        [pulumi(), "stack", "init", "prod"],
        cwd=checkout.folder,
        env=with_path(variables),
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    done = checkout.luma("secrets", "import", "a.env", **variables)
    assert done.code == 0, done.text
    text = checkout.stack_files()["Pulumi.prod.yaml"].decode()
    assert set(yaml.safe_load(text)["config"]["luma:DATABASE_URL"]) == {"secure"}, "encrypted"
    assert "p%40ss" not in text + done.text, "and nowhere else"


def pulumi() -> str:
    """Return the CLI that the tests use."""
    return str(locate().pulumi)


def with_path(variables: dict[str, str]) -> dict[str, Any]:
    """Return this process's environment with more variables."""
    return {**os.environ, **variables}
