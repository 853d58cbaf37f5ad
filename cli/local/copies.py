"""The generated files of a stack: what a local run uses in place of the committed stack file.

They are made anew when the committed file, the settings package or this one has changed; see `cli.local.generate`.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.errors import UserError
from cli.local.home import ROOT, Home, locked


@dataclass(frozen=True, slots=True)
class Copy:
    """Where the generated files of one stack are.

    `stack_file` is for `--config-file`, `policies` for `--policy-pack-config`, `seed` for the local cloud. `record`
    tells what was generated last, and from what.
    """

    stack_file: Path
    policies: Path
    seed: Path
    record: Path


def committed(stack: str) -> Path:
    """Return where the committed file of a stack is, whether it exists or not."""
    return _committed().get(stack, ROOT / f"Pulumi.{stack}.yaml")


def known_stacks() -> list[str]:
    """Return the stacks that have a committed file, sorted.

    Raises:
        UserError: two files are called the same.
    """
    return sorted(_committed())


def _committed() -> dict[str, Path]:
    """Return the committed files by stack: of this app beside the program, of further ones in a folder each."""
    found: dict[str, Path] = {}
    for path in [*ROOT.glob("Pulumi.*.yaml"), *sorted(ROOT.glob("apps/*/Pulumi.*.yaml"))]:
        stack = path.name.removeprefix("Pulumi.").removesuffix(".yaml")
        if other := found.get(stack):
            raise UserError(
                f"{path.relative_to(ROOT)} and {other.relative_to(ROOT)}: two files of one stack, so it is not known "
                f"which settings hold. Name the stacks of an app after its folder, such as "
                f"Pulumi.{path.parent.name}-{stack}.yaml."
            )
        found[stack] = path
    return found


def copy_of(home: Home, stack: str) -> Copy:
    """Return where the generated files of a stack are, whether they exist or not."""
    folder = home.project
    return Copy(
        home.stack_file(stack),
        folder / f"policies.{stack}.json",
        folder / f"seed.{stack}.json",
        folder / f"generated.{stack}.json",
    )


def prepare(home: Home, stack: str) -> Copy:
    """Return the generated files of a stack with a committed file, up to date and whole.

    Raises:
        UserError: the committed file or the copy that a person may have changed cannot be used; every offender is
            listed.
    """
    copy = copy_of(home, stack)
    source = digest(home, stack)
    with locked(home.folder):  # two runs at once must not mix their files
        _refuse_torn(copy.stack_file)
        made = copy.stack_file.exists() and _is_json(copy.policies) and _is_json(copy.seed)
        if not made or read_record(copy).get("source") != source:
            from cli.local.generate import generate

            generate(home, stack, copy, source)
    return copy


def _refuse_torn(stack_file: Path) -> None:
    """Refuse a copy of a stack file that is no such thing; Pulumi writes YAML into it, we write JSON."""
    if not stack_file.exists() or _is_json(stack_file):
        return
    from cli.stackfile import read_config

    try:
        read_config(stack_file)
    except UserError:
        raise UserError(
            f"{stack_file}: torn; it may have held values of your own, set by `./luma local config set`, so it is left "
            f"as it is and nothing was run. The next run makes it anew without them: rm {shlex.quote(str(stack_file))}"
        ) from None


def _is_json(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text()), dict)
    except (OSError, ValueError):
        return False


def read_record(copy: Copy) -> dict[str, Any]:
    """Return what was generated last: `source`, the digest it was made from, and `config`. Empty when there is none."""
    try:
        content = json.loads(copy.record.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def digest(home: Home, stack: str) -> str:
    """Return what changes whenever a generated file might: the home, the committed file, the code that reads it."""
    found = hashlib.sha256(home.salt_line.encode())
    found.update(committed(stack).read_bytes())
    for path in sorted([*(ROOT / "settings").glob("*.py"), *(ROOT / "cli" / "local").glob("*.py")]):
        facts = path.stat()
        found.update(f"{path.name} {facts.st_mtime_ns} {facts.st_size}\n".encode())
    return found.hexdigest()
