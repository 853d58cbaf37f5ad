"""The verb `./luma status`: how a stack is, at a glance."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Final

from cli.errors import FAILED, OK
from cli.local.copies import committed
from cli.local.generate import PLATFORM, platform_of
from cli.stackfile import read_config
from cli.status import sections
from cli.status.sections import Line, Subject
from cli.target import Target, targets
from cli.vendors.listing import asking

_PARTS: Final[dict[str, Callable[[Subject], Line]]] = {
    "addresses": sections.urls,
    "deployment": sections.deployment,
    "alerts": sections.alerts,
    "backup": sections.backup,
    "lockdown": sections.lockdown,
}
_MARKS: Final = {"good": "ok ", "bad": "!  ", "unknown": "?  "}


def status(stacks: Sequence[str], *, local: bool, drift: bool, fail: bool, as_json: bool) -> int:
    """Tell how some stacks are, or all.

    Args:
        stacks: Names of stacks; none means all.
        local: Whether the local cloud's stacks are meant.
        drift: Compare with what is there too, which takes the engine some seconds.
        fail: End with 1 where a part is bad or not known.
        as_json: Write JSON alone.

    Raises:
        UserError: a stack file cannot be used.
    """
    from rich.console import Console

    found: dict[str, list[Line]] = {}
    with Console(stderr=True).status("Asking") as progress:
        for target in targets(stacks, local=local):
            progress.update(f"Asking every cloud about {target.stack}")
            found[target.stack] = look(target, drift=drift)
    if as_json:
        content = {stack: {each.part: asdict(each) for each in lines} for stack, lines in found.items()}
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
    else:
        _show(found)
        sys.stdout.write("" if drift else "Drift was not looked at: ./luma status --drift\n")
    return FAILED if fail and any(each.state != "good" for lines in found.values() for each in lines) else OK


def look(target: Target, *, drift: bool) -> list[Line]:
    """Ask for every part of a stack's status, side by side.

    Raises:
        UserError: the stack's file cannot be used.
    """
    platform = platform_of(target.stack, {PLATFORM: read_config(committed(target.stack)).get(PLATFORM)})
    parts = {**_PARTS, "drift": sections.drift} if drift else _PARTS
    with asking(target) as variables, ThreadPoolExecutor(len(parts)) as pool:
        subject = Subject(target, platform, variables)
        return list(pool.map(lambda part: sections.asked(part, parts[part], subject), parts))


def _show(found: dict[str, list[Line]]) -> None:
    for stack, lines in found.items():
        sys.stdout.write(f"{stack}\n")
        sys.stdout.writelines(f"  {_MARKS[each.state]} {each.part:10} {each.words}\n" for each in lines)
