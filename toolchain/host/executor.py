"""Run one Pulumi program or policy pack in this interpreter; the language host sends the request on stdin.

Started as ``python -c``. Exit code 32 tells the host that the user has already read what went wrong.
"""

import sys

sys.path[:] = [place for place in sys.path if place]  # -c puts the working folder first: it may hold a json.py

import asyncio  # noqa: E402
import json  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import runpy  # noqa: E402
import signal  # noqa: E402
import traceback  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402

signal.signal(signal.SIGINT, signal.SIG_DFL)
request = json.load(sys.stdin)
try:
    import pulumi
    import pulumi.runtime
except ImportError as error:
    sys.exit(f"{error}\nWithout the Pulumi SDK in {sys.prefix} nothing can run: install it with `pulumi install`.")

SHOWN = 32
"""The exit code after a message that the engine has shown."""


def fail(message):
    """Show a message as the engine's error and end."""
    pulumi.log.error(message)
    sys.stdout.flush()
    sys.exit(SHOWN)


def user_traceback(error, main):
    """Return the traceback from the program's own first frame on."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != main:
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames or error.__traceback__))


def run_program():
    """Run the program to the end of its last registration."""
    entry = request["entry"]
    main = os.path.join(entry, "__main__.py") if os.path.isdir(entry) else entry
    names = ("project", "stack", "organization", "dry_run", "parallel", "monitor", "engine")
    pulumi.runtime.configure(
        pulumi.runtime.Settings(root_directory=request["root"], **{name: request[name] for name in names})
    )
    pulumi.runtime.set_all_config(request["config"], request["secret_keys"])
    if not os.path.exists(main):
        fail(f"there is no program at {main}, so there is nothing to run: write it, or correct `main` in Pulumi.yaml")
    sys.argv = [entry, *request["args"]]
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # A registration waits in a thread: fewer threads than the engine's parallelism would slow an update down.
    loop.set_default_executor(ThreadPoolExecutor(max_workers=4 * max(request["parallel"], 1)))
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # a failed run leaves futures that nobody awaits
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: runpy.run_path(entry, run_name="__main__")))
    except pulumi.RunError as error:
        fail(str(error))
    except Exception as error:
        fail(f"the program failed:\n{user_traceback(error, main)}")


def run_policy_pack():
    """Serve the pack; its configuration goes to the runtime directly, since variables would show secrets."""
    os.environ["PULUMI_DRY_RUN"] = str(request["dry_run"]).lower()
    for name in ("project", "stack", "organization"):
        if request[name]:
            os.environ[f"PULUMI_{name.upper()}"] = request[name]
    for key, value in request["config"].items():
        pulumi.runtime.set_config(key, value)
    sys.path.insert(0, os.getcwd())
    sys.argv = ["pulumi.policy", *request["policy"]]
    runpy.run_module("pulumi.policy", run_name="__main__", alter_sys=True)


run_program() if request["policy"] is None else run_policy_pack()
