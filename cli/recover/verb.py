"""The verb `./luma recover`: shows what a killed or failed run left behind, asks, and puts it right."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cli.errors import OK, UserError
from cli.local.home import open_home
from cli.local.room import guarded
from cli.local.turn import turn
from cli.recover.real import RealRecoverer
from cli.recover.ways import Recoverer, Recovery


def recover(stack: str, *, yes: bool, real: bool = False, ids: Sequence[str] = ()) -> int:
    """Recover a stack and say what was done.

    Args:
        stack: Name of the stack.
        yes: Whether to go on without asking.
        real: Whether it is the real accounts' stack rather than the local cloud's.
        ids: Ids that a person has looked up, as NAME=ID; for real accounts alone.

    Raises:
        UserError: the stack is in use, its state cannot be read, an id is missing, or Pulumi refused a step.
    """
    if ids and not real:
        raise UserError("--id is for real accounts; the local cloud is searched. Leave it out, or add --real.")
    if real:
        return _recover_real(RealRecoverer(stack, _pairs(ids)), stack, yes=yes)
    home = open_home()
    with turn(home, stack), guarded(home.folder):
        return _recover_local(Recoverer(home, stack), stack, yes=yes)


def _recover_local(recoverer: Recoverer, stack: str, *, yes: bool) -> int:
    found = recoverer.examine()
    if not found.needed:
        sys.stdout.write(f"{stack}: no run was cut off; there is nothing to recover.\n")
        return OK
    what = "a run was cut off" if found.cut_off else "the last run failed"
    if not _settle(recoverer, found, stack, what, yes=yes):
        return OK
    losses = recoverer.examine_losses()
    if losses.needed and not _settle(recoverer, losses, stack, "that run made what the state does not know", yes=yes):
        return OK
    recoverer.settled()
    return OK


def _recover_real(recoverer: RealRecoverer, stack: str, *, yes: bool) -> int:
    recovery = recoverer.examine()
    if recovery.needed:
        _settle(recoverer, recovery, stack, "a run was cut off", yes=yes)
        return OK
    sys.stdout.write(
        f"{stack}: no run was cut off; there is nothing to recover. What a failed run made without the state's knowing "
        f"comes under management by: ./luma adopt --stack {stack}\n"
    )
    return OK


def _settle(recoverer: Recoverer | RealRecoverer, recovery: Recovery, stack: str, what: str, *, yes: bool) -> bool:
    """Show what was left behind, ask, and put it right; return whether it was done."""
    sys.stdout.write(f"{stack}: {what}.\n" + "".join(f"  - {line}\n" for line in recovery.lines()))
    if not yes and not _confirmed():
        return False
    recoverer.perform(recovery)
    sys.stdout.write(_done(stack, recovery, "pulumi" if isinstance(recoverer, RealRecoverer) else "./luma local"))
    return True


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise UserError("Recovering changes the stack's state, and nobody is there to ask. Add --yes.")
    return input("Put this right? [y/N] ").strip().lower() in {"y", "yes"}


def _pairs(ids: Sequence[str]) -> dict[str, str]:
    pairs = {name: value for name, _, value in (each.partition("=") for each in ids)}
    if wrong := [each for each in ids if not all(each.partition("="))]:
        raise UserError(f"--id {', '.join(wrong)}: not NAME=ID, so it is not clear what was found. Correct it.")
    return pairs


def _done(stack: str, recovery: Recovery, command: str) -> str:
    taken = sum(1 for each in recovery.creates if each.found and not each.once)
    dropped = len(recovery.creates) - taken
    return (
        f"{stack}: recovered. {taken} taken into the state, {dropped} dropped, the rest read again.\n"
        f"Finish the run: {command} up --stack {stack}\n"
    )
