"""What a stack declares about its deployed site: read off settings and components, never written twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from settings.platform import Platform

_SAMPLE: Final = "luma-verify"
"""What stands for `(.*)` in a path that is asked for; there need be nothing at it."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A stack's site. `host` is the one to look at, which may be a deployment's own address."""

    platform: Platform
    host: str

    @property
    def own(self) -> bool:
        """Whether the host is the app's domain."""
        return self.host == self.platform.app.domain

    @property
    def www(self) -> str:
        """The host that redirects to the domain; empty where none does."""
        return f"www.{self.host}" if self.own and self.platform.app.redirect_www else ""

    @property
    def paths(self) -> list[str]:
        """A path for each pattern that a header is declared for, the root first."""
        return sorted({"/"} | {_sample(each.source) for each in self.platform.vercel.headers})

    def headers(self, path: str) -> Mapping[str, str]:
        """Return the headers that a path must have by name; a later one wins over an earlier."""
        return {each.name: each.value for each in self.platform.vercel.headers if re.fullmatch(each.source, path)}

    @property
    def policy_header(self) -> str:
        """The header of the Content-Security-Policy, as the app's CSP_MODE chooses it."""
        reports = self.platform.variables.get("CSP_MODE") == "report-only"
        return "Content-Security-Policy-Report-Only" if reports else "Content-Security-Policy"


def _sample(source: str) -> str:
    path = source.replace("(.*)", _SAMPLE)
    return "/" if path == f"/{_SAMPLE}" else path
