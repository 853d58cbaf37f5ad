"""The tools a run needs: Python, its packages, the Pulumi CLI."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from packaging.requirements import Requirement

from cli.doctor.findings import Finding
from cli.local.home import ROOT
from toolchain import Toolchain
from toolchain.build import is_built
from toolchain.discovery import find_official

_PYTHON: Final = (3, 11)


def findings() -> Iterator[Finding]:
    """Yield what is wrong, or right, with the tools. Nothing is built or installed."""
    yield _python()
    yield from _packages()
    yield _pulumi()


def has_pulumi() -> bool:
    """Return whether a Pulumi CLI is there without building one."""
    return isinstance(find_official(), Toolchain) or is_built()


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _PYTHON:
        return Finding("error", "Python", f"{found} is too old", "Install Python 3.11 or newer, then: make setup")
    return Finding("ok", "Python", found)


def _packages() -> Iterator[Finding]:
    """Yield each locked package that is missing or has another version than the lock."""
    pins = list(_pins())
    wrong = []
    for pin in pins:
        try:
            if not pin.specifier.contains(found := version(pin.name)):
                wrong.append(f"{pin.name} {found} instead of {str(pin.specifier).removeprefix('==')}")
        except PackageNotFoundError:
            wrong.append(f"{pin.name} is missing")
    if wrong:
        yield Finding("error", "Python packages", "; ".join(sorted(wrong)), "Install what is locked: make setup")
    else:
        yield Finding("ok", "Python packages", f"{len(pins)} as locked")


def _pins() -> Iterator[Requirement]:
    """Yield what requirements.txt locks for this machine; hashes and comments stand on lines of their own."""
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", " ")):
            pin = Requirement(line.rstrip(" \\"))
            if pin.marker is None or pin.marker.evaluate():
                yield pin


def _pulumi() -> Finding:
    found = find_official()
    if isinstance(found, Toolchain):
        return Finding("ok", "Pulumi", f"{found.version} ({found.pulumi})")
    if is_built():
        return Finding("ok", "Pulumi", f"built from Go modules; {found}")
    if shutil.which("go"):
        return Finding(
            "note", "Pulumi", f"{found}; the first run builds one, in about five minutes", "make setup builds it now"
        )
    return Finding(
        "error",
        "Pulumi",
        f"{found}, and there is no Go to build one",
        "Install the CLI (https://www.pulumi.com/docs/install/) or Go 1.25 or newer.",
    )
