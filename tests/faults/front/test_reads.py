"""Imports with each fault, and what no fault can hit: checks, diffs and previews, which call no cloud."""

import pytest

from tests.faults.front.conftest import Lives
from tests.faults.front.lives import ROWS, TROUBLES, Life, Trouble, operations
from tests.faults.front.test_lists import settled
from tests.faults.front.test_plugins import RETRY_AFTER, refused, told
from tests.faults.front.world import World
from tests.localcloud.harness import Plugin
from tests.localcloud.rows import text

TRIES = 3
IMPORTED = [token for token, row in ROWS.items() if row.import_id]


def import_id(life: Life) -> str:
    """Spell the vendor's import id of what a life made."""
    return text(life.row.import_id.replace("{id}", life.made.id), life.needed)


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("token", IMPORTED)
def test_an_import_that_failed_changes_nothing_and_may_be_done_again(
    world: World, plugin: Plugin, lives: Lives, token: str, trouble: Trouble
) -> None:
    life = lives(token)
    there = life.stages["read"][0]
    world.go_to(there.snapshot)
    expected = plugin.import_(token, import_id(life))
    kind, times = TROUBLES[trouble]
    world.fault(kind, token, "read", times=times, seconds=RETRY_AFTER if trouble == "429" else 0)
    if trouble == "reordered":
        found = plugin.import_(token, import_id(life))
        assert settled(token, found.outputs) == settled(token, expected.outputs), "another order imports the same"
        assert set(plugin.diff(found, life.inputs)) == set(life.row.not_imported), "and the program's inputs fit"
    else:
        said = {refused(lambda: plugin.import_(token, import_id(life))) for _ in range(times or TRIES)}
        assert said == {told("read", trouble)}, "the engine learns what happened"
    world.heal()
    assert plugin.import_(token, import_id(life)) == expected, "the next import ends right"
    assert world.entities() == there.entities, "an import changes nothing"


@pytest.mark.parametrize("token", ROWS)
def test_a_cloud_that_fails_for_ever_stands_in_the_way_of_no_preview(
    world: World, plugin: Plugin, lives: Lives, token: str
) -> None:
    life = lives(token)
    world.go_to(life.stages["read"][0].snapshot)
    world.fault("server-error", "*", "*")
    assert plugin.check(token, life.changed, life.made.inputs) == (life.changed, {}), "a check asks no cloud"
    assert bool(plugin.diff(life.made, life.changed)) == ("update" in operations(life.row)), "nor does a diff"
    assert plugin.create(token, life.inputs, preview=True).id == "", "nor does a preview of a create"
    assert plugin.update(life.made, life.changed, preview=True).id == life.made.id, "or of an update"
    assert world.entities() == life.stages["read"][0].entities, "and nothing was done"
