"""Builds the Pulumi CLI and the Python language host from Go modules into the user's cache folder.

The folder's name is a key of everything the result depends on, so a finished build is found by its name alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, TextIO

from toolchain import progress
from toolchain.errors import ToolchainError

HOST: Final = Path(__file__).resolve().parent / "host"
"""The Go module: it pins the CLI's version and holds the language host."""

CLI_PACKAGE: Final = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE: Final = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
"""Set at link time: without it the CLI reports no version, which the Automation API refuses."""

BINARIES: Final = ("pulumi", "pulumi-language-python")

INSTALL_HINT: Final = (
    "install the Pulumi CLI (curl -fsSL https://get.pulumi.com | sh, or https://www.pulumi.com/docs/install/) "
    "and open a new shell"
)


def cache_root() -> Path:
    """Return the folder that holds all builds: below XDG_CACHE_HOME, or ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "luma-platform" / "toolchain"


def _pinned(pattern: str) -> str:
    """Return what go.mod says at a pattern's first group."""
    found = re.search(pattern, (HOST / "go.mod").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, pattern
    return found[1]


def cli_version() -> str:
    """Return the version of the CLI that is built, such as ``3.259.0``."""
    return _pinned(r"^\s*github\.com/pulumi/pulumi/pkg/v3 v(\S+)$")


def key() -> str:
    """Return the name of the build: its version, a digest of the module's files, the system and the machine."""
    digest = hashlib.sha256()
    for file in sorted(HOST.iterdir()):
        if file.suffix in {".go", ".mod", ".sum", ".py"}:
            digest.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return f"{cli_version()}-{digest.hexdigest()[:12]}-{platform.system()}-{platform.machine()}".lower()


def folder() -> Path:
    """Return where this build lies, or will lie."""
    return cache_root() / key()


def is_built() -> bool:
    """Tell whether the build is there: a folder appears only when it is complete."""
    return folder().is_dir()


def ensure(reason: str) -> Path:
    """Return the folder of the build, which is made where it is missing (minutes the first time).

    `reason` says why no installed CLI is used. Two builds at once wait for each other.

    Raises:
        ToolchainError: Go is missing, too old, or the build failed.
    """
    target = folder()
    if is_built():
        return target
    check_go(reason)
    try:
        _ensure(target, reason)
    except OSError as error:
        raise ToolchainError(
            f"{reason}, and one cannot be built in {target.parent}: {error.strerror}",
            "No stack can be previewed or run.",
            f"make room or a writable folder there, or set XDG_CACHE_HOME to another folder; or {INSTALL_HINT}",
        ) from None
    return target


def _ensure(target: Path, reason: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with (target.parent / f"{target.name}.lock").open("w") as lock:
        _wait_for(lock)
        if not is_built():
            print(f"{reason}, so one is built from source.", file=sys.stderr)
            _build(target)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: half of it would be read as the whole.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(draft, path)
    except OSError:
        os.unlink(draft)
        raise


def _wait_for(lock: TextIO) -> None:
    """Take the lock, and say so where another process has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another process builds the Pulumi CLI: waiting for it.", file=sys.stderr)
        fcntl.flock(lock, fcntl.LOCK_EX)


def check_go(reason: str) -> None:
    """Refuse a machine without a Go new enough for go.mod (Go itself may fetch a newer one: GOTOOLCHAIN).

    Raises:
        ToolchainError: there is no such Go.
    """
    needed = _pinned(r"^go (\S+)$")
    fix = f"{INSTALL_HINT}; or install Go {needed} or newer (https://go.dev/dl/) and run the command again"
    if shutil.which("go") is None:
        raise ToolchainError(
            f"{reason}, and there is no Go to build one with", "No stack can be previewed or run.", fix
        )
    answer = subprocess.run(
        ["go", "env", "GOVERSION"], cwd=HOST, capture_output=True, text=True, timeout=600, check=False
    )
    found = answer.stdout.strip()
    if answer.returncode or _numbers(found) < _numbers(needed):
        problem = f"{reason}, and {found or 'the installed Go'} cannot build one: it takes Go {needed}"
        raise ToolchainError(problem, (answer.stderr.strip() or "No stack can be previewed or run."), fix)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version such as ``go1.25.11``, to compare."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _build(target: Path) -> None:
    """Build both binaries beside the target and move the finished folder into place."""
    version = f"v{cli_version()}"
    with tempfile.TemporaryDirectory(prefix=".building-", dir=target.parent) as scratch:
        result = Path(scratch) / "bin"
        result.mkdir()
        # -mod=readonly: whatever GOFLAGS says, every module is one of go.mod, and its sum is compared with go.sum.
        command = ["go", "build", "-mod=readonly", "-v"]
        command += ["-ldflags", f"-s -w -X {VERSION_VARIABLE}={version}", "-o", f"{result}/"]
        label = f"Building the Pulumi CLI {version} from source (once; about 5 minutes)"
        try:
            progress.run([*command, CLI_PACKAGE, "."], label=label, cwd=HOST, env=os.environ)
        except progress.CommandFailedError as error:
            raise ToolchainError(
                f"The Pulumi CLI {version} could not be built. Go's last words:\n{error}",
                "No stack can be previewed or run.",
                f"see that `go env GOPROXY` leads to a module proxy and 4 GB of disk are free; or {INSTALL_HINT}",
            ) from None
        os.replace(result, target)
