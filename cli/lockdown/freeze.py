"""Freezes deployments: a ruleset of its own lets no change onto the default branch, which everything is deployed from.

Why a ruleset rather than a switched-off workflow: nothing is lost. A pull request waits; a merge that a stopped
workflow slept through would never be deployed. What is on the branch can be deployed again (after a rotation) and
rolled back. No stack declares this ruleset, so no `pulumi up` takes it away, and drift lists it by a name that says
what it is.
"""

from __future__ import annotations

from typing import Any, Final

from cli.vendors.github import Place
from cli.vendors.http import Client, by_link
from cli.vendors.wire import Wire, many

_MOST: Final = 100


class _Ruleset(Wire):
    id: int
    name: str


def name(stack: str) -> str:
    """Return the ruleset's name, which everybody reads whose merge is refused."""
    return f"Lockdown of {stack}: no change is deployed; see the issue labelled lockdown"


def is_on(client: Client, where: Place, stack: str) -> bool:
    """Return whether deployments are frozen.

    Raises:
        VendorError: GitHub does not say.
    """
    return bool(_found(client, where, stack))


def put(client: Client, where: Place, stack: str) -> bool:
    """Freeze deployments; return whether they were not frozen yet.

    Raises:
        VendorError: GitHub refused.
    """
    if _found(client, where, stack):
        return False
    client.post(f"{where.root}/rulesets", _ruleset(stack))
    return True


def lift(client: Client, where: Place, stack: str) -> bool:
    """End the freeze; return whether there was one.

    Raises:
        VendorError: GitHub refused.
    """
    found = _found(client, where, stack)
    for each in found:
        client.delete(f"{where.root}/rulesets/{each.id}")
    return bool(found)


def _found(client: Client, where: Place, stack: str) -> list[_Ruleset]:
    rows = client.pages(f"{where.root}/rulesets", {"per_page": _MOST}, following=by_link)
    return [each for each in many(client, _Ruleset, rows) if each.name == name(stack)]


def _ruleset(stack: str) -> dict[str, Any]:
    """Return the ruleset: no bypass, because whoever may pass could be the one whose account was taken."""
    return {
        "name": name(stack),
        "target": "branch",
        "enforcement": "active",
        "bypass_actors": [],
        "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
        "rules": [{"type": "update"}, {"type": "deletion"}, {"type": "non_fast_forward"}],
    }
