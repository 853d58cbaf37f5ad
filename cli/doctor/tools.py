"""The tools a run needs: Python, its packages, the Pulumi CLI."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Final

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
    """Yield each pinned package that is missing or has another version than the pin."""
    lines = [line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()]
    pins = [line.split("==") for line in lines if "==" in line]
    wrong = []
    for name, wanted in pins:
        try:
            if (found := version(name.split("[")[0])) != wanted:  # extras are no part of a package's name
                wrong.append(f"{name} {found} instead of {wanted}")
        except PackageNotFoundError:
            wrong.append(f"{name} is missing")
    if wrong:
        yield Finding("error", "Python packages", "; ".join(sorted(wrong)), "Install what is pinned: make setup")
    else:
        yield Finding("ok", "Python packages", f"{len(pins)} as pinned")


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
