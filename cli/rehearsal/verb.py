"""The verbs of `./luma rehearsal`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from cli.errors import FAILED, OK, UserError
from cli.local import arguments
from cli.local import run as local
from cli.local.copies import known_stacks
from cli.local.generate import plain_config, platform_of
from cli.local.home import Home, open_home
from cli.rehearsal import snapshot
from cli.target import targets
from settings.places import provided_secrets


def export(stack: str, output: Path, *, real: bool) -> int:
    """Write a stack's snapshot to a file and return the exit code.

    Raises:
        UserError: it cannot be taken, or the file cannot be written.
    """
    (target,) = targets([stack], local=not real)
    taken = snapshot.take(target)
    try:
        taken.write(output.absolute())
    except OSError as error:
        raise UserError(f"{output}: cannot be written ({error.strerror}). Name a file in a folder of yours.") from None
    resources = len(taken.deployment["resources"])
    sys.stdout.write(f"{output}: {resources} resources of {stack}, every secret replaced by a placeholder.\n")
    return OK


def preview(file: Path, words: Sequence[str]) -> int:
    """Preview this checkout against a snapshot, on a local cloud of its own, and return the exit code.

    Args:
        file: The snapshot.
        words: More arguments for `pulumi preview`.

    Raises:
        UserError: the file or the settings cannot be used.
    """
    taken = snapshot.read(file)
    if taken.stack not in known_stacks():
        raise UserError(
            f"{file}: of the stack {taken.stack}, which has no file here; a deployment would leave its resources "
            "behind. Destroy the stack before its file is removed."
        )
    with tempfile.TemporaryDirectory(prefix="luma-rehearsal-") as folder:
        os.environ["LUMA_LOCAL_HOME"] = folder
        _restore(open_home(), taken)
        code = local.run(["preview", "--stack", taken.stack, *words])
    return _tell_unset(taken) or code


def _restore(home: Home, taken: snapshot.Snapshot) -> None:
    words = ["stack", "import", "--stack", taken.stack]
    with ExitStack() as exits:
        variables = local.prepare(home, arguments.read(words), exits)
        done = local.capture(home, words, variables, given=taken.exported(home.salt_line))
    if done.returncode:
        raise UserError(f"{taken.stack}: Pulumi did not take the snapshot's state.\n{done.stderr.strip()}", FAILED)


def _tell_unset(taken: snapshot.Snapshot) -> int:
    """Name the secrets that this checkout needs and the stack lacks: a placeholder hides that from the preview."""
    platform = platform_of(taken.stack, plain_config(taken.stack))
    unset = [each.name for each in provided_secrets(platform) if each.name not in taken.secrets]
    if not unset:
        return OK
    lines = "\n".join(f"  pulumi config set --stack {taken.stack} --secret {name}" for name in unset)
    sys.stderr.write(
        f"error: {taken.stack}: this checkout needs secrets that the stack does not have, so a deployment would stop. "
        f"Set each:\n{lines}\n"
    )
    return FAILED
