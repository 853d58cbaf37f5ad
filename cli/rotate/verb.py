"""The verb `./luma rotate`: a new value for a secret everywhere it lives, with the proof and what must follow."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.errors import FAILED, OK, UserError
from cli.rotate import afterwards
from cli.rotate.held import MAKERS, Held
from cli.rotate.plan import Plan, plans, stack_file, variable_of
from cli.rotate.run import Proof, carry_out, update_command
from cli.rotate.values import ask
from cli.target import targets
from settings.variable import Variable


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the rotation in one stack: its proof, or the error that ended it."""

    plan: Plan
    proof: Proof | None = None
    error: str = ""

    @property
    def good(self) -> bool:
        """Whether the value changed where it should, and nowhere else."""
        return self.proof is not None and self.proof.holds


def rotate(name: str, stacks: Sequence[str], *, local: bool, yes: bool, check: bool, as_json: bool) -> int:
    """Give a secret a new value in some stacks, or in all that use it.

    Args:
        name: The variable.
        stacks: Names of stacks; none means each that uses it and is up.
        local: Whether the local cloud's stacks are meant.
        yes: Do not ask.
        check: Only show what would be done.
        as_json: Write JSON alone.

    Returns:
        1 where a place did not get the new value or something else changed, otherwise 0.

    Raises:
        UserError: nothing was rotated.
    """
    from rich.console import Console

    variable = variable_of(name)
    with Console(stderr=True).status(f"Reading where {name} lives") as status:
        ready, skipped, fingerprints = plans(variable, targets(stacks, local=local), named=bool(stacks))
    if not as_json:
        sys.stdout.writelines(f"{line}\n" for line in _before(variable, ready, skipped))
    if check:
        return _written(variable, [], ready, skipped, as_json=as_json)
    values = ask(variable, ready, fingerprints)
    if not (yes or _confirmed(name)):
        return OK
    outcomes: list[Outcome] = []
    with Console(stderr=True).status("") as status:
        for each in ready:
            status.update(f"Rotating {name} in {each.target.stack}")
            try:
                proof = carry_out(each, name, values.get(each.target.stack), fingerprints)
                outcomes.append(Outcome(each, proof))
            except UserError as error:
                outcomes.append(Outcome(each, error=str(error)))
                break
    return _written(variable, outcomes, ready, skipped, as_json=as_json)


def _confirmed(name: str) -> bool:
    if not sys.stdin.isatty():
        raise UserError(f"{name}: nobody is there to ask, so nothing was rotated. Add --yes where it is meant.")
    return input("Rotate it? [y/N] ").strip().lower() in {"y", "yes"}


def _written(
    variable: Variable, outcomes: Sequence[Outcome], ready: Sequence[Plan], skipped: Sequence[str], *, as_json: bool
) -> int:
    """Write what came of it and return the exit code; without outcomes nothing was tried."""
    if as_json:
        sys.stdout.write(json.dumps(_as_object(variable, outcomes, ready, skipped), indent=2) + "\n")
    elif outcomes:
        for each in outcomes:
            sys.stdout.writelines(f"{line}\n" for line in _after(each))
        if any(each.proof for each in outcomes):
            sys.stdout.write(f"The old value: {afterwards.old_value(variable, [each.plan for each in outcomes])}\n")
        untried = [each.target.stack for each in ready[len(outcomes) :]]
        if untried:
            sys.stdout.write(f"Not tried: {', '.join(untried)}\n")
    else:
        sys.stdout.writelines(f"Only looked. The update would be: {update_command(each)}\n" for each in ready)
    good = all(each.good for each in outcomes) and len(outcomes) in {0, len(ready)}
    return OK if good else FAILED


def _before(variable: Variable, ready: Sequence[Plan], skipped: Sequence[str]) -> Iterator[str]:
    yield f"{variable.name}: {variable.description}"
    for plan in ready:
        maker = f", by replacing {MAKERS[plan.maker.type]}" if plan.maker and plan.way == "replaced" else ""
        number = f", rotation {plan.number}" if plan.way == "generated" else ""
        yield f"  {plan.target.stack}: {plan.way}{number}{maker}"
        yield from (
            f"    - {place}: {each.variable} {each.fingerprint}" for each in plan.touched for place in _at(each)
        )
    yield from (f"  left out: {each}" for each in skipped)


def _after(outcome: Outcome) -> Iterator[str]:
    plan, proof = outcome.plan, outcome.proof
    stack = plan.target.stack
    if proof is None:
        yield outcome.error
        return
    old = {each.urn: each.fingerprint for each in plan.touched}
    kept = len(plan.before) - len(plan.touched)
    told = f"and nothing else: {kept} other values are as before" if proof.holds else "this is NOT what was meant"
    yield f"{stack}: {len(proof.changed)} of {len(plan.touched)} values are new, {told}"
    for each in proof.changed:
        yield f"  - {', '.join(_at(each))}: {each.variable} {old[each.urn]} -> {each.fingerprint}"
    yield from (f"  ! {', '.join(_at(each))}: {each.variable} has the old value still" for each in proof.unchanged)
    yield from (f"  ! also changed: {each.rsplit('::', 1)[-1]}" for each in proof.others)
    yield from _follow_up(plan)


def _follow_up(plan: Plan) -> Iterator[str]:
    if again := afterwards.redeploys(plan):
        yield f"  Deploy again, until then the old value is used: {', '.join(again)}"
        yield f"    {afterwards.command(plan.platform)}"
        yield "    A rollback to a deployment from before brings the old value back."
    if any(place.name == "development" for each in plan.touched for place in each.places):
        yield "  Developers fetch it: npx vercel env pull"
    if jobs := afterwards.readers(plan):
        yield "  Read at their next run, nothing to do:"
        yield from (f"    {each}" for each in jobs)
    if plan.way != "replaced" and not plan.target.local:
        yield f"  Commit {stack_file(plan.target)} now: an update from the old one would rotate it back or once more."


def _at(each: Held) -> list[str]:
    return [f"{place.service} {place.name}" for place in each.places]


def _as_object(
    variable: Variable, outcomes: Sequence[Outcome], ready: Sequence[Plan], skipped: Sequence[str]
) -> dict[str, object]:
    """Return the outcome for `json.dumps`."""
    done = {each.plan.target.stack: each for each in outcomes}
    return {
        "variable": variable.name,
        "rotated": bool(outcomes) and all(each.good for each in outcomes) and len(outcomes) == len(ready),
        "stacks": [_stack(plan, done.get(plan.target.stack)) for plan in ready],
        "skipped": list(skipped),
        "old_value": afterwards.old_value(variable, ready),
    }


def _stack(plan: Plan, outcome: Outcome | None) -> dict[str, object]:
    proof = outcome.proof if outcome else None
    return {
        "stack": plan.target.stack,
        "way": plan.way,
        "holds": [_held(each) for each in plan.touched],
        "changed": [_held(each) for each in proof.changed] if proof else [],
        "unchanged": [_held(each) for each in proof.unchanged] if proof else [],
        "also_changed": list(proof.others) if proof else [],
        "error": outcome.error if outcome else "",
        "update": update_command(plan),
        "redeploy": afterwards.redeploys(plan),
        "redeploy_command": afterwards.command(plan.platform),
        "readers": afterwards.readers(plan),
        "commit": stack_file(plan.target) if plan.way != "replaced" and not plan.target.local else None,
    }


def _held(each: Held) -> dict[str, object]:
    return {"variable": each.variable, "places": _at(each), "fingerprint": each.fingerprint}
