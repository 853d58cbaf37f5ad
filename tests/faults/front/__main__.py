"""Prints how many cases are tried here, by fault: `PYTHONPATH=provider:policies python -m tests.faults.front`."""

import sys
from collections import Counter

from tests.faults.front import test_apis, test_clients, test_invokes, test_luma, test_reads
from tests.faults.front.lives import ROWS, TROUBLES, cases

TRIED: dict[str, Counter[str]] = {
    "operations of the plugins' types": Counter(each.trouble for each in cases(ROWS.values())),
    "imports": Counter({each: len(test_reads.IMPORTED) for each in TROUBLES}),
    "calls of functions": Counter({each: len(test_invokes.CALLS) for each in TROUBLES}),
    "requests of the HTTP APIs": Counter(each.trouble for each in test_apis.cases(*TROUBLES)),
    "operations of our provider": Counter({each: len(test_luma.CASES) for each in TROUBLES}),
    "requests of the command line's client": Counter(
        each.trouble for each in test_apis.cases(*TROUBLES) if test_clients.can_be_sent(each)
    ),
}


def table() -> str:
    """Give one line for what is tried, with a number for each fault and their sum."""
    lines = ["\t".join(["", *TROUBLES, "all"])]
    for name, counted in [*TRIED.items(), ("all", sum(TRIED.values(), Counter()))]:
        lines.append("\t".join([name, *(str(counted[each]) for each in TROUBLES), str(counted.total())]))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
