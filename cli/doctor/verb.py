"""The verb `./luma doctor`: what stands in the way of a run, each finding with its fix."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Final

from cli.doctor.findings import LEVELS, Finding
from cli.errors import FAILED, OK
from cli.target import targets

_COLOURS: Final = {"error": "bold red", "warning": "yellow", "note": "dim", "person": "cyan", "ok": "green"}


def doctor(stacks: Sequence[str], *, local: bool, as_json: bool) -> int:
    """Examine everything, and tell what was found, errors first.

    Args:
        stacks: Names of stacks; all when empty.
        local: Leave out what only real accounts need.
        as_json: Write JSON.

    Returns:
        1 where there is an error, otherwise 0.

    Raises:
        UserError: there is no such stack file.
    """
    found = examine(stacks, local=local)
    if as_json:
        counts = Counter(each.level for each in found)
        content = {
            "counts": {level: counts[level] for level in LEVELS},
            "findings": [each.as_object() for each in found],
        }
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
    else:
        _show(found)
    return FAILED if any(each.level == "error" for each in found) else OK


def examine(stacks: Sequence[str], *, local: bool) -> list[Finding]:
    """Return every finding, sorted by gravity, then area."""
    from rich.console import Console

    from cli.doctor import access
    from cli.doctor import accounts as examine_accounts
    from cli.doctor import settings as examine_settings
    from cli.doctor import tools as examine_tools

    chosen = targets(stacks, local=local)
    found: list[Finding] = []
    console = Console(stderr=True)
    with console.status("Looking at the tools") as status:

        def tell(line: str) -> None:
            status.update(line)
            if not console.is_terminal:
                console.print(line)

        found += examine_tools.findings()
        for target in chosen:
            status.update(f"Looking at the settings of {target.stack}")
            found += examine_settings.findings(target)
        status.update("Looking at tokens and state")
        found += examine_accounts.findings(chosen, local=local)
        status.update("Asking every vendor about its token")
        found += access.findings(chosen, local=local, tell=tell)
    return sorted(found, key=lambda each: (LEVELS.index(each.level), each.area, each.text))


def _show(found: Sequence[Finding]) -> None:
    from rich.console import Console

    screen = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    for each in found:
        screen.print(f"[{_COLOURS[each.level]}]{each.level:>7}[/]", end="  ")
        screen.print(f"{each.area}: {each.text}", markup=False)
        if each.fix:
            screen.print(f"           {each.fix}", markup=False, style="dim")
    counts = Counter(each.level for each in found)
    screen.print("\n" + ", ".join(f"{counts[level]} {level}" for level in LEVELS if counts[level]), markup=False)
