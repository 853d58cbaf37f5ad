"""Merged files: our part is brought up to date, every other byte stays."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from luma_provider.github.merge import END, START, NotMergeable, merge, part, parts

PACKAGE = '{\n    "name": "web",\n    "scripts": {\n        "dev": "next dev"\n    }\n}\n'
OURS = '{"scripts": {"db:backup": "bash scripts/backup-database.sh"}, "engines": {"node": "24.x"}}'


def test_declared_keys_join_a_package_and_the_files_own_indentation_stays() -> None:
    merged = merge("package.json", PACKAGE, OURS, [])
    assert json.loads(merged) == {
        "name": "web",
        "scripts": {"dev": "next dev", "db:backup": "bash scripts/backup-database.sh"},
        "engines": {"node": "24.x"},
    }
    assert '\n    "name"' in merged, "four spaces, as before"


def test_a_file_in_order_stays_byte_for_byte() -> None:
    odd = '{"scripts":{"db:backup":"bash scripts/backup-database.sh"},"engines":{"node":"24.x"},"name":"web"}'
    assert merge("package.json", odd, OURS, []) == odd


def test_a_key_that_is_no_longer_declared_goes_and_only_that() -> None:
    merged = merge(
        "package.json",
        merge("package.json", PACKAGE, OURS, []),
        '{"engines": {"node": "24.x"}}',
        parts("package.json", OURS),
    )
    assert json.loads(merged) == {"name": "web", "scripts": {"dev": "next dev"}, "engines": {"node": "24.x"}}


def test_a_package_that_does_not_exist_yet_is_made_of_our_part() -> None:
    assert json.loads(merge("package.json", None, OURS, [])) == json.loads(OURS)


@pytest.mark.parametrize("live", ["{", "[]", "3"])
def test_a_file_that_cannot_be_merged_into_is_refused_by_name(live: str) -> None:
    with pytest.raises(NotMergeable, match=r"package\.json .* repair it first"):
        merge("package.json", live, OURS, [])


def test_a_block_is_added_below_what_is_there() -> None:
    assert merge(".env.example", "MINE=1\n", "OURS=1\n", []) == f"MINE=1\n\n{START}\nOURS=1\n{END}\n"


def test_a_block_is_changed_where_it_stands() -> None:
    live = f"ABOVE=1\n{START}\nOURS=1\n{END}\nBELOW=1\n"
    assert merge(".env.example", live, "OURS=2", []) == f"ABOVE=1\n{START}\nOURS=2\n{END}\nBELOW=1\n"


def test_a_backslash_in_a_block_stays_one() -> None:
    live = merge(".env.example", "", "A=1\n", [])
    assert "A=\\1\\g<0>\n" in merge(".env.example", live, "A=\\1\\g<0>\n", [])


def test_our_part_is_read_back_as_it_was_declared() -> None:
    merged = merge("package.json", PACKAGE, OURS, [])
    assert json.loads(part("package.json", merged, OURS)) == json.loads(OURS)


KEYS = st.text("ab/~", min_size=1, max_size=3)
TREES = st.recursive(
    st.integers(0, 3), lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=3), max_leaves=6
).filter(lambda tree: isinstance(tree, dict))


@given(live=TREES, ours=TREES)
def test_merging_twice_is_merging_once(live: object, ours: object) -> None:
    once = merge("a.json", json.dumps(live), json.dumps(ours), [])
    assert merge("a.json", once, json.dumps(ours), parts("a.json", json.dumps(ours))) == once


@given(live=TREES, ours=TREES)
def test_after_a_merge_our_part_is_what_was_declared(live: object, ours: object) -> None:
    merged = merge("a.json", json.dumps(live), json.dumps(ours), [])
    assert json.loads(part("a.json", merged, json.dumps(ours))) == ours
