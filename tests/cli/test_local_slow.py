"""`./luma local` with the real CLI and the real local cloud."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.engine import ROOT, Checkout, kill_tree

pytestmark = pytest.mark.slow


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """Give a checkout of its own; its background cloud ends with the test."""
    made = Checkout.make(tmp_path / "luma")
    yield made
    made.luma("local", "stop")


def test_pulumi_decrypts_the_placeholders(checkout: Checkout) -> None:
    run = checkout.luma("local", "config", "get", "TRIGGER_API_KEY", "--stack", "prod")
    assert run.code == 0, run.text
    assert run.out.startswith("tr_prod_"), "the real CLI reads what was encrypted here"


def test_a_value_of_ones_own_is_kept_and_the_committed_file_is_not_touched(checkout: Checkout) -> None:
    before = checkout.stack_files()
    done = checkout.luma("local", "config", "set", "--secret", "RESEND_API_KEY", "re_mine", "--stack", "prod")
    assert done.code == 0, done.text
    checkout.edit("prod", lambda platform: platform.update(protect=False))
    run = checkout.luma("local", "config", "get", "RESEND_API_KEY", "--stack", "prod")
    assert run.out == "re_mine\n", "it outlives an edit of the committed file"
    after = checkout.stack_files()
    assert after["Pulumi.staging.yaml"] == before["Pulumi.staging.yaml"], "the copy was written, never this"
    assert b"re_mine" not in after["Pulumi.prod.yaml"], "nor this"


COMMANDS = (
    ("stack", "ls"),
    ("stack", "init", "prod"),
    ("stack", "select", "prod"),
    ("config", "--stack", "prod"),
    ("config", "set", "--stack", "prod", "--plaintext", "EXTRA", "value"),
    ("config", "set", "--stack", "staging", "--secret", "RESEND_API_KEY", "re_other"),
    ("config", "rm", "--stack", "prod", "EXTRA"),
    ("stack", "export", "--stack", "prod"),
    ("stack", "output", "--stack", "prod"),
    ("stack", "rename", "--stack", "staging", "other"),
    ("cancel", "--yes", "--stack", "prod"),
    ("stack", "rm", "prod", "--yes"),
    ("about",),
    ("version",),
)


@pytest.mark.parametrize("foreign", [False, True], ids=["no-secrets", "foreign-secrets"])
def test_no_command_writes_a_committed_stack_file(checkout: Checkout, foreign: bool) -> None:
    if foreign:
        for stack in ("prod", "staging"):
            path = checkout.folder / f"Pulumi.{stack}.yaml"
            content = yaml.safe_load(path.read_text())
            content["encryptionsalt"] = "v1:Zm9yZWlnbg==:v1:Zm9yZWlnbg==:Zm9yZWlnbg=="
            content["config"]["luma:RESEND_API_KEY"] = {"secure": "v1:Zm9yZWlnbg==:Zm9yZWlnbg=="}
            path.write_text(yaml.safe_dump(content))
    before = checkout.stack_files()
    for words in COMMANDS:
        run = checkout.luma("local", *words)
        assert run.code == 0, f"{' '.join(words)}:\n{run.text}"
        assert checkout.stack_files() == before, f"{' '.join(words)} must leave the committed files as they are"


def test_pulumis_exit_code_and_words_are_passed_on(checkout: Checkout) -> None:
    run = checkout.luma("local", "stack", "output", "nothing", "--stack", "prod")
    assert run.code not in {0, 2}, "Pulumi's own code"
    assert "nothing" in run.err, "and its own words"


def test_without_a_stack_the_choice_is_named(checkout: Checkout) -> None:
    run = checkout.luma("local", "preview")
    assert (run.code, run.out) == (2, ""), "nothing was run"
    assert "--stack with one of prod, staging" in run.err, "how to go on"


def test_a_shell_gets_an_environment_in_which_plain_pulumi_works(checkout: Checkout) -> None:
    script = 'eval "$(./luma local env)" && pulumi config get VERCEL_TOKEN --stack prod && pulumi whoami'
    done = subprocess.run(["bash", "-c", script], cwd=checkout.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()[0]) == 24, "the placeholder token, from the generated copy"
    assert checkout.luma("local", "stop").out == "The local cloud was ended.\n", "the background cloud was there"
    assert checkout.luma("local", "stop").out == "No local cloud was running.\n", "and is gone now"


def test_reset_forgets_the_home_and_asks_first(checkout: Checkout) -> None:
    checkout.luma("local", "stack", "init", "prod")
    refused = checkout.luma("local", "reset")
    assert (refused.code, checkout.home.exists()) == (2, True), "nobody is there to ask"
    done = checkout.luma("local", "reset", "--yes")
    assert (done.code, checkout.home.exists()) == (0, False), done.text


def test_a_corrupt_local_cloud_is_one_clear_error_and_stays_as_it_is(checkout: Checkout) -> None:
    checkout.luma("local", "stack", "init", "prod")
    database = checkout.home / "cloud.sqlite"
    database.write_bytes(b"no database at all" * 100)
    run = checkout.local("preview")
    assert run.code == 2, "nothing was run"
    assert len(run.err.strip().splitlines()) == 1, f"one clear error:\n{run.err}"
    assert str(database) in run.err, "it names the file"
    assert database.read_bytes() == b"no database at all" * 100, "nothing is lost by us"


def test_a_home_of_somebody_else_is_refused(checkout: Checkout, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    shutil.copytree(ROOT / "settings", foreign)
    run = checkout.luma("local", "stack", "ls", LUMA_LOCAL_HOME=str(foreign))
    assert run.code == 2, "nothing was run"
    assert run.err.startswith(f"error: {foreign}: not empty"), "the folder is named"


def test_a_killed_run_leaves_no_cloud_behind(checkout: Checkout) -> None:
    process = checkout.start("local", "watch", "--stack", "prod")
    announce = checkout.home / "announce.json"
    while not announce.exists():
        assert process.poll() is None, "the run must still be there"
        time.sleep(0.05)
    kill_tree(process)
    run = checkout.luma("local", "stop")
    assert run.out == "No local cloud was running.\n", "the cloud went with the run that started it"
    assert os.path.exists(checkout.home / "cloud.sqlite"), "the world itself stays"
