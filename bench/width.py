"""Whether independent branches really run in parallel: `up` with a delay in every call of the local cloud."""

import statistics

from bench.floor_state import longest_chain
from bench.results import Row, at_most
from bench.timing import Command
from bench.workspace import ROOT, STACK, Workspace

DELAY_SECONDS = 0.2
FAULT = ("fault", "latency", "--operation", "create", "--seconds", str(DELAY_SECONDS), "--times", "1000000")
PAIRS = 5


def row(quick: Workspace, slow: Workspace) -> Row:
    """Return the row that compares first `up`s in turn: in a cloud that answers at once, and in a slow cloud."""
    for workspace in (quick, slow):
        workspace.init_ours()
        _command(workspace, "preview").run()
    database = str(slow.home / "cloud.sqlite")
    Command([slow.python, "-m", "localcloud", *FAULT, "--database", database], ROOT, slow.environment).run()
    delays = [_up_seconds(slow) - _up_seconds(quick) for _ in range(PAIRS)]
    chain = longest_chain(slow.our_state())
    name = f"delay of up with {DELAY_SECONDS:g} s a call / longest chain ({chain} calls, {STACK})"
    return at_most(name, statistics.median(delays) / (chain * DELAY_SECONDS), 1.5, " x")


def _up_seconds(workspace: Workspace) -> float:
    """Return the seconds of an `up` from nothing; what is there is destroyed before."""
    _command(workspace, "destroy", "--yes", "--skip-preview", "--ignore-protect").run()
    return _command(workspace, "up", "--yes", "--skip-preview").run().seconds


def _command(workspace: Workspace, *words: str) -> Command:
    return workspace.ours(*words, PULUMI_PARALLEL="64")
