"""How a run is shown: once each, and only what is new."""

import io
import json
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from cli.progress import Progress


def event(kind: str, operation: str = "create") -> str:
    """Give a line of an event log: one resource is done."""
    metadata = {"type": kind, "op": operation, "new": {"custom": True}}
    return json.dumps({"resOutputsEvent": {"metadata": metadata}}) + "\n"


def shown(log: Path, code: int = 0) -> tuple[int, list[str]]:
    """Follow a run that ends at once; give its code and what was written, without the seconds."""
    out = io.StringIO()
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    process.wait()
    found = Progress(Console(file=out, width=200), "Building").follow(process, log)
    return found, [line.rpartition(" (")[0] or line for line in out.getvalue().splitlines()]


def test_a_run_is_counted_cloud_by_cloud(tmp_path: Path) -> None:
    log = tmp_path / "events.jsonl"
    lines = [event("github:index/a:A"), event("vercel:index/b:B"), event("vercel:index/c:C", "update")]
    log.write_text("".join([*lines, event("vercel:index/d:D", "same"), event("pulumi:providers:vercel")]))
    assert shown(log) == (0, ["Building", "Building: github 1 · vercel 2"]), (
        "what was done, and nothing of Pulumi's own"
    )


def test_a_half_written_event_waits_for_its_rest(tmp_path: Path) -> None:
    log = tmp_path / "events.jsonl"
    log.write_text(event("github:index/a:A") + '{"resOut')
    assert shown(log)[1][-1] == "Building: github 1", "the engine may be cut off while it writes"


def test_a_run_without_events_shows_its_title_and_its_code(tmp_path: Path) -> None:
    assert shown(tmp_path / "none.jsonl", 3) == (3, ["Building", "Building"]), "nothing is made up"
