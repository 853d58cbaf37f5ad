"""Vercel's REST API, as its provider plugin and `./luma` use it.

Sources: the client of vercel/terraform-provider-vercel (`client/*.go`), the models of vercel/sdk. Paths are taken at
every version, because the plugin, its later versions and the SDK ask for different ones of the same answers.
"""

from localcloud.http.vercel import (
    accounts,
    bypasses,
    checks,
    deployments,
    domains,
    firewalls,
    projects,
    routes,
    security,
    tokens,
    variables,
)
from localcloud.http.vercel.api import VERCEL

__all__ = [
    "VERCEL",
    "accounts",
    "bypasses",
    "checks",
    "deployments",
    "domains",
    "firewalls",
    "projects",
    "routes",
    "security",
    "tokens",
    "variables",
]
