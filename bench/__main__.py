"""`make bench`: measures every budget and prints them as a table; exits 1 when one is missed."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import engine, growth, imports, results, rules, width
from bench.results import Row
from bench.rivals import compare as rivals
from bench.workspace import ROOT, Workspace


def main() -> int:
    """Run every measurement and return the exit code."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="luma-bench-") as folder, ExitStack() as exits:
        quick = exits.enter_context(_workspace(Path(folder) / "quick"))
        slow = exits.enter_context(_workspace(Path(folder) / "slow"))
        _say("two first ups, one in a slow cloud")
        found.append(width.row(quick, slow))
        quick.prepare_floor()
        for title, section in (
            ("imports", imports.rows),
            ("previews and no-change ups", engine.rows),
            ("rules", rules.rows),
            ("growth to 1,000 resources", growth.rows),
            ("terraform and checkov", rivals.rows),
        ):
            _say(title)
            found += section(quick)
    results.write(found, ROOT / "bench" / "results.json")
    sys.stdout.write(f"\n{results.text(found)}\n")
    return 1 if results.missed(found) else 0


@contextmanager
def _workspace(folder: Path) -> Iterator[Workspace]:
    folder.mkdir()
    workspace = Workspace(folder)
    try:
        yield workspace
    finally:
        workspace.close()


def _say(title: str) -> None:
    sys.stderr.write(f"measuring: {title}\n")


if __name__ == "__main__":
    sys.exit(main())
