"""Finds the Pulumi CLI to use: an installed one when it is new enough, otherwise one built from source."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from toolchain import build, shim
from toolchain.errors import ToolchainError

MINIMUM: Final = (3, 208, 0)
"""The oldest CLI that runs the project: it takes its flags from PULUMI_OPTION_ variables, as local runs pass them."""

CHOICES: Final = ("auto", "official", "built")


@dataclass(frozen=True)
class Toolchain:
    """A usable Pulumi CLI: its path, the folder to put first on PATH, its version (no ``v``), its origin."""

    pulumi: Path
    folder: Path
    version: str
    kind: Literal["official", "built"]


def locate() -> Toolchain:
    """Return the CLI to use; builds it where none is installed. LUMA_TOOLCHAIN (auto, official, built) forces one.

    Raises:
        ToolchainError: there is no usable CLI and none can be built, or LUMA_TOOLCHAIN has an unknown value.
    """
    choice = os.environ.get("LUMA_TOOLCHAIN") or "auto"
    if choice not in CHOICES:
        raise ToolchainError(
            f"LUMA_TOOLCHAIN is {choice!r}",
            "It would be unclear which Pulumi CLI to use.",
            f"set it to one of {', '.join(CHOICES)}, or unset it",
        )
    found = "LUMA_TOOLCHAIN forbids an installed CLI" if choice == "built" else find_official()
    if isinstance(found, Toolchain):
        return found
    if choice == "official":
        raise ToolchainError(found, "LUMA_TOOLCHAIN=official forbids building one.", build.INSTALL_HINT)
    folder = build.ensure(found)
    return Toolchain(folder / "pulumi", folder, build.cli_version(), "built")


def find_official() -> Toolchain | str:
    """Return the installed CLI, or the reason why there is none to use."""
    path = shutil.which("pulumi", path=shim.path_without_shims())
    if path is None or build.cache_root() in Path(path).resolve().parents:
        return "There is no pulumi command on PATH"
    pulumi = Path(path).absolute()
    version = _version_of(pulumi)
    numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    wanted = ".".join(map(str, MINIMUM))
    if numbers is None:
        return f"{pulumi} does not tell its version (at least {wanted} is needed)"
    if tuple(map(int, numbers.groups())) < MINIMUM:
        return f"{pulumi} is version {version}, older than {wanted}"
    if not _has_language_host(pulumi):
        return f"{pulumi} has no pulumi-language-python beside it or on PATH, so it cannot run Python"
    return Toolchain(pulumi, pulumi.parent, version, "official")


def _has_language_host(pulumi: Path) -> bool:
    """Tell whether the CLI will find a Python language host: in its own folder, behind a link, or on PATH."""
    beside = (folder / "pulumi-language-python" for folder in (pulumi.parent, pulumi.resolve().parent))
    return any(map(Path.exists, beside)) or shutil.which("pulumi-language-python") is not None


def _version_of(pulumi: Path) -> str:
    """Return what ``pulumi version`` prints, without the ``v``; remembered for the same file, since it takes 0.2 s."""
    status = pulumi.stat()
    identity = f"{pulumi.resolve()} {status.st_mtime_ns} {status.st_size}"
    note = build.cache_root() / f"version-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
    if note.is_file() and (known := note.read_text(encoding="utf-8")):
        return known
    try:
        answer = subprocess.run(
            [str(pulumi), "version"],
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    version = answer.stdout.strip().lstrip("v")
    with contextlib.suppress(OSError):  # a full disk or a read-only cache: it is asked again the next time
        note.parent.mkdir(parents=True, exist_ok=True)
        build.write_whole(note, version)
    return version
