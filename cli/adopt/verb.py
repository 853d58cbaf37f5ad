"""The verb `./luma adopt`: existing accounts brought under management, nothing deleted, nothing replaced."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cli.adopt.changes import Change
from cli.adopt.coverage import as_object, change_lines, plan_lines, table
from cli.adopt.engine import Engine, Preview, refuse_losses
from cli.adopt.matching import Plan, plan
from cli.errors import FAILED, OK, UserError
from cli.local.copies import committed, known_stacks
from cli.local.generate import platform_of
from cli.stackfile import read_config
from cli.target import Target, targets
from cli.vendors.listing import asking, everything
from settings.platform import Platform

if TYPE_CHECKING:
    from rich.status import Status

_REPOSITORY: Final = "github:index/repository:Repository"


@dataclass(frozen=True, slots=True)
class Options:
    """How a person wants it: `dry_run` changes nothing, `yes` asks nothing, `chosen` are import ids by name.

    `ignore` is what nobody has to declare, as CLOUD:NAME.
    """

    dry_run: bool
    yes: bool
    as_json: bool
    chosen: Mapping[str, str]
    ignore: Sequence[str]


def adopt(stack: str, options: Options, *, local: bool) -> int:
    """Bring what exists under a stack's management.

    Returns:
        0 where the preview is empty afterwards (in a dry run: where it could be done), otherwise 1.

    Raises:
        UserError: nothing was changed, or Pulumi refused a step; the message says which.
    """
    from rich.console import Console

    (target,) = targets([stack], local=local)
    with asking(target) as variables, Console(stderr=True).status("Looking at the stack") as status:
        return _Adoption(target, options, variables, status).run()


class _Adoption:
    """One adoption, from the plan to the empty preview."""

    def __init__(self, target: Target, options: Options, variables: Mapping[str, str], status: Status) -> None:
        self._target, self._options, self._variables, self._status = target, options, variables, status
        self._platform = platform_of(target.stack, read_config(committed(target.stack)))
        self._engine = Engine(target)

    def run(self) -> int:
        """Plan, show, ask, import, show, ask, update, and look again."""
        self._target.require()
        self._engine.settled()
        preview, found = self._planned()
        if not found.taken and not preview.changes:
            return self._end("adopted", found, ())
        if self._options.dry_run:
            self._status.update("Reading what would be imported")
            return self._end("planned", found, self._engine.read(preview, found.taken))
        self._show(found)
        if not self._agreed("Take what exists into the state? No account is changed by that."):
            self._write([f"{self._target.stack}: nothing was changed."])
            return FAILED
        self._status.update("Importing")
        after = self._engine.take(preview, found.taken)
        return self._updated(found, after)

    def _planned(self) -> tuple[Preview, Plan]:
        self._status.update("Asking the vendors what exists")
        existing = everything(self._platform, self._variables)
        self._status.update("Asking what the stack declares")
        preview = self._engine.preview()
        refuse_losses(self._target.stack, preview.changes)
        states = [
            each
            for name in known_stacks()
            if name != self._target.stack
            for each in Target(name, self._target.local).resources() or ()
        ]
        found = plan(
            preview.resources, existing, states=states, chosen=self._options.chosen, ignore=self._options.ignore
        )
        refuse_new_origin(self._platform, found)
        return preview, found

    def _updated(self, found: Plan, after: Preview) -> int:
        if after.changes:
            self._write([f"After the import, the update of {self._target.stack} would do this:"])
            self._write(change_lines(after.changes))
            if not self._agreed("Do it?"):
                return self._end("differs", found, after.changes)
            self._status.update("Updating")
            after = self._engine.update()
        return self._end("differs" if after.changes else "adopted", found, after.changes)

    def _show(self, found: Plan, differing: Sequence[Change] = ()) -> None:
        if self._options.as_json:
            return
        self._status.stop()
        from cli.progress import console

        console().print(table(found))
        self._write(plan_lines(found))
        self._write(change_lines(differing))

    def _end(self, result: str, found: Plan, changes: Sequence[Change]) -> int:
        """Say how it ended."""
        stack, command = self._target.stack, self._target.command
        if self._options.as_json:
            sys.stdout.write(json.dumps(as_object(stack, result, found, changes), indent=2) + "\n")
        elif result == "adopted":
            self._write([f"{stack}: adopted. The preview is empty: what is declared is what is there."])
        elif result == "planned":
            self._show(found, changes)
            self._write([f"{stack}: nothing was changed. Do it: ./luma adopt --stack {stack}{self._world()}"])
        else:
            self._write(
                [f"{stack}: not adopted yet, the preview is not empty. See it: {command} preview --stack {stack}"]
            )
            self._write(change_lines(changes))
        return FAILED if result == "differs" else OK

    def _world(self) -> str:
        return " --local" if self._target.local else ""

    def _write(self, lines: Iterable[str]) -> None:
        if not self._options.as_json:
            sys.stdout.writelines(f"{line}\n" for line in lines)

    def _agreed(self, question: str) -> bool:
        if self._options.yes:
            return True
        self._status.stop()
        if self._options.as_json or not sys.stdin.isatty():
            raise UserError(f"{self._target.stack}: nobody is there to be asked: {question} Add --yes.")
        answer = input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}
        self._status.start()
        return answer


def refuse_new_origin(platform: Platform, found: Plan) -> None:
    """Refuse to take a repository that the settings call new.

    Raises:
        UserError: it exists; its own files would be taken for ones that the platform may give it.
    """
    taken = any(each.resource.type == _REPOSITORY for each in found.taken)
    if taken and platform.github.repository.origin == "new":
        raise UserError(
            f"{platform.github.organization}/{platform.github.repository.name} exists, and the settings call it new, "
            "so what its developers wrote would be taken for the platform's own. Say in the stack file: "
            "github.repository.origin: adopt"
        )


def pairs_of(ids: Sequence[str]) -> dict[str, str]:
    """Return import ids by resource name, from words of the form NAME=ID.

    Raises:
        UserError: a word has another form.
    """
    pairs = {name: value for name, _, value in (each.partition("=") for each in ids)}
    if wrong := [each for each in ids if not all(each.partition("="))]:
        raise UserError(f"--id {', '.join(wrong)}: not NAME=ID, so it is not clear what is meant. Correct it.")
    return pairs
