"""`./luma demo`: the whole production platform on the local cloud, and a summary of what was built."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from cli.errors import FAILED, OK
from cli.graph.model import CLOUDS, cloud_of
from cli.local import arguments
from cli.local import run as local
from cli.local.home import ROOT, Home, open_home
from cli.local.room import guarded
from cli.progress import Progress, console

STACK: Final = "prod"
_NEXT: Final = (
    ("./luma local preview --stack prod --diff", "what would change now: nothing"),
    ("./luma local dump", "everything that is in the local cloud"),
    ("./luma local checkout OWNER/NAME FOLDER", "the files that the app's repository got"),
    ("./luma local up --stack staging", "the second environment beside it"),
    ("edit Pulumi.prod.yaml, then ./luma local preview --stack prod", "one setting, and what follows from it"),
    ("./luma local destroy --stack prod", "refused: what holds data is protected"),
    ("./luma local reset", "forget it all"),
)


def demo() -> int:
    """Bring up prod, prove that a second preview is empty, and tell what was built.

    A second run finds the platform as it is and changes only what differs; nothing is reset.

    Raises:
        UserError: nothing could be run.
    """
    screen, started = console(), time.monotonic()
    screen.print("Luma's production platform, on the local cloud: the real Pulumi engine, no account.")
    home = open_home()
    with ExitStack() as exits:
        up = ["up", "--stack", STACK, "--yes"]
        exits.enter_context(guarded(home.folder))
        variables = local.prepare(home, arguments.read(up), exits)
        steps = (
            ("Building", up),
            ("Checking that a second preview is empty", ["preview", "--stack", STACK, "--expect-no-changes"]),
        )
        for title, words in steps:
            if code := _step(screen, home, title, words, variables):
                return code
        exported = json.loads(local.capture(home, ["stack", "export", "--stack", STACK], variables).stdout)
    _summary(screen, exported["deployment"]["resources"])
    screen.print(f"\nTime: {time.monotonic() - started:.0f} s. State and cloud are in {home.folder}.")
    screen.print("\nTry next:")
    for command, meaning in _NEXT:
        screen.print(f"  {command}\n      {meaning}")
    return OK


def _step(screen: Console, home: Home, title: str, words: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run one Pulumi command with its progress shown; where it fails, show what it wrote."""
    events, output = home.folder / "demo-events.jsonl", home.folder / "demo.log"
    events.unlink(missing_ok=True)
    given = {**variables, "PULUMI_DEBUG_COMMANDS": "true"}
    with output.open("wb") as file:
        process = local.start(
            home, [*words, "--non-interactive", "--color", "never", "--event-log", str(events)], given, ROOT, file
        )
        code = Progress(screen, title).follow(process, events)
    events.unlink(missing_ok=True)
    if code:
        screen.print(output.read_text(errors="replace"), markup=False)
        screen.print(f"{title} failed. The text above is Pulumi's own; it is kept in {output}.")
        return FAILED
    return OK


def _summary(screen: Console, resources: Sequence[Mapping[str, Any]]) -> None:
    """Print counts by cloud and type, and the stack's outputs."""
    counts = Counter((cloud_of(str(each["type"])), _kind(each)) for each in resources if each.get("custom"))
    table = Table(box=None, pad_edge=False)
    table.add_column("Cloud")
    table.add_column("Resource")
    table.add_column("Count", justify="right")
    for cloud, name in CLOUDS.items():
        kinds = sorted((kind, count) for (of, kind), count in counts.items() if of == cloud)
        for place, (kind, count) in enumerate(kinds):
            table.add_row("" if place else name, kind, str(count))
        table.add_row("", "", str(sum(count for _, count in kinds)), end_section=True)
    screen.print("\nBuilt:")
    screen.print(table)
    outputs = next(each.get("outputs", {}) for each in resources if each["type"] == "pulumi:pulumi:Stack")
    screen.print("\nOutputs:")
    for name, value in sorted((name, value) for name, value in outputs.items() if value != ""):
        screen.print(f"  {name}: {value if isinstance(value, str) else json.dumps(value)}", markup=False)


def _kind(resource: Mapping[str, Any]) -> str:
    """Return what a resource is, and for a set of files how many they are."""
    kind, files = str(resource["type"]).rsplit(":", 1)[-1], resource.get("inputs", {}).get("files")
    return f"{kind} ({len(files)} files)" if files else kind
