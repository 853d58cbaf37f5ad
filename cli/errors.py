"""The one error of the command line, its exit codes, and the machine's own refusals in its words."""

import errno
import os
from typing import Final

OK: Final = 0
FAILED: Final = 1
"""What was asked for was tried and did not succeed."""
MISTAKE: Final = 2
"""The request or a file cannot be used as it is; nothing was tried."""
INTERRUPTED: Final = 130
"""Ctrl-C."""
READER_GONE: Final = 141
"""Who read the output has closed it, as `head` does: what a shell says of a process that SIGPIPE ended."""

_WAYS_OUT: Final = {
    errno.ENOSPC: "Make room there, and run this again.",
    errno.EDQUOT: "Make room there, and run this again.",
    errno.EFBIG: "Raise the limit on the size of files (ulimit -f), and run this again.",
    errno.EROFS: "Use a place that can be written, and run this again.",
    errno.EACCES: "Use a place that is yours, or let its owner change that, and run this again.",
    errno.EPERM: "Use a place that is yours, or let its owner change that, and run this again.",
}
"""What a person can do about the machine's refusals; any other is a mistake of the program's."""


class UserError(Exception):
    """What a person can put right. The message says what is wrong, what it would cause and how to fix it.

    It is printed without a traceback, and the command ends with `code`.
    """

    def __init__(self, message: str, code: int = MISTAKE) -> None:
        super().__init__(message)
        self.code = code


def refusal(error: OSError) -> UserError | None:
    """Return what a person can put right of the machine's refusal: a full disk, a place that cannot be written.

    Args:
        error: The refusal.

    Returns:
        None where it is no such thing.
    """
    way = _WAYS_OUT.get(error.errno or 0)
    if way is None:
        return None
    place = os.fsdecode(error.filename) if error.filename else "The output"
    return UserError(f"{place}: {error.strerror}, so the command stopped there. {way}")
