"""Pulumi's part of an adoption: the plan, the import, the way back, the update."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from cli.adopt.changes import Change, changes, live_differences
from cli.adopt.declared import Declared, declared
from cli.adopt.identity import ROWS
from cli.adopt.importing import FLAGS, completed, import_file
from cli.adopt.matching import Match
from cli.errors import FAILED, UserError
from cli.files import write_private
from cli.local.home import ROOT
from cli.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSETTLED: Final = "pending_operations"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the program declares, and the import file that Pulumi wrote for what it would make."""

    resources: Sequence[Declared]
    changes: Sequence[Change]
    written: Mapping[str, Any] = field(repr=False)


class Engine:
    """Runs Pulumi on one stack.

    Args:
        target: The stack.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        # On the local cloud each run has the pack already; a bare `pulumi` has none.
        self._guard = () if target.local else ("--policy-pack", str(ROOT / "policies"))

    def settled(self) -> None:
        """Make sure that no run was cut off.

        Raises:
            UserError: one was; what it did is not known.
        """
        if (self._target.deployment() or {}).get(_UNSETTLED):
            way = "" if self._target.local else " --real"
            raise UserError(
                f"{self._target.stack}: a run was cut off, and what it made is not known, so nothing can be matched. "
                f"Put it right first: ./luma recover --stack {self._target.stack}{way}"
            )

    def preview(self) -> Preview:
        """Ask what the stack declares and what an update would do.

        Raises:
            UserError: Pulumi refused.
        """
        with _folder() as folder:
            path = folder / "import.json"
            events = self._target.recorded("preview", "--import-file", str(path), *self._guard)
            return Preview(declared(events), changes(events), json.loads(path.read_text(encoding="utf-8")))

    def read(self, preview: Preview, taken: Sequence[Match]) -> list[Change]:
        """Read what would be imported, without writing anything; return how it differs from what is declared.

        Raises:
            UserError: Pulumi refused to import something, or cannot find it.
        """
        if not taken:
            return []
        with _written(import_file(preview.written, taken)) as path:
            events = self._target.recorded("import", "--file", str(path), *FLAGS, "--preview-only")
        return live_differences(events, {each.resource.urn: each.resource.inputs for each in taken})

    def take(self, preview: Preview, taken: Sequence[Match]) -> Preview:
        """Import into the state, and return what an update would then do.

        The state is as it was before where Pulumi refuses, or where the update would replace or delete anything: a
        later `pulumi up` would do that too.

        Raises:
            UserError: Pulumi refused, or something would be lost.
        """
        before = self._target.output("stack", "export")
        try:
            if taken:
                with _written(import_file(preview.written, taken)) as path:
                    self._target.recorded("import", "--file", str(path), *FLAGS, "--skip-preview", "--yes")
                self._complete(taken)
            after = self.preview()
            refuse_losses(self._target.stack, after.changes)
        except UserError:
            self._write(json.loads(before))
            raise
        return after

    def update(self) -> Preview:
        """Run the update, and return what another one would do.

        Raises:
            UserError: Pulumi refused; what was done before stays, and adopting again goes on.
        """
        self._target.recorded("up", "--yes", "--skip-preview", *self._guard)
        return self.preview()

    def _complete(self, taken: Sequence[Match]) -> None:
        if not any(ROWS[each.resource.type].untold for each in taken):
            return
        state = json.loads(self._target.output("stack", "export"))
        if completed(state["deployment"], taken):
            self._write(state)

    def _write(self, state: Mapping[str, Any]) -> None:
        with _written(state) as path:
            self._target.output("stack", "import", "--file", str(path))


def refuse_losses(stack: str, found: Sequence[Change]) -> None:
    """Refuse an update that would replace or delete anything.

    Raises:
        UserError: it would; each is named with the properties that are to blame.
    """
    lost = [each for each in found if each.what == "lose"]
    if lost:
        listed = "\n".join(f"  - {_loss(each)}" for each in lost)
        raise UserError(
            f"{stack}: nothing was changed, because the update would replace or delete what exists. Declare what is "
            f"there, or change it by hand, and run this again.\n{listed}",
            FAILED,
        )


def _loss(change: Change) -> str:
    told = [f"{each.path} is {each.before}, declared {each.after}" for each in change.properties]
    return f"{change.name} ({change.type}): {'; '.join(told) or 'no longer declared'}"


@contextmanager
def _written(content: Mapping[str, Any]) -> Iterator[Path]:
    """Give a file of its own for some JSON, readable for nobody else, for as long as it is needed."""
    with _folder() as folder:
        path = folder / "file.json"
        write_private(path, json.dumps(content))
        yield path


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="luma-") as folder:
        yield Path(folder)
