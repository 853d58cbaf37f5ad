"""Carries a rotation out in one stack, and proves by fingerprints what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cli.env.values import Fingerprints
from cli.errors import FAILED, UserError
from cli.local.generate import PLATFORM
from cli.local.home import ROOT
from cli.rotate.held import Held, held
from cli.rotate.plan import Plan, stack_file

_IDLE: Final = frozenset({"same", "read", "refresh"})


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of a rotation: what has a new value, what should have and has not, and what else was changed."""

    changed: tuple[Held, ...]
    unchanged: tuple[Held, ...]
    others: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything that should change did, and nothing else."""
        return not self.unchanged and not self.others


def carry_out(plan: Plan, name: str, value: str | None, fingerprints: Fingerprints) -> Proof:
    """Set the new value or number, run the update of what it touches, and look at the result.

    Args:
        plan: What to do.
        name: The variable.
        value: The new value, where one was given.
        fingerprints: Those that `plan` was made with.

    Raises:
        UserError: Pulumi refused; the message says what is done and how to go on.
    """
    _configure(plan, name, value)
    try:
        events = plan.target.recorded("up", "--yes", "--skip-preview", *_policies(plan), *plan.targets)
    except UserError as error:
        raise UserError(_stopped(plan, name, _without(value, str(error))), FAILED) from None
    after = held(plan.target.stack, plan.target.resources(decrypted=True) or [], fingerprints)
    return prove(plan, after, events, fingerprints.of(value) if value else None)


def prove(plan: Plan, after: Iterable[Held], events: Iterable[Mapping[str, Any]], goal: str | None = None) -> Proof:
    """Compare the fingerprints before and after, and the engine's steps with what was meant.

    Args:
        plan: What was meant.
        after: What holds values now.
        events: The engine's events of the update.
        goal: Fingerprint of the value that was given: a place that a run cut short has given it to is right already.
    """
    now = {each.urn: each for each in after}
    expected = {each.urn for each in plan.touched}
    old = {each.urn: each.fingerprint for each in plan.before}
    differ = {
        urn for urn, found in now.items() if found.fingerprint is not None and found.fingerprint != old.get(urn)
    } | (set(old) - set(now))
    meant = expected | ({plan.maker.urn} if plan.maker else set())
    others = (differ - expected) | (_worked_on(events) - meant)
    new = differ if goal is None else {urn for urn, each in now.items() if each.fingerprint == goal}
    right = expected & new & set(now)
    return Proof(
        tuple(now[urn] for urn in sorted(right)),
        tuple(each for each in plan.touched if each.urn not in right),
        tuple(sorted(others)),
    )


def update_command(plan: Plan) -> str:
    """Return the update as a person would type it."""
    words = ["up", "--stack", plan.target.stack, *_policies(plan)]
    words += [f"'{each}'" if each.startswith("urn:") else each for each in plan.targets]
    return f"{plan.target.command} {' '.join(words)}"


def _configure(plan: Plan, name: str, value: str | None) -> None:
    """Write the rotation number or the encrypted value into the stack's file; a value goes by standard input."""
    if plan.way == "replaced":
        return
    line: Sequence[str] = ("config", "set", name, "--secret", "--raw")
    if plan.way == "generated":
        line = ("config", "set", "--path", f"{PLATFORM}.rotations.{name}", str(plan.number))
    done = plan.target.run(*line, given=value or "")
    if done.returncode:
        raise UserError(
            f"{plan.target.stack}: Pulumi did not take {name}, so nothing was changed in any place. Mend what it says "
            f"and rotate again.\n{_without(value, done.stderr.strip())}",
            FAILED,
        )


def _policies(plan: Plan) -> tuple[str, ...]:
    """Return the flags for the policy pack; a local run has it by its environment."""
    return () if plan.target.local else ("--policy-pack", str((ROOT / "policies").relative_to(ROOT)))


def _worked_on(events: Iterable[Mapping[str, Any]]) -> set[str]:
    steps = ((each.get("resourcePreEvent") or {}).get("metadata") or {} for each in events)
    return {str(step["urn"]) for step in steps if step.get("op", "same") not in _IDLE}


def _without(value: str | None, text: str) -> str:
    return text.replace(value, "[secret]") if value else text


def _stopped(plan: Plan, name: str, reason: str) -> str:
    kept = f"The new {'number' if plan.way == 'generated' else 'value'} is in {stack_file(plan.target)}. "
    return (
        f"{plan.target.stack}: the update of {name} did not end well, so some places may have the new value and some "
        f"the old one. {kept if plan.way != 'replaced' else ''}Mend what Pulumi says and run this rotation again, or "
        f"only the update: {update_command(plan)}\n{reason}"
    )
