"""Two worlds are the same where only ids, times and hidden values differ, and differ where anything else does."""

import json
from pathlib import Path
from typing import Any

import pytest

from localcloud.core.store import open_store
from tests.engine import Checkout
from tests.faults.engine.contents import contents

PROJECT = {"id": "prj_000001", "name": "web", "timeout": 30, "created_at": "2026-11-24T03:00:00Z"}
VARIABLE = {"id": "env_000001", "project": "prj_000001", "key": "A", "value": {"$fingerprint": "aa"}, "targets": ["p"]}


def world(folder: Path, *things: dict[str, Any]) -> Checkout:
    """Give a checkout whose local cloud holds some things of Vercel."""
    home = folder / ".local"
    with open_store(home / "cloud.sqlite") as store, store.transaction() as transaction:
        for each in things:
            kind, key = (
                ("project", each["name"]) if "name" in each else ("variable", f"{each['project']}/{each['key']}")
            )
            row = ("vercel", kind, key, each["id"], "", json.dumps(each))
            transaction.connection.execute(
                "INSERT INTO entities (cloud, kind, key, id, parent, data) VALUES (?, ?, ?, ?, ?, ?)", row
            )
    return Checkout(folder)


def test_ids_times_and_hidden_values_make_no_difference(tmp_path: Path) -> None:
    again = {**PROJECT, "id": "prj_000002", "created_at": "2026-11-24T04:00:00Z"}
    other = {**VARIABLE, "id": "env_000002", "project": "prj_000002", "value": {"$fingerprint": "bb"}}
    one, two = world(tmp_path / "one", PROJECT, VARIABLE), world(tmp_path / "two", again, other)
    assert contents(one) == contents(two), "the same platform, made twice"


@pytest.mark.parametrize(
    "things",
    [
        (PROJECT,),
        ({**PROJECT, "timeout": 45}, VARIABLE),
        (PROJECT, {**VARIABLE, "targets": []}),
        (PROJECT, {**VARIABLE, "value": "readable"}),
        (PROJECT, VARIABLE, {**VARIABLE, "id": "env_000002", "key": "B"}),
    ],
    ids=["missing", "changed", "emptied", "readable", "too much"],
)
def test_anything_else_does(tmp_path: Path, things: tuple[dict[str, Any], ...]) -> None:
    one, two = world(tmp_path / "one", PROJECT, VARIABLE), world(tmp_path / "two", *things)
    assert contents(one) != contents(two), "a difference that a person would see"
