"""``python -m toolchain``: set up the Python environment and the Pulumi CLI, and say what is used."""

from __future__ import annotations

import sys

from toolchain import ToolchainError, environment, locate


def main() -> int:
    """Set everything up; returns the exit code."""
    try:
        python = environment.ensure()
        found = locate()
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"python  {python}")
    print(f"pulumi  {found.pulumi}  ({found.version}, {found.kind})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
