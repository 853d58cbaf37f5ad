"""What `./luma local` reads off a Pulumi command line. The arguments themselves are passed on as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_VALUE_FLAGS: Final = frozenset(
    ["-C", "--cwd", "--color", "-v", "--verbose", "--tracing", "--otel-traces", "--profiling", "--memprofilerate"]
)
"""Pulumi's global flags whose value is the next argument: it is no command."""
_STACK_FLAGS: Final = ("-s", "--stack")
_CLOUD: Final = frozenset(["preview", "pre", "up", "update", "refresh", "destroy", "down", "dn", "import", "watch"])
"""Commands whose engine calls providers."""
_WRITING: Final = _CLOUD - {"preview", "pre"}
"""Commands that write the stack's state, unless --preview-only keeps them from it."""
_OTHER_STACKLESS: Final = frozenset(
    ["", "version", "help", "about", "login", "logout", "whoami", "new", "plugin", "schema", "policy", "gen-completion"]
)
_SHADOWED: Final = frozenset(["init", "new", "rm", "remove", "rename", "change-secrets-provider", "migrate"])
"""`pulumi stack` verbs that write or remove the project's stack file and know no --config-file."""
_LISTING: Final = frozenset(["ls", "list"])


@dataclass(frozen=True, slots=True)
class Arguments:
    """The words of a Pulumi command line that matter here."""

    words: tuple[str, ...]
    stack: str | None
    help: bool
    policy_pack: bool = False
    """Whether it names a policy pack, which then judges in place of ours."""
    preview_only: bool = False
    """Whether it only looks."""

    @property
    def command(self) -> str:
        """The command, such as `up`; empty when there is none."""
        return self.words[0] if self.words else ""

    @property
    def needs_cloud(self) -> bool:
        """Whether the engine will call providers."""
        return not self.help and self.command in _CLOUD

    @property
    def writes(self) -> bool:
        """Whether it is a run that writes the stack's state."""
        return not (self.help or self.preview_only) and self.command in _WRITING

    @property
    def needs_stack(self) -> bool:
        """Whether the command works on a stack that must exist."""
        stackless = self.command in _OTHER_STACKLESS or (self.command == "stack" and self._verb in _LISTING)
        return not (self.help or stackless or self.shadowed)

    @property
    def shadowed(self) -> bool:
        """Whether the command writes the project's stack file, and so must run in the shadow project."""
        return self.command == "stack" and self._verb in _SHADOWED

    @property
    def named_stack(self) -> str | None:
        """The stack the command line names, by flag or as the argument of `stack VERB NAME` and `cancel NAME`."""
        if self.stack:
            return self.stack
        if self.command == "stack" and self._verb in {"select", "init", "new", "rm", "remove"}:
            return short_name(self.words[2]) if len(self.words) > 2 else None  # noqa: PLR2004 - stack VERB NAME
        if self.command == "cancel" and len(self.words) > 1:
            return short_name(self.words[1])
        return None

    @property
    def _verb(self) -> str:
        return self.words[1] if len(self.words) > 1 else ""


def read(arguments: Sequence[str]) -> Arguments:
    """Read a Pulumi command line: its leading words and the stack it names."""
    words: list[str] = []
    stack: str | None = None
    waiting: str | None = None
    for argument in arguments:
        if waiting:
            stack = argument if waiting in _STACK_FLAGS else stack
            waiting = None
        elif argument == "--":
            break
        elif argument in _VALUE_FLAGS or argument in _STACK_FLAGS:
            waiting = argument
        elif value := _joined_stack(argument):
            stack = value
        elif not argument.startswith("-"):
            words.append(argument)
    pack = any(argument.split("=")[0] == "--policy-pack" for argument in arguments)
    return Arguments(
        tuple(words),
        stack and short_name(stack),
        help="--help" in arguments or "-h" in arguments,
        policy_pack=pack,
        preview_only="--preview-only" in arguments,
    )


def short_name(stack: str) -> str:
    """Return a stack's own name, without organization and project."""
    return stack.rsplit("/", 1)[-1]


def _joined_stack(argument: str) -> str | None:
    if argument.startswith("--stack="):
        return argument.removeprefix("--stack=")
    return argument.removeprefix("-s").removeprefix("=") if argument.startswith("-s") and argument != "-s" else None
