"""The cases cover every pair of factors that can meet, and are the same each time."""

from itertools import product

from localcloud.core.faults import KINDS as ALL_KINDS
from tests.faults.engine.cases import CONSTRAINTS, COUNT, KINDS, ONE_TYPE, SEED, Case, allowed, cases
from tests.faults.engine.pairwise import choose, missing_pairs, pairs


def test_the_chosen_cases_cover_every_pair_that_is_possible() -> None:
    assert len(cases()) == COUNT == 40, "as many as were asked for"
    assert missing_pairs(allowed(), cases()) == set(), "each two values that can meet do meet"


def test_a_pair_that_is_not_covered_would_be_missed() -> None:
    lonely = [case for case in cases() if case.kind != "timeout"]
    missed = missing_pairs(allowed(), lonely)
    assert {one for place, one, _, _ in missed if place == 0} == {"timeout"}, "all pairs with it, and no other"


def test_no_case_is_chosen_twice_and_each_has_a_sentence_of_its_own() -> None:
    sentences = [str(case) for case in cases()]
    assert sorted(set(sentences)) == sorted(sentences), "two cases that read the same would be one too few"


def test_the_same_seed_gives_the_same_cases() -> None:
    assert choose(allowed(), COUNT, SEED) == choose(allowed(), COUNT, SEED), "a failure can be seen again"
    assert choose(allowed(), COUNT, SEED) != choose(allowed(), COUNT, SEED + 1), "and the seed decides"


def test_few_cases_cover_all_pairs_of_three_factors() -> None:
    rows = list(product("ab", "cd", "ef"))
    chosen = choose(rows, 4, 0)
    assert missing_pairs(rows, chosen) == set(), "four are enough where all combinations are eight"
    assert len({each for row in rows for each in pairs(row)}) == 12, "three times two factors with two values each"


def test_every_constraint_is_needed_and_leaves_every_value_possible() -> None:
    for name, rule in CONSTRAINTS.items():
        others = [each for each in CONSTRAINTS.values() if each is not rule]
        case = next(
            (case for case in map(Case._make, _all()) if not rule(case) and all(each(case) for each in others)), None
        )
        assert case is not None, f"{name}: excludes nothing that the others allow"
    for place, field in enumerate(Case._fields):
        assert {row[place] for row in allowed()} == {row[place] for row in _all()}, f"{field}: each value is tried"


def _all() -> list[tuple[object, ...]]:
    operations, commands = ("create", "read", "update", "delete"), ("first up", "change", "refresh", "same", "destroy")
    return list(product(KINDS, ONE_TYPE, (True, False), operations, (1, 2, None), commands, (1, 64)))


def test_every_kind_of_fault_is_tried_but_for_the_api_that_is_gone() -> None:
    assert set(ALL_KINDS) - set(KINDS) == {"gone"}, "a retired API never comes back, so there is no way back from it"
