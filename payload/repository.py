"""Files about the repository itself: who reviews what, and what Dependabot updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from payload.files import STATIC
from payload.package import DEPENDENCIES, DEV_DEPENDENCIES

if TYPE_CHECKING:
    from settings.platform import Platform

_FOLDERS: Final = (".github/", "prisma/migrations/")
"""Folders of which every file is reviewed by the owners, whoever added it."""
_COMPUTED: Final = ("src/lib/*.generated.ts", "vercel.json")


def codeowners(platform: Platform) -> str:
    """Return CODEOWNERS: the owners review every file that the platform manages, and every migration."""
    owners = " ".join(platform.github.code_owners)
    managed = [delivery.path for delivery in STATIC if delivery.mode == "managed"]
    paths = {*_FOLDERS, *_COMPUTED, *(path for path in managed if not path.startswith(_FOLDERS))}
    lines = [f"/{path} {owners}" for path in sorted(paths)]
    head = "# What the platform delivers, and what changes the database, is reviewed by its owners."
    return "\n".join([head, *lines, ""])


def dependabot(platform: Platform) -> str:
    """Return dependabot.yml: the app's packages, weekly, without those whose versions the platform sets."""
    del platform  # the same for every stack
    ignored = "".join(
        f'      - dependency-name: "{name}"\n        update-types: ["version-update:semver-major", '
        '"version-update:semver-minor", "version-update:semver-patch"]\n'
        for name in sorted({*DEPENDENCIES, *DEV_DEPENDENCIES})
    )
    return f"""\
# The app's own packages. Security updates come for every package, at once.
version: 2
updates:
  - package-ecosystem: npm
    directory: /
    schedule:
      interval: weekly
    cooldown:
      default-days: 7
    open-pull-requests-limit: 5
    groups:
      minor-and-patch:
        update-types: [minor, patch]
    # The platform sets the versions of these, together with the files that use them.
    ignore:
{ignored}"""
