"""What an update would do is told by what it does to things: made, changed, or lost."""

from __future__ import annotations

from typing import Any

import pytest

from cli.adopt.changes import changes, live_differences
from cli.adopt.coverage import change_lines
from cli.adopt.declared import declared
from cli.adopt.engine import refuse_losses
from cli.errors import UserError
from tests.cli.adopt.samples import REPOSITORY, VARIABLE

Json = dict[str, Any]
URN = f"urn:pulumi:prod::luma::{REPOSITORY}::repo"


def step(op: str, old: Json | None = None, new: Json | None = None, told: tuple[str, ...] = (), **more: Any) -> Json:
    """Return what the engine logs before it does something to the repository."""
    sides = {
        "old": None if old is None else {"custom": True, "id": "web", "outputs": old, "inputs": old},
        "new": None if new is None else {"custom": True, "inputs": new},
    }
    return {
        "resourcePreEvent": {"metadata": {"op": op, "urn": URN, "type": REPOSITORY, "diffs": [*told], **sides, **more}}
    }


def test_what_differs_is_told_as_it_is_and_as_it_is_declared() -> None:
    found = changes([step("update", {"hasWiki": True, "size": 1}, {"hasWiki": False}, ("hasWiki",))])
    assert list(change_lines(found)) == [
        "Differs from what is declared: 1",
        "  - repo (repository): hasWiki is true, declared false",
    ], "and what a vendor only computes is left out"


def test_values_that_nobody_can_read_are_told_by_name_alone() -> None:
    event = step("update", {"key": "A"}, {"key": "A", "value": "hunter2", "sensitive": True}, ("value",), type=VARIABLE)
    assert list(change_lines(changes([event]))) == [
        "Values that nobody can read, written again: 1",
        "  - repo",
    ], "neither of the values"


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([step("delete", {"name": "web"})], "no longer declared"),
        ([step("replace", {"name": "old"}, {"name": "web"}, ("name",))], "name is old, declared web"),
        (
            [
                step("create-replacement", {"name": "old"}, {"name": "web"}, ("name",)),
                step("replace", {"name": "old"}, {"name": "web"}, ("name",)),
                step("delete-replaced", {"name": "old"}),
            ],
            "name is old, declared web",
        ),
    ],
    ids=["deleted", "replaced", "replaced-in-three-steps"],
)
def test_a_loss_is_refused_by_name_and_reason(events: list[Json], words: str) -> None:
    with pytest.raises(UserError, match="would replace or delete what exists") as refused:
        refuse_losses("prod", changes(events))
    assert str(refused.value).splitlines()[1:] == [f"  - repo ({REPOSITORY}): {words}"], "once, with the property"


def test_what_is_made_or_changed_is_no_loss() -> None:
    refuse_losses("prod", changes([step("create", None, {"name": "web"}), step("same", {}, {})]))


def test_what_a_dry_run_reads_is_compared_with_what_is_declared() -> None:
    read = {"resOutputsEvent": step("import", None, {})["resourcePreEvent"]}
    read["resOutputsEvent"]["metadata"]["new"]["outputs"] = {"hasWiki": True, "topics": ["b", "a"], "size": 1}
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    wanted = {"hasWiki": False, "topics": ["a", "b"], "autoInit": True, "size": unknown}
    (found,) = live_differences([read], {URN: wanted})
    assert [(each.path, each.before, each.after) for each in found.properties] == [("hasWiki", "true", "false")], (
        "not the order of a list, nor what only a run tells"
    )


def test_a_resource_that_the_program_imports_and_changes_is_declared_once() -> None:
    found = declared([step("import", None, {"name": "web"}), step("update", {"name": "web"}, {"name": "web"})])
    assert [(each.op, each.name, each.managed) for each in found] == [("import", "repo", False)], "what comes first"
