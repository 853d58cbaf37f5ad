"""What the engine's commands cost: a first preview and a no-change `up` of the whole stack, against the floor."""

from collections.abc import Iterator

from bench.results import Row, at_most
from bench.timing import compare
from bench.workspace import Workspace

PAIRS = 5


def rows(workspace: Workspace) -> Iterator[Row]:
    """Yield the rows for preview and no-change `up`."""
    empty = workspace.empty_backend()
    workspace.init_empty()
    preview = compare(workspace.ours("preview", **empty), workspace.floor("preview", **empty), PAIRS)
    yield at_most("first preview of the whole stack / floor", preview.time_ratio, 1.5, " x")
    words = ("up", "--yes", "--expect-no-changes")
    yield at_most(
        "no-change up / floor's no-change up",
        compare(workspace.ours(*words), workspace.floor(*words), PAIRS).time_ratio,
        1.3,
        " x",
    )
