"""The cases: what goes wrong, where, in which operation, how often, and what a person was doing meanwhile.

`python -m tests.faults.engine.cases` prints them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache
from itertools import product
from typing import Final, Literal, NamedTuple, TypeAlias

from localcloud.core.faults import Fault, Kind
from tests.faults.engine.pairwise import choose

Command: TypeAlias = Literal["first up", "change", "refresh", "same", "destroy"]
"""The first `up` of prod; an `up` of changed settings; a refresh; an `up --refresh` of the same settings; a destroy of
staging, beside prod."""
COUNT: Final = 40
SEED: Final = 87
"""Of the seeds that cover every pair in so few cases, one with few cases that only read."""
KINDS: Final[tuple[Kind, ...]] = ("rate-limited", "server-error", "timeout", "answer-lost", "reordered", "latency")
ONE_TYPE: Final[Mapping[str, str]] = {
    "vercel": "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable",
    "github": "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable",
    "cloudflare": "cloudflare:index/accountToken:AccountToken",
    "sentry": "sentry:index/sentryKey:SentryKey",
    "trigger": "luma:trigger:EnvVar",
    "random": "random:index/randomBytes:RandomBytes",
}
"""A type of each cloud: with values that nobody can read again, an id of the vendor's own, or a secret shown once."""
DOES: Final[Mapping[Command, str]] = {
    "first up": "create",
    "change": "create update delete",
    "refresh": "read",
    "same": "read",
    "destroy": "delete",
}
CHANGED: Final[Mapping[str, str]] = {
    "vercel": "create update delete",
    "github": "create update",
    "cloudflare": "update delete",
    "sentry": "create update delete",
    "trigger": "create update delete",
    "random": "create delete",
    ONE_TYPE["vercel"]: "create update delete",
    ONE_TYPE["github"]: "create update",
    ONE_TYPE["cloudflare"]: "update",
    ONE_TYPE["sentry"]: "update",
    ONE_TYPE["trigger"]: "create update delete",
    ONE_TYPE["random"]: "create delete",
}
"""What `change.change` makes prod's next `up` do in each place; a test compares it with what happens."""
SECONDS: Final[Mapping[tuple[Kind, int | None], float]] = {("rate-limited", None): 300.0}
"""How long a cloud that is rate-limited for ever asks to wait: longer than our provider does. All others: `SHORT`."""
SHORT: Final = 0.1


class Case(NamedTuple):
    """One case; the fields are the factors. `times` is None for ever."""

    kind: Kind
    cloud: str
    everything: bool
    operation: Literal["create", "read", "update", "delete"]
    times: int | None
    command: Command
    parallel: int

    @property
    def target(self) -> str:
        """What the fault aims at."""
        return self.cloud if self.everything else ONE_TYPE[self.cloud]

    @property
    def fault(self) -> Fault:
        """The fault."""
        seconds = SECONDS.get((self.kind, self.times), SHORT)
        return Fault(self.kind, self.target, self.operation, seconds, self.times)

    def __str__(self) -> str:
        """Say the case in words: an id of a test."""
        place = self.cloud if self.everything else self.target.rsplit(":", 1)[-1]
        often = {1: "once", 2: "twice", None: "for ever"}[self.times]
        width = "one at a time" if self.parallel == 1 else f"{self.parallel} at a time"
        return f"{self.command}, {width}: {self.operation} in {place} is {self.kind} {often}"


CONSTRAINTS: Final[Mapping[str, Callable[[Case], bool]]] = {
    "a command does only its own operations": lambda case: case.operation in DOES[case.command],
    "a change does only so much in each place": lambda case: (
        case.command != "change" or case.operation in CHANGED[case.target]
    ),
    "a delete answers with no list": lambda case: (case.kind, case.operation) != ("reordered", "delete"),
}


def allowed() -> list[Case]:
    """Return every case that the constraints allow."""
    operations: tuple[Literal["create", "read", "update", "delete"], ...] = ("create", "read", "update", "delete")
    factors = product(KINDS, ONE_TYPE, (True, False), operations, (1, 2, None), DOES, (1, 64))
    return [case for row in factors if all(rule(case := Case(*row)) for rule in CONSTRAINTS.values())]


def cases(*commands: Command) -> list[Case]:
    """Return the chosen cases, or those of some commands."""
    return [case for case in _chosen() if not commands or case.command in commands]


@cache
def _chosen() -> list[Case]:
    return [Case(*row) for row in choose(allowed(), COUNT, SEED)]  # type: ignore[arg-type]  # rows of `allowed`


if __name__ == "__main__":
    sys.stdout.writelines(f"{case}\n" for case in sorted(map(str, cases())))
