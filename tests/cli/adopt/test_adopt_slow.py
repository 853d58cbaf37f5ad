"""A hand-made, messy platform on the local cloud comes under management, by the real engine, and loses nothing."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from cli.local.generate import plain_config, platform_of
from cli.local.seed import seed
from tests.cli.adopt import messy
from tests.engine import Checkout, Run, kill_tree

pytestmark = pytest.mark.slow

SWITCH: Final = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions"
_TAKEN: Final = 25
"""Resources in the state when the first adoption is killed: in the middle of the import."""
Json = dict[str, Any]


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Give a checkout whose local cloud holds the messy platform, and no state at all."""
    checkout = Checkout.make(tmp_path_factory.mktemp("adopt") / "luma")
    checkout.edit("prod", lambda platform: platform["github"]["repository"].update({"origin": "adopt"}))
    assert checkout.luma("local", "stack", "ls").code == 0, "the local home is made"
    platform = platform_of("prod", plain_config("prod"))
    seed_file = checkout.folder / "seed.json"
    seed_file.write_text(json.dumps(seed(platform)), encoding="utf-8")
    messy.make(checkout.home / "cloud.sqlite", seed_file, platform)
    return checkout


@pytest.fixture(scope="module")
def refused(by_hand: Checkout) -> tuple[Run, Json, Json]:
    """Have Pulumi refuse a part of the import. Give the states before and after."""
    assert by_hand.luma("local", "stack", "init", "prod").code == 0, "a stack of its own"
    before = by_hand.state()
    by_hand.cloud("fault", "server-error", "--target", SWITCH, "--operation", "read", "--times", "1")
    run = by_hand.luma("adopt", "--local", "--yes")
    return run, before, by_hand.state()


@pytest.fixture(scope="module")
def adopted(by_hand: Checkout, refused: tuple[Run, Json, Json]) -> tuple[Checkout, Run, Counter[tuple[str, str, str]]]:
    """Adopt it: the first attempt is killed during the import, the second goes through. Give what there was before."""
    assert refused[0].code == 1, "a refusal came before"
    before = by_hand.things()
    _kill_during_the_import(by_hand)
    assert by_hand.things() == before, "an import changes no account"
    recovered = by_hand.luma("recover", "--stack", "prod", "--yes")
    assert recovered.code == 0, recovered.text
    return by_hand, by_hand.luma("adopt", "--local", "--yes", "--json"), before


def _kill_during_the_import(checkout: Checkout) -> None:
    process = checkout.start("adopt", "--local", "--yes")
    state, deadline = checkout.home / "state" / ".pulumi" / "stacks" / "luma" / "prod.json", time.monotonic() + 120
    while _size(state) < _TAKEN:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the import did not begin"
        time.sleep(0.02)
    kill_tree(process)


def _size(state: Path) -> int:
    return state.read_text(encoding="utf-8", errors="replace").count('"urn"') if state.exists() else 0


def test_an_import_that_a_vendor_refuses_leaves_the_state_as_it_was(refused: tuple[Run, Json, Json]) -> None:
    run, before, after = refused
    assert run.code == 1, run.text
    assert "github-actions-permissions: " in run.err, "what could not be imported"
    assert [each.get("resources") or [] for each in (before, after)] == [[], []], "no resource, as before"


def test_it_ends_in_an_empty_preview_with_nothing_replaced_or_deleted(
    adopted: tuple[Checkout, Run, Counter[tuple[str, str, str]]],
) -> None:
    checkout, run, before = adopted
    assert run.code == 0, run.text
    told = json.loads(run.out)
    assert (told["result"], told["changes"]) == ("adopted", []), "nothing is left to do"
    lost = {each for each in before - checkout.things() if each[:2] not in CHANGED}
    assert lost == set(), "everything that was there is there"


CHANGED: Final = {("vercel", "variable"), ("github", "file"), ("cloudflare", "dns-record")}
"""What is named by what was changed: a variable by its targets, a record by its content. Files are checked apart."""


def test_what_nobody_declares_is_reported_and_left_alone(
    adopted: tuple[Checkout, Run, Counter[tuple[str, str, str]]],
) -> None:
    checkout, run, before = adopted
    told = {
        (each["cloud"], each["type"].rsplit(":", 1)[-1], each["name"]) for each in json.loads(run.out)["undeclared"]
    }
    missing = {each for each in messy.UNDECLARED if not any(_is(each, found) for found in told)}
    extra = {found for found in told if not any(_is(each, found) for each in messy.UNDECLARED)}
    assert (missing, extra) == (set(), set()), "exactly the extras"
    names = {name for _, _, name in checkout.things()}
    assert {"NPM_TOKEN", "old.luma.example"} <= {part for name in names for part in name.split("/")}, "still there"
    assert before, "there was something"


def _is(extra: tuple[str, str, str], found: tuple[str, str, str]) -> bool:
    return extra[:2] == found[:2] and extra[2] in found[2]


def test_the_developers_own_files_are_still_theirs(
    adopted: tuple[Checkout, Run, Counter[tuple[str, str, str]]], tmp_path: Path
) -> None:
    checkout, _, _ = adopted
    folder = tmp_path / "web"
    assert checkout.luma("local", "checkout", f"luma-app/{messy.WEB}", str(folder)).code == 0, "the repository"
    package = json.loads((folder / "package.json").read_text())
    assert (folder / "README.md").read_text() == "# Luma\n", "a file that the platform does not know"
    assert (package["name"], package["scripts"]["dev"]) == ("luma-web", "next dev"), "what was in a merged file"


def test_no_secret_that_was_there_came_into_the_state(
    adopted: tuple[Checkout, Run, Counter[tuple[str, str, str]]],
) -> None:
    checkout, run, _ = adopted
    state = checkout.luma("local", "stack", "export", "--show-secrets", "--stack", "prod")
    assert state.code == 0, state.text
    assert "by-hand" not in state.out + run.text, "secrets are declared anew, never imported"


def test_a_second_adoption_finds_nothing_to_do(adopted: tuple[Checkout, Run, Counter[tuple[str, str, str]]]) -> None:
    checkout, _, _ = adopted
    state = checkout.state()
    again = checkout.luma("adopt", "--local", "--yes", "--json")
    told = json.loads(again.out)
    assert (again.code, told["result"], told["resources"], told["changes"]) == (0, "adopted", [], []), again.text
    assert checkout.state() == state, "the state is as it was"
