"""Entry point. `local` is read here, so that it starts as fast as Pulumi itself; the other verbs load typer."""

import contextlib
import os
import sys
from collections.abc import Sequence

from cli.errors import INTERRUPTED, READER_GONE, UserError, refusal


def main() -> int:
    """Run the command line and return its exit code; a user's mistake is one message without a traceback."""
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
        return code
    except UserError as error:
        return _tell(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _write_no_more()
        return READER_GONE
    except OSError as error:
        told = refusal(error)
        if told is None:
            raise
        _write_no_more()
        return _tell(told)


def _run(words: Sequence[str]) -> int:
    if words[:1] == ["local"]:
        from cli.local.verbs import local

        return local(words[1:])
    from cli.app import run

    return run(words)


def _tell(error: UserError) -> int:
    sys.stderr.write(f"error: {error}\n")
    return error.code


def _write_no_more() -> None:
    """Let Python's own flush at the end go nowhere: what is left cannot be written either."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
