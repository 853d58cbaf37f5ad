"""The one error of the command line, and its exit codes."""

from typing import Final

OK: Final = 0
FAILED: Final = 1
"""What was asked for was tried and did not succeed."""
MISTAKE: Final = 2
"""The request or a file cannot be used as it is; nothing was tried."""
INTERRUPTED: Final = 130
"""Ctrl-C."""


class UserError(Exception):
    """What a person can put right. The message says what is wrong, what it would cause and how to fix it.

    It is printed without a traceback, and the command ends with `code`.
    """

    def __init__(self, message: str, code: int = MISTAKE) -> None:
        super().__init__(message)
        self.code = code
