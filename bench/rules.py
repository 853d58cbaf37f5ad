"""What the rules themselves cost, without the engine: over the resources of the stack, in this process."""

import json
import statistics
import sys
import time
from collections.abc import Iterator

from bench.floor_state import bare_resources
from bench.results import Row, at_most
from bench.timing import Command
from bench.workspace import ROOT, Workspace

ROUNDS = 20


def rows(workspace: Workspace) -> Iterator[Row]:
    """Yield the rows for the rules' own time."""
    sys.path.insert(0, str(ROOT / "policies"))
    from luma_policies.config import load
    from luma_policies.evaluation import evaluate
    from luma_policies.registry import RULES
    from luma_policies.view import ResourceView, StackView

    facts = json.loads((workspace.home / "project" / "policies.prod.json").read_text())["luma-stack"]
    recorded = [each for each in bare_resources(workspace.our_state()) if each["provider"]]
    config = load(facts, RULES)
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        views = [ResourceView(each["type"], each["name"], each["inputs"], urn=each["name"]) for each in recorded]
        evaluate(StackView(tuple(views)), config)
        seconds.append(time.perf_counter() - start)
    spent = statistics.median(seconds)
    preview = _floor_preview(workspace)
    yield at_most("the rules' own time / floor's preview", 100 * spent / preview, 25, " %")
    yield at_most("the rules' own time a resource", 1000 * spent / len(recorded), 1, " ms")


def _floor_preview(workspace: Workspace) -> float:
    command: Command = workspace.floor("preview", **workspace.empty_backend())
    return statistics.median(command.run().seconds for _ in range(3))
