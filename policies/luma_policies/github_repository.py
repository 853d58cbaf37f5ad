"""Rules on a GitHub repository's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import REPOSITORY
from .rule import Finding, Level, Rule, Severity
from .view import ResourceView

_OPENNESS: Final = ("private", "internal", "public")


def _too_open(view: ResourceView, config: Config) -> Iterator[Finding]:
    allowed = _OPENNESS[: _OPENNESS.index(config.repository_visibility) + 1]
    visibility = view.text("visibility")
    if visibility is None:
        if config.repository_visibility != "public":
            yield Finding(view, "visibility", "is missing, which makes the repository public")
    elif visibility not in allowed:
        yield Finding(view, "visibility", f"is more open than `{config.repository_visibility}`")


RULES: Final = (
    Rule(
        id="GHR-001",
        name="github-repository-limit-visibility",
        types=(REPOSITORY,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="The source and its whole history would be readable by anyone, and could not be taken back.",
        must="The repository must be no more open than the policies' `repository-visibility`.",
        fix="set `visibility: private`.",
        source="Checkov CKV_GIT_1",
        check=_too_open,
        must_be_known=("visibility",),
        frameworks=("SOC 2 CC6.1",),
    ),
)
