"""The verb `./luma secrets import`: the values of a dotenv file into a stack's configuration, encrypted.

A value goes to Pulumi by standard input, one process a value: `pulumi config set-all` takes values as arguments only,
where every process of the machine could read them. Nothing is set before everything was checked.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cli.errors import FAILED, OK, UserError
from cli.local.copies import committed
from cli.local.generate import PLATFORM, platform_of
from cli.local.home import project_name
from cli.secrets import dotenv
from cli.secrets.shapes import problems
from cli.stackfile import read_config
from cli.target import Target, targets
from settings.catalogue import CATALOGUE
from settings.places import provided_secrets
from settings.platform import Platform

_OTHERS = {
    "config": "a setting: write it under luma:platform.variables",
    "generated": "made by the program",
    "wired": "comes from the resource that makes it",
    "validated": "set by the app's own tools",
    "secret": "not used by this stack",
}
"""Why a variable of the catalogue is no secret to import, by its source."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be set, what is skipped and why, and what is still missing afterwards."""

    values: Mapping[str, str] = field(repr=False)
    skipped: Sequence[str]
    missing: Sequence[str]


def import_secrets(source: str, stack: str, *, local: bool, check: bool) -> int:
    """Check a dotenv file and set each secret of it that the stack needs.

    Args:
        source: The file, or `-` for standard input.
        stack: Name of a stack with a committed file.
        local: Whether the local cloud's copy is meant.
        check: Only check.

    Raises:
        UserError: the file cannot be used, every problem is listed; or Pulumi refused.
    """
    (target,) = targets([stack], local=local)
    found = dotenv.parse(_text(source))
    config = read_config(committed(stack))
    platform = platform_of(stack, {PLATFORM: config.get(PLATFORM)})
    present = {key.removeprefix(f"{project_name()}:") for key in config}
    plan = prepare(found, platform, present, "standard input" if source == "-" else source)
    if not check:
        _set(target, plan.values)
    done = "would be set" if check else "set, encrypted"
    lines = [f"{stack}: {len(plan.values)} secrets {done}: {', '.join(plan.values)}"]
    lines += [f"  skipped {each}" for each in plan.skipped]
    if not local:  # a local copy has a placeholder for each
        lines += [f"  still missing: {name}" for name in plan.missing]
    sys.stdout.write("\n".join(lines) + "\n")
    return OK


def prepare(found: dotenv.Dotenv, platform: Platform, present: set[str], source: str) -> Plan:
    """Return what to do with the values of a file.

    Args:
        found: What was read.
        platform: The stack's settings.
        present: Names that the stack has a value for.
        source: What the file is called in a message.

    Raises:
        UserError: with every problem; none repeats a value.
    """
    needed = {variable.name: variable for variable in provided_secrets(platform)}
    wrong = list(found.problems)
    for name, value in found.values.items():
        if name in needed:
            wrong += problems(needed[name], value, platform.app.environment)
    absent = [name for name in needed if name not in found.values]
    known = {variable.name: variable for variable in CATALOGUE}
    skipped = []
    for name in found.values:
        if name in known and name not in needed:
            skipped.append(f"{name}: {_OTHERS[known[name].source]}")
        elif name not in known:
            near = difflib.get_close_matches(name, absent, n=1, cutoff=0.85)
            wrong += (
                [f"{name}: no variable of the catalogue, so it would be lost. Did you mean {near[0]}?"] if near else []
            )
            skipped.append(f"{name}: not in the catalogue")
    values = {name: found.values[name] for name in needed if name in found.values}
    if not wrong and not values:
        wrong = [f"none of the {len(needed)} secrets of this stack is in it. It needs: {', '.join(needed)}"]
    if wrong:
        listed = "\n".join(f"  - {each}" for each in sorted(wrong))
        raise UserError(f"{source}: nothing was set. {len(wrong)} to put right:\n{listed}")
    return Plan(values, sorted(skipped), [name for name in absent if name not in present])


def _text(source: str) -> str:
    if source == "-":
        if sys.stdin.isatty():
            raise UserError(
                "A terminal would show what you type, so nothing was read. Pipe it: ./luma secrets import - < FILE"
            )
        return sys.stdin.read()
    try:
        return Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise UserError(f"{source}: cannot be read ({reason}), so nothing was set. Name a dotenv file.") from None


def _set(target: Target, values: Mapping[str, str]) -> None:
    from rich.console import Console

    target.require()
    done: list[str] = []
    with Console(stderr=True).status("Encrypting") as status:
        for name, value in values.items():
            status.update(f"Encrypting {name} ({len(done) + 1} of {len(values)})")
            ended = target.run("config", "set", name, "--secret", "--raw", given=value)
            if ended.returncode:
                rest = [each for each in values if each not in done]
                raise UserError(
                    f"{target.stack}: Pulumi did not take {name}. Set: {', '.join(done) or 'none'}; not set: "
                    f"{', '.join(rest)}. Mend what it says and import again: what is set stays.\n"
                    f"{ended.stderr.strip().replace(value, '[secret]')}",
                    FAILED,
                )
            done.append(name)
