"""`./luma local …`: the unmodified Pulumi CLI against the local cloud, in a home of its own."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cli.errors import UserError
from cli.files import PRIVATE
from cli.local import arguments, cloud, copies, environment, plugins
from cli.local.home import ROOT, Home, locked, open_home, project_name
from cli.local.room import Guard, guarded
from cli.local.turn import refuse_locked, turn
from cli.recover.checkpoint import damage
from toolchain import ToolchainError, locate

if TYPE_CHECKING:
    from cli.local.arguments import Arguments

_SALT = re.compile(rb'"salt":\s*"([^"]*)"')


def run(command_line: Sequence[str]) -> int:
    """Run a Pulumi command line against the local cloud and return Pulumi's exit code.

    Raises:
        UserError: nothing was run.
    """
    home = open_home()
    real, command_line = plugins.split(command_line)
    given = arguments.read(command_line)
    with ExitStack() as stack:
        guard = stack.enter_context(guarded(home.folder)) if given.writes else None
        variables = prepare(home, given, stack)
        if real and given.needs_cloud and (running := cloud.found(home)):
            variables.update(plugins.prepare(home, running, lambda words: capture(home, words, {})))
            if "CLOUDFLARE_BASE_URL" in variables and (name := given.named_stack or selected_stack(home)):
                plugins.refuse_stand_ins_state(home.checkpoint(name))
        folder = home.project if given.shadowed else working_folder()
        code = pulumi(home, command_line, variables, folder, guard)
        if code and guard and guard.ran_out():
            raise UserError(_full(home, given.named_stack or selected_stack(home) or "STACK"), code)
        return code


def prepare(home: Home, given: Arguments, exits: ExitStack) -> dict[str, str]:
    """Make ready what a command needs, and return its variables. `exits` ends what was started."""
    name = given.named_stack or (selected_stack(home) if given.needs_stack or given.shadowed else None)
    if name is None:
        if given.needs_cloud:
            raise UserError(
                "No stack is selected, so Pulumi has nothing to work on. "
                f"Add --stack with one of {', '.join(copies.known_stacks())}, or run: ./luma local stack select NAME"
            )
        return {}
    copy = copies.prepare(home, name) if name in copies.known_stacks() else copies.copy_of(home, name)
    refuse_unusable_state(home, name)
    made = copy.stack_file.exists()
    variables = environment.stack_variables(copy, policy_pack=not given.policy_pack) if made else {}
    if given.needs_stack and name in copies.known_stacks():
        create_stack(home, name)
    if given.writes:
        exits.enter_context(turn(home, name))
        refuse_locked(home, name)
    if given.needs_cloud:
        running = exits.enter_context(cloud.running(home, copy.seed))
        variables.update(environment.cloud_variables(running))
    return variables


def selected_stack(home: Home) -> str | None:
    """Return the stack that PULUMI_STACK or `pulumi stack select` has chosen.

    Pulumi keeps the choice by the SHA-1 of the project file's path (pulumi pkg/v3, workspace/workspace.go).
    """
    if chosen := os.environ.get("PULUMI_STACK"):
        return arguments.short_name(chosen)
    digest = hashlib.sha1(str(ROOT / "Pulumi.yaml").encode(), usedforsecurity=False).hexdigest()
    path = home.pulumi / "workspaces" / f"{project_name()}-{digest}-workspace.json"
    try:
        settings = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    names = [*settings.get("stacks", {}).values(), settings.get("stack", "")]
    return next((arguments.short_name(name) for name in names if name), None)


def create_stack(home: Home, name: str) -> None:
    """Create a stack in the local backend unless it is there.

    Raises:
        UserError: its checkpoint is torn, or Pulumi refused.
    """
    with locked(home.folder):  # of two first runs, one makes it and the other finds it
        if not home.checkpoint(name).exists():
            _init_stack(home, name)


def _init_stack(home: Home, name: str) -> None:
    checkpoint = home.checkpoint(name)
    if checkpoint.with_name(f"{checkpoint.name}.bak").exists():
        raise UserError(
            f"{checkpoint}: gone, although its backup is there; a new stack would forget every resource. "
            f"Restore it: ./luma recover --stack {name}"
        )
    done = capture(home, ["stack", "init", name, "--no-select"], {}, home.project)
    if done.returncode:
        raise UserError(f"The stack {name} could not be created in {home.state}.\n{done.stderr.strip()}")


def refuse_unusable_state(home: Home, name: str) -> None:
    """Refuse a state that is torn, or was not made in this home: it may hold the ids of real accounts.

    Raises:
        UserError: it cannot be read, or its secrets were encrypted elsewhere.
    """
    if torn := damage(home, name):
        raise UserError(f"{torn}; nothing was run. Restore it: ./luma recover --stack {name}")
    try:
        state = home.checkpoint(name).read_bytes()
    except OSError:
        return
    if any(salt.decode() != home.salt_line for salt in _SALT.findall(state)):
        raise UserError(
            f"{home.checkpoint(name)}: this state was not made here and may hold the ids of real accounts; the local "
            "cloud would report them all as gone. Move it away, or run it with plain `pulumi` and its own backend."
        )


def working_folder() -> Path:
    """Return the folder to run in: the caller's when it is in the checkout, else the checkout."""
    here = Path.cwd()
    return here if here.is_relative_to(ROOT) else ROOT


def _full(home: Home, stack: str) -> str:
    return (
        f"{home.folder}: its disk is full. The run was ended early, so that its state could still be saved. "
        f"Make room there, then go on: ./luma recover --stack {stack}, and run this again."
    )


def pulumi(
    home: Home, command_line: Sequence[str], variables: Mapping[str, str], folder: Path, guard: Guard | None
) -> int:
    """Run Pulumi in the foreground and return its exit code, 128 + n where a signal n ended it.

    `guard` ends it when the disk is full.
    """
    process = start(home, command_line, variables, folder)
    _pass_signals_to(process)
    if guard:
        guard.process = process
    code = process.wait()
    return code if code >= 0 else 128 - code


def start(
    home: Home,
    command_line: Sequence[str],
    variables: Mapping[str, str],
    folder: Path,
    output: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start Pulumi; what it writes goes to the terminal, or to `output`."""
    binary, tools = _tools()
    settings = environment.pulumi_environment(home, tools, variables)
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output} if output else {}
    return subprocess.Popen([binary, *command_line], cwd=folder, env=settings, umask=PRIVATE, **quiet)


def capture(
    home: Home, command_line: Sequence[str], variables: Mapping[str, str], folder: Path = ROOT, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run Pulumi without a terminal and return what it wrote; `given` goes to its standard input."""
    binary, tools = _tools()
    return subprocess.run(
        [binary, *command_line, "--non-interactive"],
        cwd=folder,
        env=environment.pulumi_environment(home, tools, variables),
        input=given,
        capture_output=True,
        text=True,
        check=False,
        umask=PRIVATE,
    )


def _tools() -> tuple[Path, Path]:
    try:
        found = locate()
    except ToolchainError as error:
        raise UserError(str(error)) from None
    return found.pulumi, found.folder


def _pass_signals_to(process: subprocess.Popen[bytes]) -> None:
    """Hand the signals that ask for an end on to Pulumi, which cancels in good order.

    A terminal's Ctrl-C reaches both anyway, and a second one would make Pulumi stop at once.
    """

    def forward(number: int, _frame: object) -> None:
        process.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, forward)
    signal.signal(signal.SIGINT, signal.SIG_IGN if sys.stdin.isatty() else forward)
