"""Mermaid itself, from npm's registry: one file, downloaded once into `build/`."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import tarfile
from pathlib import Path
from typing import Final

from tests.payload.node import ROOT, run

VERSION: Final = "12.3.0"
_SHA512: Final = "4113TdXeLAsMruJ79OpFL5O8+LTFXhQqZ260rF3tgUmiNAtRm4Uume04I+65PRN6yZ69J4f8rVYWW8zRk65UYw=="
"""Of the package's archive, as the registry states it."""


def library() -> Path:
    """Return the file that a page loads to draw Mermaid's graphs."""
    folder = ROOT / "build" / "mermaid"
    folder.mkdir(parents=True, exist_ok=True)
    found = folder / f"mermaid-{VERSION}.js"
    with (folder / "lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not found.exists():
            _download(folder, found)
    return found


def _download(folder: Path, found: Path) -> None:
    done = run(["npm", "pack", f"mermaid@{VERSION}"], folder)
    assert done.returncode == 0, f"Mermaid cannot be downloaded: {done.stdout[-2000:]}"
    archive = folder / f"mermaid-{VERSION}.tgz"
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    assert digest == _SHA512, f"{archive}: not the package that was reviewed"
    with tarfile.open(archive) as packed:
        member = packed.extractfile("package/dist/mermaid.min.js")
        assert member is not None, "the package holds the file for browsers"
        part = found.with_suffix(".part")
        part.write_bytes(member.read())
        part.rename(found)
    archive.unlink()
