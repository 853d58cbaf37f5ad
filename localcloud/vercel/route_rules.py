"""The definition of a routing rule, field by field as Vercel's API has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True, kw_only=True)
class RouteCondition:
    """A condition on a request: its host, or a header, cookie or query parameter by `key`."""

    type: str
    key: str | None = None
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class RouteTransform:
    """A change of headers or query parameters; `target` and `args` are JSON documents."""

    type: str
    op: str
    target: str | None = None
    args: str | None = None
    envs: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class RouteRule:
    """Which requests (`src`, `has`, `missings`) get what."""

    src: str
    dest: str | None = None
    headers: Mapping[str, str] | None = None
    case_sensitive: bool | None = None
    status: int | None = None
    has: tuple[RouteCondition, ...] | None = None
    missings: tuple[RouteCondition, ...] | None = None
    transforms: tuple[RouteTransform, ...] | None = None
    respect_origin_cache_control: bool | None = None

    @property
    def redirects(self) -> bool:
        """Tell whether the status is one that sends the visitor elsewhere."""
        return self.status in REDIRECTS

    @property
    def kind(self) -> str:
        """What Vercel calls a rule like this one."""
        if self.dest:
            return "redirect" if self.redirects else "rewrite"
        return "set_status" if self.status else "transform"


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a new rule goes: `start`, `end`, or `before` or `after` another."""

    placement: str
    reference_route_id: str | None = None
