"""The `pulumi` that `./luma local env` puts first on a shell's PATH: it is `./luma local`, and no CLI."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Final

_HEAD: Final = "#!/bin/sh\nexec "
_TAIL: Final = ' local "$@"\n'


def write(folder: Path, luma: Path) -> None:
    """Make `pulumi` in a folder mean `LUMA local`, so that each command finds its stack's generated files."""
    folder.mkdir(mode=0o700, exist_ok=True)
    shim = folder / "pulumi"
    shim.write_text(f"{_HEAD}{shlex.quote(str(luma))}{_TAIL}", encoding="utf-8")
    shim.chmod(0o700)


def path_without_shims() -> str:
    """Return PATH without any checkout's shim: taken for a CLI, it would start itself without end."""
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(part for part in parts if not _is_shim(Path(part, "pulumi")))


def _is_shim(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            text = opened.read(4096).decode("utf-8", "replace")
    except OSError:
        return False
    return text.startswith(_HEAD) and text.endswith(_TAIL)
