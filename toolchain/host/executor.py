"""Run one Pulumi program or policy pack in this interpreter; the engine's request comes on standard input.

The language host starts it as ``python -P -c`` with ``program ENGINE`` or ``policy ARGUMENTS... PACK``.
"""

import asyncio
import json
import logging
import os
import runpy
import signal
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NoReturn

signal.signal(signal.SIGINT, signal.SIG_DFL)  # or a cancelled run prints a traceback
try:
    import pulumi
    import pulumi.runtime
except ImportError as error:
    sys.exit(f"{error}\nWithout the Pulumi SDK in {sys.prefix} nothing can run: install it with `pulumi install`.")

SHOWN: Final = 32
"""The exit code that tells the host that the user has already read what went wrong."""


def fail(message: str) -> NoReturn:
    """Show a message as the engine's error and end."""
    pulumi.log.error(message)
    sys.stdout.flush()
    sys.exit(SHOWN)


def user_traceback(error: BaseException, main: str) -> str:
    """Return the traceback from the program's own first frame on, or all of it where there is none."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != main:
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames or error.__traceback__))


def settings(request: dict[str, Any], engine: str) -> pulumi.runtime.Settings:
    """Return the SDK's settings for a pulumirpc.RunRequest."""
    names = {"monitorAddress": "monitor", "dryRun": "dry_run"}
    keys = ("project", "stack", "organization", "parallel", "monitorAddress", "dryRun")
    known = {names.get(key, key): request[key] for key in keys}
    return pulumi.runtime.Settings(engine=engine, root_directory=request["info"]["rootDirectory"], **known)


def run_program(request: dict[str, Any], engine: str) -> None:
    """Run the program to the end of its last registration."""
    pulumi.runtime.configure(settings(request, engine))
    pulumi.runtime.set_all_config(request["config"], request["configSecretKeys"])
    entry = os.path.normpath(os.path.join(request["info"]["programDirectory"], request["info"]["entryPoint"]))
    main = os.path.join(entry, "__main__.py") if os.path.isdir(entry) else entry
    if not os.path.exists(main):
        fail(f"there is no program at {main}, so nothing can run: write it, or correct `main` in Pulumi.yaml")
    sys.argv = [entry, *request["args"]]
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # A registration waits in a thread: fewer threads than the engine's parallelism would slow an update down.
    loop.set_default_executor(ThreadPoolExecutor(max_workers=4 * max(request["parallel"], 1)))
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # a failed run leaves futures that nobody awaits

    def run() -> None:
        runpy.run_path(entry, run_name="__main__")

    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(run))
    except pulumi.RunError as error:
        fail(str(error))
    except Exception as error:
        fail(f"the program failed:\n{user_traceback(error, main)}")


def run_policy_pack(stack: dict[str, Any], arguments: list[str]) -> None:
    """Serve the pack; `stack` is a pulumirpc.AnalyzerStackConfigureRequest, empty where there is no stack.

    The configuration goes to the runtime directly: a variable would show its secrets.
    """
    if stack:
        names = {f"PULUMI_{key.upper()}": stack[key] for key in ("project", "stack", "organization") if stack[key]}
        os.environ.update(names, PULUMI_DRY_RUN=json.dumps(stack["dryRun"]))
        for key, value in stack["config"].items():
            pulumi.runtime.set_config(key, value)
    sys.path.insert(0, os.getcwd())  # as `python -m` does
    sys.argv = ["pulumi.policy", *arguments]
    runpy.run_module("pulumi.policy", run_name="__main__", alter_sys=True)


if sys.argv[1] == "program":
    run_program(json.load(sys.stdin), sys.argv[2])
else:
    run_policy_pack(json.load(sys.stdin), sys.argv[2:])
