"""`./luma recover`: the way back after a killed run.

Pulumi notes each create before it happens. A note that is left says: this may exist. Each is looked up by its natural
key; what exists is written into the state under its id, what does not is dropped, and a refresh then reads the truth.
`pulumi refresh --import-pending-creates` would be the way, but Pulumi 3.259 forgets what it names: the operation turns
to `importing`, which the next save leaves out. So the state is edited by `pulumi stack export` and `import`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cli.errors import FAILED, UserError
from cli.files import write_private
from cli.local import cloud, copies, environment
from cli.local import run as local
from cli.local.home import ROOT, Home
from cli.recover import checkpoint
from cli.recover.lost import last_run_failed, lost
from cli.recover.pending import Pending, World, creates, interrupted
from cli.target import Target

_IMPORT: Final = "import"
"""What a note of a recovery says where an import was cut off."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What has to be done: locks of dead processes, interrupted creates, and what is left to the refresh.

    `others` are interrupted operations. `failed` says that the last run, or a recovery, came to no good end: an answer
    may have been lost, so that what was changed or deleted is not as the state says.
    """

    restored: str | None
    locks: int
    creates: Sequence[Pending]
    others: Sequence[str]
    failed: bool = False

    @property
    def importing(self) -> bool:
        """Whether an import was cut off."""
        return any(each.startswith("importing ") for each in self.others)

    @property
    def needed(self) -> bool:
        """Whether anything was left behind."""
        return self.cut_off or self.failed

    @property
    def cut_off(self) -> bool:
        """Whether a run was cut off."""
        return bool(self.restored or self.locks or self.creates or self.others)

    def lines(self) -> list[str]:
        """Return the findings in words."""
        found = [self.restored] if self.restored else []
        found += [f"{self.locks} lock of a process that is gone: will be released"] if self.locks else []
        found += [_line(each) for each in self.creates]
        found += [f"interrupted while {each}: the refresh settles it" for each in self.others]
        return found + (["what there is will be read again"] if self.failed else [])


class Recoverer:
    """Recovers one stack of the local cloud.

    Args:
        home: The local home.
        stack: Name of the stack.
    """

    def __init__(self, home: Home, stack: str) -> None:
        self._home = home
        self._stack = stack
        self._note = home.project / f"recovering.{stack}"
        self._copy = copies.prepare(home, stack) if stack in copies.known_stacks() else copies.copy_of(home, stack)

    def examine(self) -> Recovery:
        """Restore a torn checkpoint and find out what else has to be done.

        Raises:
            UserError: the stack is in use, or its state cannot be read.
        """
        restored = checkpoint.restore(self._home, self._stack)
        if not self._home.checkpoint(self._stack).exists():
            raise UserError(
                f"{self._stack}: there is no such stack in {self._home.state}, so there is nothing to recover. "
                "Name another by --stack."
            )
        locks = checkpoint.stale_locks(self._home, self._stack)
        deployment = self._export()["deployment"]
        pending = creates(deployment, world(self._home))
        return Recovery(restored, len(locks), pending, interrupted(deployment), self._failed())

    def _failed(self) -> bool:
        return self._note.exists() or last_run_failed(self._run("stack", "history", "--json", "--page-size", "1"))

    def examine_losses(self) -> Recovery:
        """Find out what a failed run made although its answer was lost; nothing else is interrupted then.

        An import makes nothing: what exists beside the state was there before.

        Raises:
            UserError: a preview, which tells what is declared, is refused.
        """
        if self._note.exists() and self._note.read_text() == _IMPORT:
            return Recovery(None, 0, [], [])
        events = Target(self._stack, local=True).recorded("preview")
        held = [each for name in copies.known_stacks() for each in checkpoint.resources(self._home, name)]
        return Recovery(None, 0, lost(events, world(self._home), held), [])

    def perform(self, recovery: Recovery) -> None:
        """Release the locks, write what was found into the state, and refresh.

        Raises:
            UserError: Pulumi refused a step.
        """
        if not self._note.exists():
            self._note.write_text(_IMPORT if recovery.importing else "")
        if recovery.locks:
            self._run("cancel", "--yes")
        for each in recovery.creates:
            if each.once and each.entity:
                _local_cloud(self._home, "drift", *each.entity, "--delete")
        if recovery.creates:
            self._adopt([each for each in recovery.creates if each.found and not each.once])
        with cloud.running(self._home, self._copy.seed) as running:
            variables = environment.cloud_variables(running)
            self._run("refresh", "--yes", "--skip-preview", "--clear-pending-creates", variables=variables)

    def settled(self) -> None:
        """Note that the recovery came to its end; until then, the next one begins anew."""
        self._note.unlink(missing_ok=True)

    def _adopt(self, found: Sequence[Pending]) -> None:
        """Write resources into the state; the import drops every pending create."""
        exported = self._export()
        adopt(exported["deployment"], found)
        path = self._home.project / f"recovered.{self._stack}.json"
        write_private(path, json.dumps(exported))
        try:
            self._run("stack", "import", "--file", str(path))
        finally:
            path.unlink()

    def _export(self) -> dict[str, Any]:
        exported: dict[str, Any] = json.loads(self._run("stack", "export"))
        return exported

    def _run(self, *words: str, variables: Mapping[str, str] | None = None) -> str:
        """Run Pulumi on the stack and return what it wrote."""
        settings = environment.stack_variables(self._copy) if self._copy.stack_file.exists() else {}
        done = local.capture(self._home, [*words, "--stack", self._stack], {**settings, **(variables or {})})
        if done.returncode:
            raise UserError(
                f"{self._stack}: `pulumi {' '.join(words[:2])}` failed, so the recovery stopped there; what was done "
                f"before stays, and running this again goes on.\n{(done.stderr or done.stdout).strip()}",
                FAILED,
            )
        return done.stdout


def world(home: Home) -> World:
    """Return what is in the local cloud.

    Raises:
        UserError: it cannot be read.
    """
    if not home.database.exists():
        return {}
    found: World = json.loads(_local_cloud(home, "dump"))
    return found


def _local_cloud(home: Home, command: str, *words: str) -> str:
    call = [sys.executable, "-m", "localcloud", command, "--database", str(home.database), *words]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"The local cloud could not be asked, so what exists is not known. {done.stderr.strip()}")
    return done.stdout


def adopt(deployment: dict[str, Any], found: Sequence[Pending]) -> None:
    """Write resources that exist into a deployment. Where one was to replace another, the old one is left to delete."""
    resources: list[dict[str, Any]] = deployment["resources"]
    for each in found:
        new = {**each.resource, "id": each.found, "outputs": each.resource.get("inputs", {})}
        places = [place for place, old in enumerate(resources) if old["urn"] == each.urn and not old.get("delete")]
        if places:
            resources.append({**resources[places[0]], "delete": True})
            resources[places[0]] = new
        else:
            resources.append(new)
    deployment["pending_operations"] = []


def _line(each: Pending) -> str:
    name = f"{each.resource['type']} {each.name}"
    if each.once:
        return f"{name}: was made, but its value is lost; will be deleted, and the next up makes it"
    if each.entity:
        return f"{name}: was made as {each.found}; will be taken into the state"
    if each.found:
        return f"{name}: will be taken into the state as {each.found} if it exists"
    return f"{name}: will be made, or written again, by the next up"
