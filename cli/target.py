"""One stack where it lives: in the backend a person chose by `pulumi login`, or in the local home."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cli.errors import FAILED, UserError
from cli.local.home import ROOT


@dataclass(frozen=True, slots=True)
class Target:
    """A stack of one world: `local` says whether of the local cloud or of the real accounts."""

    stack: str
    local: bool

    @property
    def command(self) -> str:
        """What a person types to run Pulumi on this stack."""
        return "./luma local" if self.local else "pulumi"

    def run(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run Pulumi on the stack without a terminal and return what it wrote; `given` goes to its standard input.

        Raises:
            UserError: Pulumi cannot be found, or the local home is not ours.
        """
        variables = self._local_variables() if self.local else _real_variables(self.stack)
        return _pulumi([*words, "--stack", self.stack], variables, given)

    def output(self, *words: str) -> str:
        """Run Pulumi on the stack and return its standard output.

        Raises:
            UserError: Pulumi refused; the message carries its own words.
        """
        done = self.run(*words)
        if done.returncode:
            raise UserError(
                f"{self.stack}: `{self.command} {' '.join(words[:2])}` failed, so its state is not known. "
                f"Mend what Pulumi says and run this again.\n{(done.stderr or done.stdout).strip()}",
                FAILED,
            )
        return done.stdout

    def exists(self) -> bool:
        """Return whether the backend knows the stack.

        Raises:
            UserError: the backend cannot be asked.
        """
        if self.local:
            from cli.local.home import location, open_home

            return location().exists() and open_home().checkpoint(self.stack).exists()
        done = _pulumi(["stack", "ls", "--json"], _real_variables(self.stack))
        if done.returncode:
            raise UserError(
                "The backend could not be asked for its stacks, so what exists is not known. Choose one by "
                f"`pulumi login`, or add --local to look at the local cloud.\n{done.stderr.strip()}",
                FAILED,
            )
        return self.stack in {str(each["name"]).rsplit("/", 1)[-1] for each in json.loads(done.stdout)}

    def backend(self) -> str:
        """Return the address of the backend that keeps the real stacks; empty for the local one, or where none tells.

        An address that is not known makes nothing look declared.
        """
        if self.local:
            return ""
        done = _pulumi(["whoami", "--json"], _real_variables(self.stack))
        return str(json.loads(done.stdout).get("url") or "") if done.returncode == 0 else ""

    def require(self) -> None:
        """Make sure that the stack exists; a local one is made.

        Raises:
            UserError: the backend has no such stack, or cannot be asked.
        """
        if self.local:
            from cli.local.home import open_home
            from cli.local.run import create_stack

            self._local_variables()
            create_stack(open_home(), self.stack)
        elif not self.exists():
            raise UserError(
                f"{self.stack}: the backend has no such stack, so there is nothing to keep secrets for. "
                f"Make it: pulumi stack init {self.stack}"
            )

    def resources(self, *, decrypted: bool = False) -> list[dict[str, Any]] | None:
        """Return the resources of the stack's state as Pulumi exports them, or None where there is no such stack.

        Args:
            decrypted: Whether secrets come in plain text, into this process's memory alone.

        Raises:
            UserError: the state cannot be read.
        """
        deployment = self.deployment(decrypted=decrypted)
        if deployment is None:
            return None
        resources: list[dict[str, Any]] = deployment.get("resources") or []
        return resources

    def deployment(self, *, decrypted: bool = False) -> dict[str, Any] | None:
        """Return the stack's whole state as Pulumi exports it, or None where there is no such stack.

        Args:
            decrypted: Whether secrets come in plain text, into this process's memory alone.

        Raises:
            UserError: the state cannot be read.
        """
        if not self.exists():
            return None
        exported = json.loads(self.output("stack", "export", *(["--show-secrets"] if decrypted else [])))
        deployment: dict[str, Any] = exported.get("deployment") or {}
        return deployment

    def recorded(self, *words: str) -> list[dict[str, Any]]:
        """Run a Pulumi command that asks the providers, and return the engine's events.

        Raises:
            UserError: Pulumi refused; the message carries its own words.
        """
        with ExitStack() as exits:
            log = Path(exits.enter_context(TemporaryDirectory(prefix="luma-"))) / "events.jsonl"
            line = [*words, "--event-log", str(log), "--stack", self.stack]
            variables = self._cloud_variables(words, exits) if self.local else _real_variables(self.stack)
            done = _pulumi(line, {**variables, "PULUMI_DEBUG_COMMANDS": "true"})
            events = _events(log)
            if done.returncode:
                told = _refusals(events) or (done.stderr or done.stdout).strip()
                raise UserError(
                    f"{self.stack}: `{self.command} {words[0]}` failed, so what is there is not known. "
                    f"Mend what Pulumi says and run this again.\n{told}",
                    FAILED,
                )
            return events

    def _cloud_variables(self, words: Sequence[str], exits: ExitStack) -> Mapping[str, str]:
        """Return the variables for a command on the local cloud, which runs until `exits` ends."""
        from cli.local import arguments, environment
        from cli.local import run as local
        from cli.local.home import open_home
        from cli.local.room import guarded

        home = open_home()
        given = arguments.read([*words, "--stack", self.stack])
        if given.writes:
            exits.enter_context(guarded(home.folder))
        settings = local.prepare(home, given, exits)
        return environment.pulumi_environment(home, _tools()[1], settings)

    def _local_variables(self) -> Mapping[str, str]:
        from cli.local import copies, environment
        from cli.local import run as local
        from cli.local.home import open_home

        home = open_home()
        known = self.stack in copies.known_stacks()
        copy = copies.prepare(home, self.stack) if known else copies.copy_of(home, self.stack)
        local.refuse_unusable_state(home, self.stack)
        settings = environment.stack_variables(copy) if copy.stack_file.exists() else {}
        return environment.pulumi_environment(home, _tools()[1], settings)


def targets(stacks: Sequence[str], *, local: bool) -> list[Target]:
    """Return the named stacks, or all that have a committed file.

    Raises:
        UserError: there is no such stack file.
    """
    from cli.local.copies import known_stacks

    known = known_stacks()
    if strangers := sorted(set(stacks) - set(known)):
        raise UserError(
            f"{', '.join(strangers)}: no such stack file in {ROOT}, so its settings are not known. "
            f"Use one of {', '.join(known) or 'none: there is no stack file yet'}."
        )
    return [Target(stack, local) for stack in sorted(set(stacks)) or known]


def _pulumi(words: Sequence[str], variables: Mapping[str, str], given: str = "") -> subprocess.CompletedProcess[str]:
    command = [_tools()[0], *words, "--non-interactive", "--color", "never"]
    return subprocess.run(
        command, cwd=ROOT, env=dict(variables), input=given, capture_output=True, text=True, check=False
    )


def _real_variables(stack: str) -> dict[str, str]:
    from cli.local.copies import committed

    path = committed(stack)
    elsewhere = {"PULUMI_OPTION_CONFIG_FILE": str(path)} if path.parent != ROOT else {}
    return {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true", **elsewhere}


def _tools() -> tuple[str, Path]:
    from toolchain import ToolchainError, locate

    try:
        found = locate()
    except ToolchainError as error:
        raise UserError(str(error)) from None
    return str(found.pulumi), found.folder


def _events(log: Path) -> list[dict[str, Any]]:
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    return [json.loads(each) for each in text.splitlines() if each.strip()]


def _refusals(events: Sequence[Mapping[str, Any]]) -> str:
    """Return what the engine's errors say, each once with the resource it is about."""
    said = [each["diagnosticEvent"] for each in events if "diagnosticEvent" in each]
    errors = [
        f"{str(each.get('urn') or '').rsplit('::', 1)[-1]}: {str(each.get('message')).strip()}"
        for each in said
        if each.get("severity") == "error"
    ]
    return "\n".join(f"  - {each.removeprefix(': ')}" for each in dict.fromkeys(errors))
