"""What happens in a round of the soak: all of it follows from the round's seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final, Literal, get_args

from localcloud.core.faults import Fault
from tests.faults.engine.cases import DOES, KINDS, ONE_TYPE, SECONDS, SHORT, Command

TARGETS: Final = (
    "*",
    *ONE_TYPE,
    *ONE_TYPE.values(),
    "vercel:index/project:Project",
    "vercel:index/projectRoute:ProjectRoute",
    "vercel:index/projectDomain:ProjectDomain",
    "github:index/repository:Repository",
    "github:index/repositoryEnvironment:RepositoryEnvironment",
    "github:index/repositoryRuleset:RepositoryRuleset",
    "cloudflare:index/r2Bucket:R2Bucket",
    "cloudflare:index/r2CustomDomain:R2CustomDomain",
    "cloudflare:index/dnsRecord:DnsRecord",
    "sentry:index/sentryProject:SentryProject",
)
KILLED: Final = 0.85
"""The share of rounds in which the run is killed; in the others a fault alone disturbs it."""
KILLED_TWICE: Final = 0.15
"""The share of those in which the recovery is killed too."""
LONGEST: Final = 4.0
"""The latest moment of a kill by time, in seconds since the engine began; a run alone takes three to ten."""


@dataclass(frozen=True)
class Kill:
    """A moment to kill at: a share of the way in the size of the local cloud, or seconds since the engine began."""

    by: Literal["size", "time"]
    moment: float

    def __str__(self) -> str:
        """Say it in words."""
        return f"kill at {self.moment:.0%} of the way" if self.by == "size" else f"kill after {self.moment:.2f} s"


@dataclass(frozen=True)
class Plan:
    """A round: what a person does, what goes wrong meanwhile, when it is killed, and when the recovery is."""

    seed: int
    command: Command
    faults: tuple[Fault, ...]
    kill: Kill | None
    recovery_kill: Kill | None

    def __str__(self) -> str:
        """Say the round in words."""
        wrong = [_words(each) for each in self.faults]
        kills = [str(self.kill)] if self.kill else []
        kills += [f"the recovery's {self.recovery_kill}"] if self.recovery_kill else []
        return f"{self.command}: {', '.join([*kills, *wrong])}"

    @property
    def kills(self) -> int:
        """How often something is to be killed."""
        return sum(each is not None for each in (self.kill, self.recovery_kill))


def plan(seed: int) -> Plan:
    """Return the round of a seed."""
    chance = random.Random(seed)
    command = chance.choice(get_args(Command))
    killed = chance.random() < KILLED
    faults = tuple(_fault(chance, command) for _ in range(chance.choice((0, 0, 1, 2) if killed else (1, 2, 3))))
    kill = _kill(chance, command) if killed else None
    twice = killed and chance.random() < KILLED_TWICE
    return Plan(seed, command, faults, kill, Kill("time", chance.uniform(0, LONGEST)) if twice else None)


def _kill(chance: random.Random, command: Command) -> Kill:
    if command in {"first up", "destroy"} and chance.random() < 2 / 3:
        return Kill("size", chance.random())
    return Kill("time", chance.uniform(0, LONGEST))


def _fault(chance: random.Random, command: Command) -> Fault:
    kind, times = chance.choice(KINDS), chance.choice((1, 2, 5, None))
    operation = chance.choice([*DOES[command].split(), "*"])
    return Fault(kind, chance.choice(TARGETS), operation, SECONDS.get((kind, times), SHORT), times)


def _words(fault: Fault) -> str:
    often = f"{fault.times} times" if fault.times else "for ever"
    return f"{fault.kind} in {fault.target.rsplit(':', 1)[-1]} at {fault.operation} {often}"
