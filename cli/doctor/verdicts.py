"""The findings about a token and an account: until when, which scopes are too few or too many, which plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from cli.doctor.accounts import remedy
from cli.doctor.findings import Finding
from cli.vendors.http import Client

_SOON: Final = timedelta(days=30)
_PLANS: Final[Mapping[str, tuple[str, ...]]] = {
    "github": ("free", "team", "enterprise"),
    "vercel": ("hobby", "pro", "enterprise"),
}
"""From the least to the most."""


def ends(client: Client, end: datetime | None, *, told: bool = True) -> Finding:
    """Tell until when a token is good; `told` says whether the vendor tells it at all."""
    vendor = client.vendor
    name, fix = vendor.token_variable, remedy(vendor.token_variable)
    if end is None:
        words = "it never ends" if told else f"{vendor.name} does not tell when it ends"
        return Finding("ok", name, f"accepted by {vendor.name}; {words}")
    left = end - datetime.now(tz=UTC)
    if left <= timedelta():
        return Finding("error", name, f"ended on {end:%Y-%m-%d}: {vendor.name} refuses it", fix)
    if left < _SOON:
        return Finding("warning", name, f"ends on {end:%Y-%m-%d}: {vendor.name} refuses it then", fix)
    return Finding("ok", name, f"accepted by {vendor.name}; it ends on {end:%Y-%m-%d}")


def missing(client: Client, scopes: Iterable[str]) -> Finding:
    """Name the scopes without which a run fails."""
    name = client.vendor.token_variable
    return Finding("error", name, f"lacks {', '.join(sorted(scopes))}; a run would be refused", remedy(name))


def wide(client: Client, scopes: Iterable[str]) -> Finding:
    """Name the scopes that no run needs."""
    name = client.vendor.token_variable
    text = f"reaches further than needed: {', '.join(sorted(scopes))}; whoever steals it does too"
    return Finding("warning", name, text, remedy(name))


def plan(client: Client, area: str, settled: str, told: str | None) -> Finding:
    """Compare the plan in a stack's file (`area`) with the one that the vendor tells; None where it tells none."""
    cloud, vendor = client.cloud, client.vendor.name
    order, setting = _PLANS[cloud], f"plan.{cloud}: {settled}"
    if told is None:
        return Finding("note", area, f"{setting}; {vendor} does not tell this token the plan")
    if told == settled:
        return Finding("ok", area, f"{setting}, as {vendor} says")
    fix = f"Set plan.{cloud}: {told}, or change the plan at {vendor}."
    if told in order and order.index(told) < order.index(settled):
        return Finding("error", area, f"{setting}, but {vendor} says {told}: a run would be refused", fix)
    return Finding("warning", area, f"{setting}, but {vendor} says {told}: some of it stays unused", fix)
