"""Whether a process still runs."""

import os
from pathlib import Path


def alive(process: int) -> bool:
    """Return whether a process runs; a zombie, which only waits to be collected, does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self").exists()  # without /proc the signal has told all there is to know
