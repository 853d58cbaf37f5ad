"""The verb `./luma stacks`: which stacks this checkout has; a workflow's matrix reads it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass

from cli.errors import OK
from cli.local.copies import committed, known_stacks
from cli.local.generate import plain_config, platform_of
from cli.local.home import ROOT


@dataclass(frozen=True, slots=True)
class Row:
    """A stack: its name, its committed file in the checkout, the app and the environment it is."""

    stack: str
    file: str
    app: str
    environment: str


def stacks(environment: str | None, *, as_json: bool) -> int:
    """List the stacks and return the exit code.

    Args:
        environment: Only those of this environment; all when None.
        as_json: One line of JSON instead of a table.

    Raises:
        UserError: a stack file cannot be used.
    """
    found = [each for each in map(_row, known_stacks()) if environment in (None, each.environment)]
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in found], separators=(",", ":")) + "\n")
    else:
        width = max((len(each.stack) for each in found), default=0)
        sys.stdout.writelines(
            f"{each.stack:{width}}  {each.environment:10}  {each.app}  {each.file}\n" for each in found
        )
    return OK


def _row(stack: str) -> Row:
    platform = platform_of(stack, plain_config(stack))
    file = str(committed(stack).relative_to(ROOT))
    return Row(stack, file, platform.app.name, platform.app.environment)
