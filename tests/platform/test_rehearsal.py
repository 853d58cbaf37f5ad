"""A rehearsal shows the real change, and its file holds no secret."""

import json
from pathlib import Path

import pytest

from tests.engine import Checkout, Run
from tests.platform.test_canaries import CANARIES, found_in

SECRET_KEY = "4dabf18193072939515e22adb298388d"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Give a checkout with prod up, whose provided secrets are canaries."""
    checkout = Checkout.make(tmp_path_factory.mktemp("real") / "luma")
    pairs = [word for name, value in CANARIES.items() for word in ("--secret", f"{name}={value}")]
    done = checkout.luma("local", "config", "set-all", *pairs, "--stack", "prod")
    assert done.code == 0, done.text
    checkout.up()
    return checkout


@pytest.fixture(scope="module")
def exported(platform: Checkout) -> Path:
    """Give the file that `rehearsal export` writes."""
    file = platform.folder / "prod.json"
    done = platform.luma("rehearsal", "export", "--local", "--stack", "prod", "--output", str(file))
    assert done.code == 0, done.text
    return file


def rehearse(checkout: Checkout, file: Path) -> Run:
    """Preview a checkout against the file, and return what the engine said."""
    log = checkout.folder / "rehearsal.jsonl"
    log.unlink(missing_ok=True)
    words = ("rehearsal", "preview", str(file), "--event-log", str(log))
    done = checkout.luma(*words, PULUMI_DEBUG_COMMANDS="true")
    events = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    return Run(done.words, done.code, done.out, done.err, events)


def made_by_clouds(platform: Checkout) -> set[str]:
    """Return the secrets of the state that nobody provided."""
    shown = platform.luma("local", "stack", "export", "--show-secrets", "--stack", "prod")

    def texts(value: object) -> set[str]:
        if isinstance(value, dict) and SECRET_KEY in value:
            inner = json.loads(value["plaintext"])
            return {inner} if isinstance(inner, str) else set()
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return set().union(*map(texts, children)) if children else set()

    outputs = [each.get("outputs", {}) for each in json.loads(shown.out)["deployment"]["resources"]]
    names = {"base64", "hex", "dsnSecret", "secret"}
    return {text for each in outputs for name in names & set(each) for text in texts(each[name])}


def test_the_file_holds_no_secret(platform: Checkout, exported: Path) -> None:
    content = exported.read_bytes()
    assert found_in(content) == set(), "what a person provided"
    generated = made_by_clouds(platform)
    assert len(generated) > 4, "a search for nothing would prove nothing"
    assert {text for text in generated if text.encode() in content} == set(), "what random and Sentry made"
    assert exported.stat().st_mode & 0o777 == 0o600, "it tells how the platform is built"


def test_an_unchanged_checkout_rehearses_to_no_change(platform: Checkout, exported: Path) -> None:
    run = rehearse(platform, exported)
    assert run.code == 0, run.text
    assert run.steps() == set(), "every placeholder stands where the program puts it again"


def test_a_changed_setting_shows_as_that_change_alone(tmp_path: Path, exported: Path) -> None:
    branch = Checkout.make(tmp_path / "luma")
    branch.edit("prod", lambda settings: settings["vercel"]["rate-limit"].update(requests=250))
    run = rehearse(branch, exported)
    assert run.code == 0, run.text
    assert {(op, name) for op, _, name in run.steps()} == {("update", "vercel-firewall")}, "the pull request's change"
    assert not (branch.folder / ".local").exists(), "a rehearsal leaves nothing behind"


def test_a_secret_that_the_real_stack_lacks_is_named(tmp_path: Path, platform: Checkout, exported: Path) -> None:
    content = json.loads(exported.read_text())
    content["secrets"].remove("RESEND_API_KEY")
    poorer = tmp_path / "prod.json"
    poorer.write_text(json.dumps(content))
    run = rehearse(platform, poorer)
    assert run.code == 1, "a placeholder would hide that the deployment stops"
    assert "pulumi config set --stack prod --secret RESEND_API_KEY" in run.err, "the way to put it right"


@pytest.mark.parametrize(
    ("content", "problem"),
    [("", "no snapshot of a stack"), ('{"stack": "moon", "secrets": [], "deployment": {}}', "has no file here")],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, platform: Checkout, content: str, problem: str) -> None:
    file = tmp_path / "export.json"
    file.write_text(content)
    run = rehearse(platform, file)
    assert (run.code, problem in run.err, "Traceback" in run.text) == (2, True, False), run.text
