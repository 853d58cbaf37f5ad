"""Entry point. `local` is read here, so that it starts as fast as Pulumi itself; the other verbs load typer."""

import sys

from cli.errors import INTERRUPTED, UserError


def main() -> int:
    """Run the command line and return its exit code; a user's mistake is one message without a traceback."""
    words = sys.argv[1:]
    try:
        if words[:1] == ["local"]:
            from cli.local.verbs import local

            return local(words[1:])
        from cli.app import run

        return run(words)
    except UserError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.code
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
