"""Cases of the rules on Vercel."""

from __future__ import annotations

from luma_policies import kinds

from .case import Case, fires, refuses_unknown, silent, tolerates_unknown
from .world import SECRET, Item, add, both, configured, drop, put

_UNGUARDED = both(drop("project", "vercelAuthentication"), drop("project", "trustedIps"))
_STAGING = both(configured(environment="staging"), put("alert", "environment", "staging"))
_SHARED = Item(kinds.SHARED_VARIABLE, {"key": "SESSION_SECRET", "sensitive": True, "projectIds": ["prj_1"]})

CASES: tuple[Case, ...] = (
    fires("VCL-001", "variable", "a readable secret", put("variable", "sensitive", False)),
    fires("VCL-001", "variable", "no word on sensitivity", drop("variable", "sensitive")),
    fires("VCL-001", "variable", "a secret shown as configuration", put("variable", "visibility", "config")),
    silent("VCL-001", "a plain variable may be readable", put("public-variable", "key", "APP_NAME")),
    refuses_unknown("VCL-001", "variable", "sensitive"),
    fires(
        "VCL-002", "public-variable", "a public secret by name", put("public-variable", "key", "NEXT_PUBLIC_API_TOKEN")
    ),
    fires(
        "VCL-002",
        "public-variable",
        "a public secret by value",
        put("public-variable", "value", "sk_live_abcdefgh1234"),
    ),
    silent("VCL-002", "a public key may be public", put("public-variable", "key", "NEXT_PUBLIC_SUPABASE_ANON_KEY")),
    silent("VCL-002", "no value at all", drop("public-variable", "value")),
    tolerates_unknown("VCL-002", "public-variable", "value"),
    fires("VCL-003", "variable", "one secret for two targets", put("variable", "targets", ["production", "preview"])),
    fires(
        "VCL-003",
        "preview-copy",
        "the same value for another target",
        add(
            "preview-copy",
            Item(kinds.VARIABLE, {"key": "SESSION_SECRET", "value": SECRET, "sensitive": True, "targets": ["preview"]}),
        ),
    ),
    silent(
        "VCL-003",
        "staging shares with its previews",
        both(_STAGING, put("variable", "targets", ["production", "preview"])),
    ),
    silent("VCL-003", "no targets reach nobody", drop("variable", "targets")),
    refuses_unknown("VCL-003", "variable", "targets"),
    fires("VCL-004", "plural", "the plural resource", add("plural", Item(kinds.VARIABLES, {"variables": []}))),
    fires("VCL-004", "plural", "the plural resource without its list", add("plural", Item(kinds.VARIABLES, {}))),
    silent("VCL-004", "the singular resource", drop("public-variable", "targets")),
    fires("VCL-005", "project", "inline variables", put("project", "environments", [{"key": "A", "value": "b"}])),
    silent("VCL-005", "an empty list", put("project", "environments", [])),
    tolerates_unknown("VCL-005", "project", "environments"),
    fires("VCL-006", "project", "fork protection off", put("project", "gitForkProtection", False)),
    fires("VCL-006", "project", "fork protection not declared", drop("project", "gitForkProtection")),
    fires("VCL-006", "project", "fork protection as a word", put("project", "gitForkProtection", "true")),
    refuses_unknown("VCL-006", "project", "gitForkProtection"),
    fires(
        "VCL-007",
        "project",
        "public previews",
        both(drop("project", "trustedIps"), put("project", "vercelAuthentication.deploymentType", "none")),
    ),
    fires("VCL-007", "project", "no protection declared", _UNGUARDED),
    silent(
        "VCL-007",
        "a password instead",
        both(
            _UNGUARDED,
            put("project", "passwordProtection", {"deploymentType": "all_deployments", "password": SECRET}),
        ),
    ),
    tolerates_unknown("VCL-007", "project", "vercelAuthentication"),
    fires(
        "VCL-011",
        "project",
        "a foreign region",
        put("project", "resourceConfig.functionDefaultRegions", ["iad1", "hkg1"]),
    ),
    fires("VCL-011", "project", "a foreign legacy region", put("project", "serverlessFunctionRegion", "hkg1")),
    fires("VCL-011", "project", "no region", drop("project", "resourceConfig")),
    silent(
        "VCL-011",
        "a region that is allowed",
        both(configured(regions=("iad1", "fra1")), put("project", "serverlessFunctionRegion", "fra1")),
    ),
    tolerates_unknown("VCL-011", "project", "resourceConfig.functionDefaultRegions"),
    fires("VCL-014", "project", "the root in the list", put("project", "optionsAllowlist.paths", [{"value": "/"}])),
    fires("VCL-014", "project", "an empty path in the list", put("project", "optionsAllowlist.paths", [{"value": ""}])),
    silent("VCL-014", "no list", drop("project", "optionsAllowlist")),
    tolerates_unknown("VCL-014", "project", "optionsAllowlist"),
    fires("VCL-019", "firewall", "the firewall off", put("firewall", "enabled", False)),
    fires("VCL-019", "firewall", "no word on the firewall", drop("firewall", "enabled")),
    silent("VCL-019", "staging may do without", both(_STAGING, put("firewall", "enabled", False))),
    tolerates_unknown("VCL-019", "firewall", "enabled"),
    silent("VCL-037", "a secret for named projects", add("shared", _SHARED)),
    fires(
        "VCL-037", "shared", "a secret for all projects", both(add("shared", _SHARED), put("shared", "projectIds", []))
    ),
    fires(
        "VCL-037",
        "shared",
        "a secret with no projects named",
        both(add("shared", _SHARED), drop("shared", "projectIds")),
    ),
)
