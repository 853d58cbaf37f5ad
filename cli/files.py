"""Files that only their owner reads, written whole or not at all."""

import os
import tempfile
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o077
"""The umask of a process whose files only their owner reads."""


def write_private(path: Path, text: str) -> None:
    """Write a file with mode 0600 so that no reader ever sees half of it. The folder must exist.

    A pipe or a device, such as /dev/stdout, is written to: nothing may take its place.

    Raises:
        OSError: it cannot be written; the error names it.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from None
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
