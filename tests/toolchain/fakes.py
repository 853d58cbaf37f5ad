"""Stand-ins for programs on PATH: small shell scripts."""

from pathlib import Path

import pytest


def script(path: Path, body: str) -> Path:
    """Write an executable shell script and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def only_path(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    """Let PATH hold these folders and the system's basic commands, and nothing that is installed beside them."""
    monkeypatch.setenv("PATH", ":".join([*map(str, folders), "/usr/bin", "/bin"]))
