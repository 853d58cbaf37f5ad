"""A local cloud in the background follows the settings: what only a person can make is there for the next command."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.errors import UserError
from cli.local import cloud
from cli.local.copies import prepare
from cli.local.home import Home

pytestmark = pytest.mark.slow


@pytest.fixture
def background(home: Home) -> Iterator[Home]:
    """Give a home whose local cloud runs with prod's seed; it ends with the test."""
    cloud.start_in_background(home, prepare(home, "prod").seed)
    yield home
    cloud.stop(home)


def organizations(home: Home) -> set[str]:
    """Return GitHub's organizations in the local cloud."""
    command = [sys.executable, "-m", "localcloud", "dump", "--database", str(home.database)]
    world = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {each["name"] for each in world["github"] if each["type"] == "organization"}


def rename(checkout: Path) -> None:
    """Change the organization in prod's settings."""
    path = checkout / "Pulumi.prod.yaml"
    path.write_text(path.read_text().replace("organization: luma-app", "organization: luma-two"))


def test_settings_that_change_reach_the_cloud_that_runs(background: Home, checkout: Path) -> None:
    assert organizations(background) == {"luma-app"}, "as the settings say"
    rename(checkout)
    with cloud.running(background, prepare(background, "prod").seed) as running:
        assert organizations(background) == {"luma-app", "luma-two"}, "the next command finds what it needs"
        assert running.pid == json.loads(background.announce.read_text())["pid"], "in the same cloud"


def test_what_did_not_change_is_not_seeded_again(background: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("nothing need be started"))
    for _ in range(2):
        cloud.start_in_background(background, prepare(background, "prod").seed)
    assert cloud.found(background) is not None, "it runs on"


def test_a_second_stacks_seed_joins_the_first_ones(background: Home) -> None:
    seed = prepare(background, "staging").seed
    seed.write_text(seed.read_text().replace("luma-app", "luma-three"))
    cloud.start_in_background(background, seed)
    assert organizations(background) == {"luma-app", "luma-three"}, "each stack finds what it needs"


def test_a_seed_that_cannot_be_used_is_one_message_and_the_cloud_runs_on(background: Home) -> None:
    seed = background.project / "seed.prod.json"
    seed.write_text("{")
    with pytest.raises(UserError, match=r"seed\.prod\.json is not JSON"):
        cloud.start_in_background(background, seed)
    assert organizations(background) == {"luma-app"}, "nothing was changed"
    prepare(background, "prod")
    cloud.start_in_background(background, seed)
    assert json.loads(seed.read_text()), "a torn one is made anew by the next command"
