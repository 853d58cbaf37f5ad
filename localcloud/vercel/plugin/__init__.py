"""The Vercel provider's resource types (pulumiverse-vercel 5.21.1, over vercel/terraform-provider-vercel).

Shown of a nested object are the properties that the program says; what Vercel adds to them shows on import.
"""

from localcloud.vercel.plugin import check, domain, firewall, project, route, token, variable
from localcloud.vercel.plugin.cloud import CLOUD

__all__ = ["CLOUD", "check", "domain", "firewall", "project", "route", "token", "variable"]
