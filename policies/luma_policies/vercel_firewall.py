"""Rules on Vercel's firewall."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import FIREWALL
from .rule import Finding, Level, Rule, Severity, must_equal
from .view import ResourceView


def _switched_off(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.production:
        yield from must_equal("enabled", True)(view, config)


RULES: Final = (
    Rule(
        id="VCL-019",
        name="vercel-firewall-enable-firewall",
        types=(FIREWALL,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Every rule of the firewall would be inert while it looks configured.",
        must="In production the firewall must be on, and declared so.",
        fix="set `enabled: true`.",
        source="Vercel: web application firewall",
        check=_switched_off,
        frameworks=("SOC 2 CC6.6",),
    ),
)
