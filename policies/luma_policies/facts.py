"""The facts that the rules take from this platform's own stack file, so that the pack works without further settings.

Another program has no `<project>:platform`; it configures the pack by `<project>:policies` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_PLACES: Final[Mapping[str, tuple[tuple[str, str], object]]] = {
    "environment": (("app", "environment"), None),
    "default-branch": (("github", "default-branch"), "main"),
    "github-plan": (("plan", "github"), None),
    "secret-protection": (("plan", "github-secret-protection"), False),
    "vercel-plan": (("plan", "vercel"), None),
}
"""Each setting's place in the platform's settings, and what holds when it is left out there (None: the default)."""


def facts(platform: Mapping[str, object]) -> dict[str, object]:
    """Return the settings that the platform's own settings imply; none when there are none."""
    found: dict[str, object] = {}
    for name, ((section, key), otherwise) in _PLACES.items():
        part = platform.get(section)
        value = part.get(key, otherwise) if isinstance(part, Mapping) else None
        if value is not None:
            found[name] = value
    return found
