"""What starting costs: the program's imports and `./luma check`, against `import pulumi` alone."""

from collections.abc import Iterator

from bench.results import Row, at_most
from bench.timing import Command, compare
from bench.workspace import ROOT, Workspace

PAIRS = 11
PROGRAM = "import gc, pulumi; gc.freeze(); import components.platform, payload.render, settings.load"
"""What `__main__.py` does before it begins."""


def rows(workspace: Workspace) -> Iterator[Row]:
    """Yield the rows for import time, import memory and `./luma check`."""
    alone = _python(workspace, "import pulumi")
    program = compare(_python(workspace, PROGRAM), alone, PAIRS)
    yield at_most("import the program / import pulumi: time", program.time_ratio, 1.5, " x")
    yield at_most("import the program / import pulumi: memory", program.memory_ratio, 1.3, " x")
    check = Command([str(ROOT / "luma"), "check"], ROOT, workspace.environment)
    yield at_most("./luma check / import pulumi: time", compare(check, alone, PAIRS).time_ratio, 2, " x")


def _python(workspace: Workspace, code: str) -> Command:
    return Command([workspace.python, "-c", code], ROOT, workspace.environment)
