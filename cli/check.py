"""`./luma check`: the stack files, before Pulumi starts."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cli.errors import MISTAKE, OK, UserError
from cli.local.copies import committed, known_stacks
from cli.local.home import ROOT


def check(stacks: Sequence[str]) -> int:
    """Validate stack files and tell the result of each; all of them when none is named.

    Returns:
        The exit code: 2 when one cannot be used.

    Raises:
        UserError: there is no such stack.
    """
    known = known_stacks()
    if strangers := sorted(set(stacks) - set(known)):
        raise UserError(
            f"{', '.join(strangers)}: no such stack file in {ROOT}, so there is nothing to check. "
            f"Use one of {', '.join(known)}."
        )
    return max((_check_one(stack) for stack in stacks or known), default=OK)


def _check_one(stack: str) -> int:
    from cli.local.generate import PLATFORM, platform_of
    from cli.local.home import project_name
    from cli.stackfile import read_config
    from settings.places import provided_secrets

    name = committed(stack).name
    try:
        config = read_config(committed(stack))
        platform = platform_of(stack, {PLATFORM: config.get(PLATFORM)})
    except UserError as error:
        sys.stdout.write(f"{error}\n")
        return MISTAKE
    needed = [variable.name for variable in provided_secrets(platform)]
    missing = [each for each in needed if f"{project_name()}:{each}" not in config]
    note = "every secret is set" if not missing else f"{len(missing)} of {len(needed)} secrets are not set yet"
    sys.stdout.write(f"{name}: the settings are good; {note}\n")
    for each in missing:
        sys.stdout.write(f"  pulumi config set --stack {stack} --secret {each}\n")
    return OK
