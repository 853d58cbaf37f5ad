"""`make soak`: random faults and kills over the whole stack, one after another, each from a seed of its own.

Exit code 0 where every round ended right, 1 at the first that lost something; its folder is kept.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults.engine.plans import Kill, Plan, plan
from tests.faults.engine.scene import Scene, Worlds, require_clear

SEED: Final = 1
ROUNDS: Final = 70


@dataclass
class Tally:
    """What was tried and what survived, by command; and the kills among it."""

    tried: Counter[str] = field(default_factory=Counter)
    survived: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)

    def table(self) -> str:
        """Return the table for the end."""
        rows = [("run", "tried", "survived", "kills")]
        rows += [
            (each, str(self.tried[each]), str(self.survived[each]), str(self.kills[each]))
            for each in sorted(self.tried)
        ]
        totals = (str(sum(each.values())) for each in (self.tried, self.survived, self.kills))
        return "".join(f"{a:<12}{b:>8}{c:>10}{d:>8}\n" for a, b, c, d in [*rows, ("together", *totals)])


def play(what: Plan, folder: Path, worlds: Worlds) -> int:
    """Play one round in a new folder.

    Returns:
        How often something was killed.

    Raises:
        AssertionError: something was lost, made twice, left over, shown, or not said.
    """
    scene = Scene(folder, worlds, what.command)
    for each in what.faults:
        scene.fault(each)
    run = scene.run_and_kill(_moment(scene, what.kill)) if what.kill else scene.run()
    if run and run.code:
        assert what.faults, f"nothing was wrong, and yet it failed:\n{run.text}"
        require_clear(run)
    again = scene.recover_and_kill(_moment(scene, what.recovery_kill)) if what.recovery_kill else False
    scene.recover()
    scene.finish()
    scene.require_right()
    scene.require_silence()
    return (run is None) + again


def _moment(scene: Scene, kill: Kill) -> Callable[[float], bool]:
    """Return whether the moment of a kill has come, told the seconds since the engine began."""
    if kill.by == "time":
        return lambda seconds: seconds >= kill.moment
    start, end = scene.checkout.size(), scene.end.size()
    reached = start + kill.moment * (end - start)
    return lambda _: abs(scene.checkout.size() - start) >= abs(reached - start)


def soak(seed: int, rounds: int, folder: Path) -> int:
    """Play rounds until one is lost; return the exit code."""
    tally = Tally()
    worlds = Worlds.build(folder)
    for each in range(seed, seed + rounds):
        what, began = plan(each), time.monotonic()
        tally.tried[what.command] += 1
        try:
            kills = play(what, folder / f"round-{each}", worlds)
        except AssertionError as loss:
            _say(f"seed {each}  {what}  LOST\n{loss}\nIts folder: {folder / f'round-{each}'}\n{tally.table()}")
            return 1
        tally.survived[what.command] += 1
        tally.kills[what.command] += kills
        shutil.rmtree(folder / f"round-{each}")
        told = f"{kills} of {what.kills} kills, " if what.kills else ""
        _say(f"seed {each}  {what}  survived ({told}{time.monotonic() - began:.0f} s)\n")
    _say(tally.table())
    shutil.rmtree(folder)
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def main(words: list[str] | None = None) -> int:
    """Read the command line and play; return the exit code."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="the first round's seed; each next one's is one more")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how many rounds (default: {ROUNDS})")
    options = parser.parse_args(words)
    return soak(options.seed, options.rounds, Path(tempfile.mkdtemp(prefix="luma-soak-")))


if __name__ == "__main__":
    sys.exit(main())
