"""A person's mistakes: one clear error each, and nothing is lost."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine import Checkout

Settings = dict[str, Any]
SLIPS: list[Any] = [
    pytest.param(
        lambda s: s["vercel"].update(regoins=["iad1"]), "vercel.regoins: no such setting", "'vercel.regions'", id="key"
    ),
    pytest.param(
        lambda s: s["vercel"].update({"default-timeout": "30"}), "vercel.default-timeout", "valid integer", id="type"
    ),
    pytest.param(
        lambda s: s["vercel"].update(regions=["mars1"]),
        "vercel.regions[0]: 'mars1' is no",
        "Use one of arn1",
        id="region",
    ),
]


@pytest.mark.parametrize(("edit", "what", "fix"), SLIPS)
def test_a_slip_in_the_stack_file_is_one_clear_error(
    prod: Checkout, edit: Callable[[Settings], object], what: str, fix: str
) -> None:
    before, state = prod.world(), prod.state()
    prod.edit("prod", edit)
    run = prod.local("up", "--yes")
    assert run.code == 2, "nothing was run"
    assert what in run.err, "what is wrong, and where"
    assert fix in run.err, "how to fix it"
    assert "Traceback" not in run.text, "no traceback"
    assert len(run.err.strip().splitlines()) == 2, f"one error:\n{run.err}"
    assert prod.world() == before, "nothing was changed"
    prod.edit("prod", lambda settings: settings.clear())
    assert prod.luma("local", "stack", "ls").code == 0, "what needs no settings still works"
    assert [each["urn"] for each in state["resources"]], "and the state is there"


def test_missing_secrets_are_named_in_one_error_with_their_commands(prod: Checkout) -> None:
    before = prod.world()
    for name in ("RESEND_API_KEY", "MATHPIX_APP_ID"):
        assert prod.luma("local", "config", "rm", name, "--stack", "prod").code == 0, "the copy is a person's to edit"
    run = prod.local("up", "--yes")
    assert run.code != 0, "the app could not start"
    assert "2 secrets are missing" in run.text, "how many"
    commands = sorted({line.strip() for line in run.text.splitlines() if "pulumi config set" in line})
    assert commands == [
        "pulumi config set --stack prod --secret MATHPIX_APP_ID",
        "pulumi config set --stack prod --secret RESEND_API_KEY",
    ], "the exact lines"
    assert "Traceback" not in run.text, "no traceback"
    assert prod.world() == before, "nothing was changed"


def test_two_runs_on_one_stack_at_once_lose_nothing(empty: Checkout, prod_built: Checkout) -> None:
    first = empty.start("local", "up", "--yes", "--skip-preview", "--stack", "prod")
    locks = empty.home / "state/.pulumi/locks/organization/luma/prod"
    deadline = time.monotonic() + 60
    while not list(locks.glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    second = empty.local("up", "--yes", "--skip-preview")
    assert second.code == 2, "the stack is taken"
    assert "is working on this stack" in second.err, "why"
    out, err = first.communicate(timeout=120)
    assert first.returncode == 0, f"the first run is not disturbed:\n{out}{err}"
    assert empty.things() == prod_built.things(), "the platform is whole"


def test_two_stacks_may_go_up_at_once(prod: Checkout, both_built: Checkout) -> None:
    again = prod.start("local", "up", "--yes", "--skip-preview", "--stack", "prod")
    prod.up(stack="staging")
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, f"one local cloud serves both:\n{out}{err}"
    assert prod.things() == both_built.things(), "both are whole"


def test_a_corrupt_local_cloud_is_one_clear_error_and_the_state_is_kept(prod: Checkout) -> None:
    state = (prod.home / "state/.pulumi/stacks/luma/prod.json").read_bytes()
    database = prod.home / "cloud.sqlite"
    database.write_bytes(b"torn" + database.read_bytes()[4:])
    damaged = database.read_bytes()
    run = prod.local("up", "--yes")
    assert run.code == 2, "nothing was run"
    errors = [line for line in run.err.splitlines() if not line.startswith(("Installing", "Compiling"))]
    assert len(errors) == 1, f"one error:\n{run.err}"
    assert str(database) in run.err, "it names the file"
    assert database.read_bytes() == damaged, "an empty world never takes its place"
    assert (prod.home / "state/.pulumi/stacks/luma/prod.json").read_bytes() == state, "and the state is as it was"
