"""The way back after a killed run against real accounts: what no id follows from, a person looks up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from cli.errors import FAILED, UserError
from cli.files import write_private
from cli.recover.pending import Pending, creates, interrupted
from cli.recover.ways import Recovery, adopt
from cli.target import Target

ABSENT = "none"
"""What a person gives for an id when there is no such thing."""


class RealRecoverer:
    """Recovers one stack in the backend and accounts that a person has chosen.

    Args:
        stack: Name of the stack.
        given: Ids that a person has looked up, by resource name; `none` for what does not exist.
    """

    def __init__(self, stack: str, given: Mapping[str, str]) -> None:
        self._target = Target(stack, local=False)
        self._given = given

    def examine(self) -> Recovery:
        """Find out what has to be done.

        Raises:
            UserError: the state cannot be read, an id is for nothing that is pending, or one has to be looked up.
        """
        deployment = json.loads(self._target.output("stack", "export"))["deployment"]
        found = creates(deployment, {}, self._given)
        if strangers := sorted(set(self._given) - {each.name for each in found}):
            raise UserError(f"--id {', '.join(strangers)}: not among the interrupted creates. Leave it out.")
        if unknown := [each for each in found if each.found is None and each.row]:
            raise UserError(_to_look_up(self._target.stack, unknown))
        return Recovery(None, 0, [_settled(each) for each in found], interrupted(deployment))

    def perform(self, recovery: Recovery) -> None:
        """Write what exists into the state, and refresh.

        Raises:
            UserError: Pulumi refused a step.
        """
        if recovery.creates:
            exported = json.loads(self._target.output("stack", "export"))
            adopt(exported["deployment"], [each for each in recovery.creates if each.found])
            with TemporaryDirectory(prefix="luma-") as folder:
                path = Path(folder) / "state.json"
                write_private(path, json.dumps(exported))
                self._run("stack", "import", "--file", str(path))
        self._run("refresh", "--yes", "--skip-preview", "--clear-pending-creates")

    def _run(self, *words: str) -> None:
        done = self._target.run(*words)
        if done.returncode:
            raise UserError(
                f"{self._target.stack}: `pulumi {' '.join(words[:2])}` failed, so the recovery stopped there; what was "
                f"done before stays, and running this again goes on.\n{(done.stderr or done.stdout).strip()}",
                FAILED,
            )


def _settled(each: Pending) -> Pending:
    return Pending(each.resource) if each.found == ABSENT else each


def _to_look_up(stack: str, unknown: list[Pending]) -> str:
    lines = "\n".join(f"  --id {each.name}={ABSENT}   # {_where(each)}" for each in unknown)
    return (
        f"{stack}: {len(unknown)} interrupted creates may have happened, and no id follows from their inputs; dropping "
        "them could leave things that nobody knows of. Look each up in the vendor's console and give its id, or "
        f"`{ABSENT}` where there is no such thing:\n{lines}"
    )


def _where(each: Pending) -> str:
    """Say where to look, and what for; a thing whose value was shown once is best deleted there."""
    row, inputs = each.row, each.resource.get("inputs") or {}
    assert row is not None, "only those with a row are looked up"
    key = ", ".join(f"{name} {inputs.get(name)}" for name in row.match)
    form = row.id.format(**{name: inputs.get(name) or name.upper() for name in row.names})
    advice = "; its value is lost: delete it there" if row.once else f"; Pulumi's id is {form}"
    return f"{row.cloud}: a {row.kind} with {key}{advice}"
