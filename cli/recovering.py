"""The verb `./luma recover`: shows what a killed run left behind, asks, and puts it right."""

from __future__ import annotations

import sys

from cli.errors import OK, UserError
from cli.home import open_home
from cli.recover import Recoverer, Recovery


def recover(stack: str, *, yes: bool) -> int:
    """Recover a stack of the local cloud and say what was done.

    Raises:
        UserError: the stack is in use, its state cannot be read, or Pulumi refused a step.
    """
    recoverer = Recoverer(open_home(), stack)
    recovery = recoverer.examine()
    if not recovery.needed:
        sys.stdout.write(f"{stack}: no run was cut off; there is nothing to recover.\n")
        return OK
    sys.stdout.write(f"{stack}: a run was cut off.\n" + "".join(f"  - {line}\n" for line in recovery.lines()))
    if not yes and not _confirmed():
        return OK
    recoverer.perform(recovery)
    sys.stdout.write(_done(stack, recovery))
    return OK


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise UserError("Recovering changes the stack's state, and nobody is there to ask. Add --yes.")
    return input("Put this right? [y/N] ").strip().lower() in {"y", "yes"}


def _done(stack: str, recovery: Recovery) -> str:
    taken = sum(1 for each in recovery.creates if each.found and not each.once)
    dropped = len(recovery.creates) - taken
    return (
        f"{stack}: recovered. {taken} taken into the state, {dropped} dropped, the rest read again.\n"
        f"Finish the run: ./luma local up --stack {stack}\n"
    )
