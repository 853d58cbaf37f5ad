"""All pairs in few cases: a greedy choice among every combination that the constraints allow."""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

Values: TypeAlias = "tuple[Hashable, ...]"
"""One value of each factor, in the order of the factors."""
Pair: TypeAlias = "tuple[int, Hashable, int, Hashable]"
"""Two factors, by place, with a value each."""


def pairs(row: Values) -> Iterator[Pair]:
    """Yield each pair of values in a case."""
    for (first, one), (second, other) in combinations(enumerate(row), 2):
        yield first, one, second, other


def choose(allowed: Sequence[Values], count: int, seed: int) -> list[Values]:
    """Choose cases, each the one that adds most pairs to those before; a seed decides between equals.

    Args:
        allowed: Every case that makes sense.
        count: How many to choose; once every pair is covered, the others are chosen at random.
        seed: The same seed gives the same cases.
    """
    numbers: dict[Pair, int] = {}
    masks = [sum(1 << numbers.setdefault(each, len(numbers)) for each in pairs(row)) for row in allowed]
    order = list(range(len(allowed)))
    random.Random(seed).shuffle(order)
    missing = (1 << len(numbers)) - 1
    chosen: list[int] = []
    while len(chosen) < count:
        best = max((each for each in order if each not in chosen), key=lambda each: (masks[each] & missing).bit_count())
        chosen.append(best)
        missing &= ~masks[best]
    return [allowed[each] for each in chosen]


def missing_pairs(allowed: Sequence[Values], chosen: Sequence[Values]) -> set[Pair]:
    """Return the pairs that some allowed case has and no chosen one."""
    covered = {each for row in chosen for each in pairs(row)}
    return {each for row in allowed for each in pairs(row)} - covered
