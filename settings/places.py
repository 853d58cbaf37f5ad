"""Which variables a stack has, and where each of them goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from settings.catalogue import CATALOGUE
from settings.model import GitHubEnvironment, VercelTarget
from settings.variable import Variable

if TYPE_CHECKING:
    from settings.platform import Platform


def applies(variable: Variable, platform: Platform) -> bool:
    """Return whether a stack has this variable at all: its condition holds and one of its places is the stack's."""
    conditions = {
        "crons": bool(platform.vercel.crons),
        "backups": platform.r2.backups is not None,
        "previews": "preview" in platform.github.environments,
    }
    if variable.condition and not conditions[variable.condition]:
        return False
    return bool(vercel_targets(variable, platform) or github_environments(variable, platform) or variable.trigger)


def vercel_targets(variable: Variable, platform: Platform) -> list[VercelTarget]:
    """Return the targets of this stack's Vercel project that get the variable, in the stack's order."""
    return [target for target in platform.vercel.targets if target in variable.vercel]


def github_environments(variable: Variable, platform: Platform) -> list[GitHubEnvironment]:
    """Return the GitHub environments of this stack that get the variable, in the stack's order."""
    return [name for name in platform.github.environments if name in variable.github]


def provided_secrets(platform: Platform) -> list[Variable]:
    """Return the variables whose values this stack must be given as secrets, in the catalogue's order."""
    return [variable for variable in CATALOGUE if variable.source == "secret" and applies(variable, platform)]
