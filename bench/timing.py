"""Runs whole commands and compares them in pairs, so that a machine whose speed drifts does not decide the result."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class CommandError(Exception):
    """A measured command failed; the message holds what it printed."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run of a command took: seconds from start to end, and the peak memory of its process in MiB."""

    seconds: float
    mebibytes: float


@dataclass(frozen=True, slots=True)
class Command:
    """A command with where and in what environment it runs, and what is done before each run, unmeasured."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    before: Callable[[], None] = lambda: None

    def run(self) -> Usage:
        """Run the command once.

        Raises:
            CommandError: its exit code is not 0.
        """
        self.before()
        read, write = os.pipe()
        start = time.perf_counter()
        process = subprocess.Popen(
            self.arguments, cwd=self.folder, env=dict(self.environment), stdin=subprocess.DEVNULL, stdout=write,
            stderr=write,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read, "rb") as output:
            said = output.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise CommandError(f"{' '.join(self.arguments)} ended with {process.returncode}:\n{said.decode()}")
        return Usage(seconds, usage.ru_maxrss / 1024)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two commands in turn: the median of each and the median of the ratios pair by pair."""

    first: Usage
    second: Usage
    time_ratio: float
    memory_ratio: float


def compare(first: Command, second: Command, pairs: int) -> Comparison:
    """Run two commands in turn, after one warm-up of each.

    Args:
        first: The command whose cost is asked.
        second: What it is compared with.
        pairs: How many counted runs of each.
    """
    first.run(), second.run()
    runs = [(first.run(), second.run()) for _ in range(pairs)]
    return Comparison(
        _median([one for one, _ in runs]),
        _median([other for _, other in runs]),
        statistics.median(one.seconds / other.seconds for one, other in runs),
        statistics.median(one.mebibytes / other.mebibytes for one, other in runs),
    )


def _median(usages: Sequence[Usage]) -> Usage:
    return Usage(statistics.median(u.seconds for u in usages), statistics.median(u.mebibytes for u in usages))
