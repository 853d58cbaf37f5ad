"""The verbs of `./luma local` that are not Pulumi's: env, stop, dump, checkout, reset."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cli.errors import OK, UserError
from cli.local import cloud, copies, environment
from cli.local import run as run_local
from cli.local.home import ROOT, Home, location, open_home
from toolchain import shim

_HELP: Final = """\
Run any Pulumi command against the local cloud: no account, no network, nothing of yours is touched.

  ./luma local up --stack prod --yes       bring the whole platform up, with the policy pack
  ./luma local preview --stack staging     what would change
  ./luma local up --stack prod --refresh   mend what was changed behind Pulumi's back
  ./luma local config set --stack prod --secret RESEND_API_KEY
                                           use a value of your own in place of a placeholder
  ./luma local destroy --stack prod        refused: the stack is protected; add --ignore-protect
  ./luma local --plugins real up --stack prod
                                           the vendors' own provider plugins, as far as they are installed

Every other word is handed to the unmodified `pulumi` as it stands; its exit code is ours. Beside it:

  ./luma local env      print the variables for a shell, and keep the local cloud running in the background:
                        eval "$(./luma local env)"; pulumi up --stack prod
  ./luma local stop     end that background cloud
  ./luma local dump     show what is in the local cloud
  ./luma local checkout OWNER/NAME FOLDER [--branch NAME]
                        write the files of a repository of the local cloud into a new folder
  ./luma local reset    forget the local cloud and its state (--yes: without asking)

The home is .local in the checkout, or the folder in LUMA_LOCAL_HOME. The committed stack files are never written:
a run uses a generated copy with placeholder secrets, made anew when the committed file changes. What
`config set` put into the copy stays, unless the committed file says something else.
Exit codes: Pulumi's own; 2 where nothing was run because the request or a file cannot be used.
"""


def local(words: Sequence[str]) -> int:
    """Run `./luma local WORDS` and return the exit code."""
    own: dict[str, Callable[[Sequence[str]], int]] = {
        "env": _env,
        "stop": _stop,
        "dump": _dump,
        "checkout": _checkout,
        "reset": _reset,
    }
    if not words or words[0] in {"--help", "-h"}:
        sys.stdout.write(_HELP)
        return OK
    if words[0] in own:
        return own[words[0]](words[1:])
    return run_local.run(words)


def _env(words: Sequence[str]) -> int:
    _no_words("env", words)
    home = open_home()
    stacks = copies.known_stacks()
    if not stacks:
        raise UserError(f"{ROOT}: there is no Pulumi.<stack>.yaml, so there is nothing to run. Restore one.")
    copy = copies.prepare(home, run_local.selected_stack(home) or stacks[0])
    running = cloud.start_in_background(home, copy.seed)
    shims = environment.shims(home)
    shim.write(shims, ROOT / "luma")
    for name, value in {**environment.base_variables(home), **environment.cloud_variables(running)}.items():
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
    path = os.pathsep.join([str(shims), shim.path_without_shims()])
    sys.stdout.write(f"export PATH={shlex.quote(path)}\n")
    return OK


def _stop(words: Sequence[str]) -> int:
    _no_words("stop", words)
    stopped = cloud.stop(open_home())
    sys.stdout.write("The local cloud was ended.\n" if stopped else "No local cloud was running.\n")
    return OK


def _dump(words: Sequence[str]) -> int:
    return _localcloud("dump", words)


def _checkout(words: Sequence[str]) -> int:
    if len(words) < 2 or words[1].startswith("-"):  # noqa: PLR2004 - a repository and a folder
        raise UserError(
            "./luma local checkout: which files, and where to? Say: ./luma local checkout OWNER/NAME FOLDER"
        )
    repository, folder, *options = words
    return _localcloud("checkout", [repository, str(Path(folder).absolute()), *options])


def _localcloud(command: str, words: Sequence[str]) -> int:
    database = str(open_home().database)
    line = [sys.executable, "-m", "localcloud", command, "--database", database, *words]
    return subprocess.run(line, cwd=ROOT, check=False).returncode


def _reset(words: Sequence[str]) -> int:
    _no_words("reset", [word for word in words if word not in {"--yes", "-y"}])
    folder = location()
    if not folder.exists():
        return OK
    home = open_home()
    if not {"--yes", "-y"} & set(words) and not _confirmed(home):
        return OK
    with cloud.alone(home):
        if running := cloud.found(home):
            cloud.end(running.pid)
        shutil.rmtree(folder)
    sys.stdout.write(f"{folder} is gone: the next local run starts from nothing.\n")
    return OK


def _confirmed(home: Home) -> bool:
    question = f"Forget the local cloud and every stack's state in {home.folder}? [y/N] "
    if not sys.stdin.isatty():
        raise UserError(f"{home.folder}: forgetting it cannot be undone, and nobody is there to ask. Add --yes.")
    return input(question).strip().lower() in {"y", "yes"}


def _no_words(verb: str, words: Sequence[str]) -> None:
    if words:
        raise UserError(f"./luma local {verb}: {' '.join(words)!r} means nothing here. Leave it out.")
