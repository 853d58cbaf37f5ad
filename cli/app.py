"""Runs the command line: one exit code, one message for a mistake."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from cli import commands
from cli.commands.root import app
from cli.errors import INTERRUPTED, MISTAKE, OK, READER_GONE

__all__ = ["app", "commands", "run"]


def run(words: Sequence[str]) -> int:
    """Run the command line and return its exit code; a mistake in it is one message."""
    try:
        return int(app(list(words), prog_name="luma", standalone_mode=False) or OK)
    except TyperException as error:
        sys.stderr.write(f"error: {error.format_message()} See luma --help.\n")
        return MISTAKE
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # typer ends quietly, but with 1
            return READER_GONE
        raise
