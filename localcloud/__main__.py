"""`python -m localcloud`: serve the local cloud, seed it, dump its world, check files out, set faults, make it drift.

Exit codes: 0; 2 with one line on standard error where the database, the seed or a name is wrong; 141 where who read the
output has closed it.
"""

import argparse
import difflib
import json
import os
import sys
from pathlib import Path

from localcloud.core.entities import Json
from localcloud.core.faults import KINDS, OPERATIONS, Fault, Faults
from localcloud.core.inspection import CannotDrift, NotInWorld, drift, dump
from localcloud.core.store import Store, StoreError, open_store

MISTAKE = 2
READER_GONE = 141


def main(arguments: list[str] | None = None) -> int:
    """Run one command."""
    options = _parser().parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python's own flush at the end goes nowhere
        return READER_GONE
    except (StoreError, NotInWorld, CannotDrift, ValueError) as error:
        return _complain(str(error))
    except OSError as error:
        place = error.filename or "the output"
        return _complain(f"{place} cannot be used: {error.strerror}; choose a place that can be written")


def _complain(problem: str) -> int:
    sys.stderr.write(f"localcloud: {problem}\n")
    return MISTAKE


def _run(options: argparse.Namespace) -> int:
    if options.command == "serve":
        return _serve(options)
    commands = {"checkout": _checkout, "dump": _dump, "drift": _drift, "fault": _fault, "seed": _seed}
    with open_store(options.database, create=False) as store:
        commands[options.command](store, options)
    return 0


def _dump(store: Store, options: argparse.Namespace) -> None:
    del options
    json.dump(dump(store), sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")


def _checkout(store: Store, options: argparse.Namespace) -> None:
    from localcloud.github.checkout import check_out  # noqa: PLC0415 - only this command needs one cloud's rules

    count = check_out(store, options.repository, options.folder, options.branch)
    sys.stdout.write(f"{count} files of {options.repository} are in {options.folder}.\n")


def _seed(store: Store, options: argparse.Namespace) -> None:
    from localcloud import seed  # noqa: PLC0415 - only this command needs every cloud's services
    from localcloud.plugin.registry import load_all  # noqa: PLC0415

    try:
        seed.apply(store, options.seed, load_all())
    except seed.SeedError as error:
        raise ValueError(str(error)) from None


def _drift(store: Store, options: argparse.Namespace) -> None:
    _targets()  # loads every cloud, and with it every entity
    drift(store, options.cloud, options.type, options.name, _fields(options))


def _fault(store: Store, options: argparse.Namespace) -> None:
    if options.clear == bool(options.kind):
        raise ValueError(f"give a fault, or --clear to end every fault; the faults are {', '.join(KINDS)}")
    if options.clear:
        Faults(store).clear()
        return
    targets = _targets()
    if options.target not in targets:
        near = difflib.get_close_matches(options.target, targets, n=1)
        hint = f"did you mean {near[0]}?" if near else f"the targets are {', '.join(sorted(targets))}"
        raise ValueError(f"nothing here is called {options.target}: {hint}")
    Faults(store).add(Fault(options.kind, options.target, options.operation, options.seconds, options.times))


def _targets() -> set[str]:
    """Name everything that a fault can aim at: `*`, each cloud, each resource type and function."""
    from localcloud.http.front import APIS  # noqa: PLC0415 - only these commands pay for it
    from localcloud.plugin.registry import load_all  # noqa: PLC0415

    clouds = load_all()
    served = {token for cloud in clouds.values() for token in (*cloud.resources, *cloud.functions)}
    return {"*", *clouds, *APIS, *served, *(route.target for api in APIS.values() for route in api.routes)}


def _serve(options: argparse.Namespace) -> int:
    from localcloud.seed import SeedError  # noqa: PLC0415 - only this command pays for gRPC
    from localcloud.server import serve  # noqa: PLC0415

    try:
        serve(options.database, options.announce, options.seed, options.parent_pid, options.in_use)
    except SeedError as error:
        return _complain(str(error))
    return 0


def _fields(options: argparse.Namespace) -> dict[str, Json]:
    """Read `field=json` pairs; what is no JSON is taken as text."""
    if options.delete == bool(options.fields):
        raise ValueError("give either field=value pairs or --delete")
    pairs = dict(pair.split("=", 1) for pair in options.fields if "=" in pair)
    if len(pairs) != len(options.fields):
        raise ValueError("each change must be field=value, each field once")
    return {name: _value(text) for name, text in pairs.items()}


def _value(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except ValueError:
        return text
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m localcloud", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _serve_options(_command(commands, "serve", "serve every cloud until a signal"))
    _command(commands, "dump", "print the whole world as JSON, without secrets")
    _command(commands, "seed", "put what only a person can make into the world").add_argument("seed", type=Path)
    _checkout_options(_command(commands, "checkout", "write a repository's files into a folder"))
    _fault_options(_command(commands, "fault", "let operations misbehave"))
    _drift_options(_command(commands, "drift", "edit or delete a thing as somebody in a console would"))
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, summary: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary)
    command.add_argument("--database", type=Path, required=True, help="the file that holds the world")
    return command


def _serve_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--announce", type=Path, required=True, help="where to write process id and ports")
    command.add_argument("--seed", type=Path, help="JSON file of what only a person can make")
    command.add_argument("--parent-pid", type=int, help="end when this process is gone")
    command.add_argument("--in-use", type=Path, help="but not while somebody holds a lock on this file")


def _checkout_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("repository", help="as owner/name")
    command.add_argument("folder", type=Path, help="a new or empty folder")
    command.add_argument("--branch", default="", help="which branch (default: the repository's own)")


def _fault_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("kind", nargs="?", choices=KINDS)
    command.add_argument("--target", default="*", help="a type token, a cloud, or * (default)")
    command.add_argument("--operation", default="*", choices=(*OPERATIONS, "*"))
    command.add_argument("--seconds", type=float, default=0.0, help="delay, or Retry-After")
    command.add_argument("--times", type=int, help="how often (default: for ever)")
    command.add_argument("--clear", action="store_true", help="end every fault instead")


def _drift_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("cloud")
    command.add_argument("type")
    command.add_argument("name")
    command.add_argument("fields", nargs="*", help="field=value, the value as JSON or plain text")
    command.add_argument("--delete", action="store_true", help="delete the thing instead")


if __name__ == "__main__":
    sys.exit(main())
