"""Sentry's API, as far as the vendor's plugin, our own provider and `./luma` ask for it.

Facts: Sentry's API reference; jianyuan/go-sentry v2 for teams, projects and keys; `src/sentry/api/endpoints/index.py`
of getsentry/sentry for the token's scopes.
"""

from localcloud.http.sentry import alerting, issues, keys, organizations, projects
from localcloud.http.sentry.api import SENTRY

__all__ = ["SENTRY", "alerting", "issues", "keys", "organizations", "projects"]
