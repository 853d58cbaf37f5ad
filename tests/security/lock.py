"""Reads the locks: what each says of every package, as text."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[2]
LOCKS: Final = {
    "requirements.in": "requirements.txt",
    "policies/requirements.in": "policies/requirements.txt",
    "toolchain/tools.in": "toolchain/tools.txt",
}
"""What people write, by what `make lock` makes of it."""


@dataclass(frozen=True)
class Locked:
    """A package of a lock: its requirement, its hashes, and whether a person named it."""

    requirement: Requirement
    hashes: frozenset[str]
    direct: bool

    @property
    def name(self) -> str:
        """Its name as every spelling of it compares."""
        return canonicalize_name(self.requirement.name)

    @property
    def applies(self) -> bool:
        """Tell whether it belongs on this machine."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def locked(text: str) -> dict[str, Locked]:
    """Return every package of a lock by its name."""
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    found = [_package(block) for block in blocks]
    return {each.name: each for each in found}


def _package(block: str) -> Locked:
    lines = block.splitlines()
    hashes = frozenset(re.findall(r"^    --hash=(sha256:[0-9a-f]{64})(?: \\)?$", block, re.MULTILINE))
    direct = re.search(r"^    #.* -r \S+$", block, re.MULTILINE) is not None
    return Locked(Requirement(lines[0].rstrip(" \\")), hashes, direct)


def written(text: str) -> dict[str, str]:
    """Return what people wrote: pins by name, extras left out."""
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    pins = [Requirement(line) for line in lines if line]
    return {canonicalize_name(pin.name): str(pin.specifier) for pin in pins}
