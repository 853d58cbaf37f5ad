"""What a rotation will do in one stack, and what it must change: decided before anything is touched."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cli.env.values import Fingerprints
from cli.errors import UserError
from cli.local.copies import committed, prepare
from cli.local.generate import PLATFORM, platform_of
from cli.local.home import open_home
from cli.rotate.held import MAKERS, Held, Maker, held, makers
from cli.stackfile import read_config
from cli.target import Target
from settings.catalogue import CATALOGUE
from settings.places import applies
from settings.platform import Platform
from settings.variable import Variable

Way = Literal["generated", "provided", "replaced"]
"""generated: the keeper's number is raised. provided: a new value is given. replaced: what makes it is made anew."""

_NEAREST: Final = 3
_NO_SECRET: Final = {
    "config": "a setting: change it under luma:platform.variables and run `pulumi up`",
    "wired": "no secret, but a name, id or address of what the program made; it changes with that alone",
    "validated": "set by the app's own tools and sent nowhere",
}
"""Why a variable cannot be rotated, by its source."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A rotation in one stack: how, what holds the value and must change, and all that holds other values."""

    target: Target
    platform: Platform
    way: Way
    before: tuple[Held, ...]
    touched: tuple[Held, ...]
    maker: Maker | None = None
    number: int = 0

    @property
    def targets(self) -> tuple[str, ...]:
        """The flags that limit Pulumi's update to what this rotation touches."""
        if self.maker is None:
            return tuple(word for each in self.touched for word in ("--target", each.urn))
        flag = "--target" if self.way == "generated" else "--target-replace"
        return (flag, self.maker.urn, "--target-dependents")

    @property
    def variables(self) -> list[str]:
        """The variables that change, sorted: a key pair's two change together."""
        return sorted({each.variable for each in self.touched})


def variable_of(name: str) -> Variable:
    """Return the catalogue's row of a secret.

    Raises:
        UserError: there is none; the nearest names are told. Or it is no secret that can be rotated.
    """
    known = {variable.name: variable for variable in CATALOGUE}
    if name not in known:
        near = difflib.get_close_matches(name.upper(), known, n=_NEAREST, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else "See the names: ./luma env"
        raise UserError(f"{name}: no variable of the catalogue, so nothing was rotated. {hint}")
    row = known[name]
    if row.value_of:
        raise UserError(
            f"{name}: carries the value of {row.value_of} under another name and changes with it. "
            f"Rotate that one in the stack that is meant: ./luma rotate {row.value_of} --stack staging"
        )
    if row.source in {"config", "validated"}:
        raise UserError(f"{name}: {_NO_SECRET[row.source]}. Nothing was rotated.")
    return row


def plan(variable: Variable, target: Target, fingerprints: Fingerprints) -> Plan | str:
    """Return what to do in a stack, or why nothing can be done there.

    Raises:
        UserError: the stack's file or state cannot be read.
    """
    platform = platform_of(target.stack, {PLATFORM: read_config(committed(target.stack)).get(PLATFORM)})
    if not applies(variable, platform):
        return f"{target.stack}: does not use {variable.name}"
    resources = target.resources(decrypted=True)
    if not resources:
        return f"{target.stack}: is not up, so no place holds {variable.name}; its first `up` writes one"
    before = tuple(held(target.stack, resources, fingerprints))
    own = [each for each in before if each.variable == variable.name]
    if not own:
        return f"{target.stack}: its state holds {variable.name} nowhere; `{target.command} up` writes what is declared"
    if variable.source == "secret":
        names = {row.name for row in CATALOGUE if variable.name in {row.name, row.value_of}}
        touched = tuple(each for each in before if each.variable in names)
        return Plan(target, platform, "provided", before, touched)
    return _made(variable, Plan(target, platform, "replaced", before, tuple(own)), makers(resources))


def _made(variable: Variable, found: Plan, known: Mapping[str, Maker]) -> Plan | str:
    """Return the plan for a value that a resource makes, or why that resource is not made anew."""
    target = found.target
    maker = next((known[each.maker] for each in found.touched if each.maker in known), None)
    if maker is None:
        return f"{target.stack}: {variable.name} is {_NO_SECRET['wired']}"
    touched = tuple(each for each in found.before if each.maker == maker.urn)
    if variable.source == "generated":
        number = next_number(maker.rotation, _configured(target, variable.name))
        return Plan(target, found.platform, "generated", found.before, touched, maker, number)
    if maker.protected:
        return (
            f"{target.stack}: {variable.name} comes from {MAKERS[maker.type]} that is protected, because what was "
            "shipped with it would stop working. Where that is meant, take the guard off and run this again; the next "
            f"`up` puts it back: {target.command} state unprotect --stack {target.stack} --yes '{maker.urn}'"
        )
    return Plan(target, found.platform, "replaced", found.before, touched, maker)


def next_number(made: int, configured: int) -> int:
    """Return the rotation number to set: the next one, or the one that a rotation cut short has already set."""
    return configured if configured > made else made + 1


def stack_file(target: Target) -> str:
    """Return the name of the file that keeps a stack's rotation numbers and encrypted secrets."""
    return str(open_home().stack_file(target.stack)) if target.local else committed(target.stack).name


def _configured(target: Target, name: str) -> int:
    path = prepare(open_home(), target.stack).stack_file if target.local else committed(target.stack)
    platform = read_config(path).get(PLATFORM)
    rotations = platform.get("rotations") if isinstance(platform, dict) else None
    number = rotations.get(name, 0) if isinstance(rotations, dict) else 0
    return number if isinstance(number, int) else 0


def plans(variable: Variable, chosen: Sequence[Target], *, named: bool) -> tuple[list[Plan], list[str], Fingerprints]:
    """Return what to do in each stack, and why nothing is done in the others.

    Args:
        variable: What to rotate.
        chosen: The stacks.
        named: Whether a person named them: then each must be able to.

    Raises:
        UserError: no stack, or a named one not, can rotate it.
    """
    fingerprints = Fingerprints()
    found = [plan(variable, target, fingerprints) for target in chosen]
    refused = [each for each in found if isinstance(each, str)]
    ready = [each for each in found if isinstance(each, Plan)]
    if refused and (named or not ready):
        raise UserError("\n".join([f"{variable.name}: nothing was rotated.", *(f"  - {each}" for each in refused)]))
    return ready, refused, fingerprints
