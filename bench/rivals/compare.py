"""Our previews with policies against `terraform plan` and `checkov`, in turn, each side with a local cloud of its own.

Both sides run the vendors' own code over HTTP: our side the official Pulumi plugins, the other Terraform's providers.
Ours has more to do: it also previews what no Terraform provider offers, and its own policies judge every resource.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from bench.floor_state import bare_resources
from bench.results import Row, at_most, information, unmeasured
from bench.rivals.convert import Equivalent
from bench.rivals.terraform import RivalError, Terraform, missing
from bench.timing import Command, compare
from bench.workspace import Workspace
from cli.errors import UserError
from cli.local import cloud, plugins
from cli.local.home import Home

PAIRS: Final = 5
_NO_CHANGES: Final = "--expect-no-changes"
FIRST: Final = "first preview with policies / terraform plan + checkov"
DEFAULT: Final = "no-change preview with policies / terraform plan + checkov"
QUIET: Final = "no-change preview with policies / terraform plan -refresh=false + checkov"
ASKING: Final = "no-change preview --refresh with policies / terraform plan + checkov"


class _Missing(Exception):
    """Something that is compared with, or needed for it, is not installed; the message names it."""


def rows(workspace: Workspace) -> Iterator[Row]:
    """Yield the rows; where something is missing they say so in place of a measure."""
    with ExitStack() as exits:
        try:
            yield from _measured(*_sides(workspace, exits))
        except _Missing as error:
            for name in (FIRST, DEFAULT, QUIET):
                yield unmeasured(name, "<= 1 x", str(error))


def _sides(workspace: Workspace, exits: ExitStack) -> tuple["_Ours", Terraform, Equivalent]:
    """Make both sides ready, with nothing made in either local cloud yet."""
    if absent := missing():
        raise _Missing(f"{' and '.join(absent)} not found on PATH")
    ours = _Ours(_workspace(workspace.folder / "ours", exits))
    theirs = _workspace(workspace.folder / "theirs", exits)
    terraform = Terraform(workspace.folder / "terraform", _addresses(theirs))
    try:
        terraform.init()
    except RivalError as error:
        sys.stderr.write(f"{error}\n")
        raise _Missing("terraform init cannot get the providers") from error
    return ours, terraform, terraform.write(workspace.our_state())


def _measured(ours: "_Ours", terraform: Terraform, twin: Equivalent) -> Iterator[Row]:
    total = sum(twin.types.values())
    _must_be(total, terraform.planned(), "planned by terraform")
    _must_be(total, terraform.evaluated(), "evaluated by checkov")
    first = compare(ours.preview(), terraform.command(), PAIRS)
    ours.up()
    terraform.apply()
    _must_be(0, terraform.planned(), "planned by terraform after its apply")
    yield information(f"resources with a twin in Terraform (without: {_without(twin)})", f"{total} of {ours.count()}")
    yield at_most(FIRST, first.time_ratio, 1, " x")
    preview, plan = ours.preview(_NO_CHANGES), terraform.command()
    yield at_most(DEFAULT, compare(preview, plan, PAIRS).time_ratio, 1, " x")
    yield at_most(QUIET, compare(preview, terraform.command("-refresh=false"), PAIRS).time_ratio, 1, " x")
    both = compare(ours.preview(_NO_CHANGES, "--refresh"), plan, PAIRS)
    yield information(ASKING, f"{both.time_ratio:.2f} x")


class _Ours:
    """Our program with the vendors' own plugins, in a local cloud of its own."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._variables = _real_plugins(workspace)

    def preview(self, *options: str) -> Command:
        return self._workspace.ours("preview", *options, **self._variables)

    def up(self) -> None:
        self._workspace.ours("up", "--yes", "--skip-preview", **self._variables).run()

    def count(self) -> int:
        return sum(1 for each in bare_resources(self._workspace.our_state()) if each["provider"])


def _workspace(folder: Path, exits: ExitStack) -> Workspace:
    folder.mkdir()
    workspace = Workspace(folder)
    exits.callback(workspace.close)
    workspace.init_ours()
    return workspace


def _real_plugins(workspace: Workspace) -> Mapping[str, str]:
    """Return the variables with which the plugins serve our side."""

    def install(words: Sequence[str]) -> None:
        subprocess.run([workspace.pulumi, *words], env=workspace.environment, check=False)

    try:
        variables = plugins.prepare(_home(workspace), _cloud(workspace), install)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        raise _Missing("no plugin of Pulumi's is installed") from error
    attached = {each.partition(":")[0] for each in variables["PULUMI_DEBUG_PROVIDERS"].split(",")}
    if absent := sorted(attached & set(plugins.VENDORS)):
        raise _Missing(f"Pulumi's plugins for {', '.join(absent)} are not installed")
    return variables


def _addresses(workspace: Workspace) -> Mapping[str, str]:
    """Return the variables that lead Terraform's providers to a workspace's local cloud."""
    tokens = {name: value for name, value in workspace.environment.items() if name.endswith("_TOKEN")}
    return {**tokens, **plugins.variables(_cloud(workspace), plugins.VENDORS)}


def _home(workspace: Workspace) -> Home:
    return Home(workspace.home, salt_line="")


def _cloud(workspace: Workspace) -> cloud.Cloud:
    found = cloud.found(_home(workspace))
    if found is None:
        raise RivalError(f"{workspace.home}: the local cloud has ended")
    return found


def _without(twin: Equivalent) -> str:
    """Return how many of each of our own types Terraform cannot have, such as `17 EnvVar`."""
    return ", ".join(f"{count} {kind.rpartition(':')[2]}" for kind, count in sorted(twin.left_out.items()))


def _must_be(expected: int, found: int, what: str) -> None:
    if expected != found:
        raise RivalError(f"{found} resources were {what}, not {expected}: the sets are not equivalent")
