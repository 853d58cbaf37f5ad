"""Our plugin front ends answer as the vendors' own plugins did when they were recorded.

What was recorded is in `recorded/`, with the plugin's version; `record.py` asks again where a plugin is at hand.
"""

import json
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from localcloud.http.front import APIS
from localcloud.plugin.schema import load
from tests.parity.asking import Answer, answers
from tests.parity.cases import CLOUDS, types
from tests.parity.comparing import Finding, findings
from tests.parity.differences import DIFFERENCES, NOT_RECORDED
from tests.parity.record import World

FOLDER = Path(__file__).parent / "recorded"


def recorded(name: str) -> Any:
    """Read a recording."""
    return json.loads((FOLDER / name).read_text())


@cache
def compared(cloud: str) -> tuple[Finding, ...]:
    """Ask our front end what the vendor's plugin was asked, and give every finding."""
    theirs: dict[str, dict[str, Answer]] = recorded(f"{cloud}.json")["answers"]
    with ExitStack() as exits:
        world = World(exits)
        ours = answers(cloud, world.side, world.side(f"{cloud}:index:any"))
    return tuple(each for token in theirs for each in findings(token, theirs[token], ours[token]))


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_stand_in_answers_as_the_vendors_plugin_but_where_a_row_says_why(cloud: str) -> None:
    rows = DIFFERENCES[cloud]
    unexplained = [each for each in compared(cloud) if not any(row.explains(each) for row in rows)]
    assert unexplained == [], "failures by property, defaults, replaces and secret outputs are the vendor's"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_row_of_differences_explains_one_still(cloud: str) -> None:
    stale = [row for row in DIFFERENCES[cloud] if not any(row.explains(each) for each in compared(cloud))]
    assert stale == [], "a difference that is mended leaves the table"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_everything_that_is_asked_was_recorded(cloud: str) -> None:
    found = recorded(f"{cloud}.json")
    assert found["version"], "a recording names the plugin's version"
    known = {token: {*each} for token, each in found["answers"].items()}
    asked = {kind.token: {case.name for case in kind.cases} for kind in types(cloud, ["0"] * 9)}
    assert known == {token: each for token, each in asked.items() if token not in NOT_RECORDED}, "record it anew"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_type_that_the_program_can_use_is_asked_about(cloud: str) -> None:
    asked = {kind.token for kind in types(cloud, ["0"] * 9)}
    assert asked == set(load(cloud).inputs), "a new type brings its row in cases/"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_each_good_resource_was_made_read_and_deleted_by_the_vendors_plugin(cloud: str) -> None:
    good = {token: each["good"] for token, each in recorded(f"{cloud}.json")["answers"].items()}
    lives = {token: (bool(each["made"]["outputs"]), each["read"], each["deleted"]) for token, each in good.items()}
    assert lives == dict.fromkeys(good, (True, True, True)), "over the local cloud's HTTP front end, where it has one"


@pytest.mark.parametrize("cloud", [path.stem for path in sorted((FOLDER / "requests").glob("*.json"))])
def test_the_http_front_end_has_a_route_for_each_request_of_the_vendors_plugin(cloud: str) -> None:
    requests = {each for of_type in recorded(f"requests/{cloud}.json")["requests"].values() for each in of_type}
    assert requests, "a plugin asks something"
    unserved = {each for each in requests if APIS[cloud].find(*each.split(" ", 1)) is None}
    assert unserved == set(), "what the plugin asked once, it asks again"
