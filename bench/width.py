"""Whether independent branches really run in parallel: `up` with a delay in every call of the local cloud."""

from bench.floor_state import longest_chain
from bench.results import Row, at_most
from bench.timing import Command
from bench.workspace import ROOT, STACK, Workspace

DELAY_SECONDS = 0.2
FAULT = ("fault", "latency", "--operation", "create", "--seconds", str(DELAY_SECONDS), "--times", "1000000")


def row(quick: Workspace, slow: Workspace) -> Row:
    """Return the row that compares two first `up`s: one in a cloud that answers at once, one in a slow cloud."""
    words = ("up", "--yes", "--skip-preview")
    parallel = {"PULUMI_PARALLEL": "64"}
    for workspace in (quick, slow):
        workspace.init_ours()
    without = quick.ours(*words, **parallel).run().seconds
    database = str(slow.home / "cloud.sqlite")
    Command([slow.python, "-m", "localcloud", *FAULT, "--database", database], ROOT, slow.environment).run()
    delayed = slow.ours(*words, **parallel).run().seconds
    chain = longest_chain(slow.our_state())
    ratio = (delayed - without) / (chain * DELAY_SECONDS)
    return at_most(
        f"delay of up with {DELAY_SECONDS:g} s a call / longest chain ({chain} calls, {STACK})", ratio, 1.5, " x"
    )
