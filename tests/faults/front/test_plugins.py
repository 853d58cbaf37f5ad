"""Each operation of each type that a plugin serves, with each fault, as the engine meets it."""

from collections.abc import Callable
from typing import Any

import grpc
import pytest

from codegen.types import tokens
from localcloud.plugin import registry
from tests.faults.front.conftest import Lives
from tests.faults.front.lives import ROWS, TROUBLES, Case, Life, Trouble, cases, changing, do, operations
from tests.faults.front.world import World
from tests.localcloud.harness import Plugin

RETRY_AFTER = 7.0
TRIES = 3
SAID: dict[Trouble, tuple[str, str]] = {
    "429": ("RESOURCE_EXHAUSTED", "429 rate_limited: too many requests: retry after 7 s"),
    "500 once": ("UNKNOWN", "500 internal_error: the service failed; nothing was done"),
    "500 always": ("UNKNOWN", "500 internal_error: the service failed; nothing was done"),
    "timeout": ("UNKNOWN", "504 timeout: no answer to this {operation} in 0 s; nothing was done"),
    "answer lost": (
        "UNKNOWN",
        "504 timeout: the answer to this {operation} was lost after the service had done it",
    ),
}
"""The status and words of each failure. Pulumi keeps a note of a create only after UNKNOWN, INTERNAL and DATA_LOSS."""
BRANCH = "github:index/branch:Branch"
FILE = "github:index/repositoryFile:RepositoryFile"


def told(operation: str, trouble: Trouble) -> tuple[str, str]:
    status, words = SAID[trouble]
    return status, words.replace("{operation}", operation)


def refused(work: Callable[[], Any]) -> tuple[str, str]:
    """Give the status and words of a call that must fail."""
    with pytest.raises(grpc.RpcError) as error:
        work()
    return error.value.code().name, str(error.value.details())


def suffer(world: World, life: Life, case: Case) -> None:
    """Go to the moment before an operation, and let it go wrong."""
    world.go_to(life.stages[case.operation][0].snapshot)
    kind, times = TROUBLES[case.trouble]
    seconds = RETRY_AFTER if kind == "rate-limited" else 0.0
    world.fault(kind, case.token, case.operation, times=times, seconds=seconds)


def assert_done(world: World, plugin: Plugin, life: Life, case: Case) -> None:
    """Assert that the operation ends as it does without any fault, to the last character."""
    result = life.result(case.operation)
    assert do(plugin, life, case.operation) == result, "the next try ends as if nothing had ever gone wrong"
    assert world.entities() == life.stages[case.operation][1].entities, "and leaves the same world"
    seen = plugin.read(life.made if case.operation == "delete" else result)
    assert seen == result, "which a read confirms"


@pytest.mark.parametrize("case", cases(ROWS.values(), ("429", "500 once", "timeout")), ids=str)
def test_what_failed_was_not_done_and_the_next_try_ends_right(
    world: World, plugin: Plugin, lives: Lives, case: Case
) -> None:
    life = lives(case.token)
    suffer(world, life, case)
    said = refused(lambda: do(plugin, life, case.operation))
    assert said == told(case.operation, case.trouble), "the engine learns what happened and whether it was done"
    assert world.entities() == life.stages[case.operation][0].entities, "nothing was done"
    assert_done(world, plugin, life, case)


@pytest.mark.parametrize("case", cases(ROWS.values(), ("500 always",)), ids=str)
def test_what_fails_for_ever_leaves_nothing_half_done(world: World, plugin: Plugin, lives: Lives, case: Case) -> None:
    life = lives(case.token)
    suffer(world, life, case)
    said = {refused(lambda: do(plugin, life, case.operation)) for _ in range(TRIES)}
    assert said == {told(case.operation, case.trouble)}, "each try fails alike"
    assert world.entities() == life.stages[case.operation][0].entities, "none of them did anything"
    world.heal()
    assert_done(world, plugin, life, case)


@pytest.mark.parametrize("case", cases(ROWS.values(), ("answer lost",)), ids=str)
def test_what_was_done_without_an_answer_was_done_exactly_once(
    world: World, plugin: Plugin, lives: Lives, case: Case
) -> None:
    life = lives(case.token)
    suffer(world, life, case)
    said = refused(lambda: do(plugin, life, case.operation))
    assert said == told(case.operation, case.trouble), "the engine learns that it cannot know"
    assert world.entities() == life.stages[case.operation][1].entities, "it was done, and once"


@pytest.mark.parametrize(
    "case", [each for each in cases(ROWS.values(), ("answer lost",)) if each.operation != "create"], ids=str
)
def test_a_second_read_update_or_delete_after_a_lost_answer_ends_as_the_first_would_have(
    world: World, plugin: Plugin, lives: Lives, case: Case
) -> None:
    life = lives(case.token)
    suffer(world, life, case)
    refused(lambda: do(plugin, life, case.operation))
    if (case.token, case.operation) == (BRANCH, "update"):
        assert_renamed_once(world, plugin, life)
    elif (case.token, case.operation) == (FILE, "update"):
        assert_written_twice(world, plugin, life)
    else:
        assert_done(world, plugin, life, case)


def assert_renamed_once(world: World, plugin: Plugin, life: Life) -> None:
    """Assert that a rename is not done twice: a refresh finds no old name, and the next up takes the new one over."""
    said = refused(lambda: do(plugin, life, "update"))
    assert said == ("NOT_FOUND", "404 not_found: Not Found"), "there is no branch of the old name any more"
    assert plugin.read(life.made).id == "", "a refresh says so too"
    again = plugin.create(life.row.token, life.changed)
    assert {**again.outputs, "sourceSha": None} == {**life.updated.outputs, "sourceSha": None}, "the branch is taken"
    assert world.entities() == life.stages["update"][1].entities, "and no other is made"


def assert_written_twice(world: World, plugin: Plugin, life: Life) -> None:
    """Assert that a second write of one content is a second commit with the same files, as at GitHub."""
    once = life.stages["update"][1].entities
    assert do(plugin, life, "update") == life.updated, "the file is as it was to be"
    added = [each[1] for each in world.entities() if each not in once]
    assert sorted(added) == ["commit", "ref"], "nothing but a commit, to which the branch moves"
    assert plugin.read(life.updated) == life.updated, "which a read confirms"


def test_every_type_that_is_served_has_its_life_here() -> None:
    served = {token for name in registry.NAMES for token in registry.load(name).resources}
    assert set(ROWS) == served, "no type is left out, and none is there that nobody serves"
    assert set(ROWS) == {token for _, token in tokens()}, "they are those that the project uses"


def test_only_what_replaces_at_every_change_has_no_update() -> None:
    steady = {token for token, row in ROWS.items() if "update" not in operations(row)}
    assert {token.rsplit(":", 1)[-1] for token in steady} == {"RandomBytes", "RandomId", "RandomPassword", "UserToken"}
    for token in steady:
        handler = registry.load(token.split(":")[0]).handler(token)
        assert set(handler.input_specs) - handler.FILLED <= handler.REPLACE, f"{token}: an update could not be asked"


def test_every_row_that_has_an_update_has_one_that_changes_something() -> None:
    assert [token for token, row in ROWS.items() if row.updates and not changing(row)] == [], "else it proves nothing"
