"""What ``./luma`` starts: makes sure of the environment, then runs the ``cli`` package in it.

While the environment is fresh, this is already its interpreter and no second one starts.
"""

from __future__ import annotations

import os
import runpy
import sys

sys.path[0] = os.path.dirname(sys.path[0])  # this folder's modules are a package, not top-level names

from toolchain import ToolchainError, environment  # noqa: E402 - the package is found through the line above


def main() -> None:
    """Run the operator's command, in the environment's interpreter.

    Raises:
        SystemExit: always, with the command's exit code, or 1 where the environment cannot be made.
    """
    if os.path.realpath(sys.prefix) == os.path.realpath(environment.ROOT / ".venv") and environment.is_fresh():
        runpy.run_module("cli", run_name="__main__", alter_sys=True)
        return
    try:
        python = str(environment.ensure())
    except ToolchainError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:]])  # noqa: S606 - an exec takes no shell


if __name__ == "__main__":
    main()
