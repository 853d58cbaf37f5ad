"""Trigger.dev's API: environment variables."""

from tests.faults.front.script import Ask

ROOT = "/api/v1/projects/proj_aaaaaaaaaaaaaaaaaaaa/envvars/prod"
SCRIPT = (
    Ask("GET", "/api/v2/whoami"),
    Ask("POST", f"{ROOT}/import", {"variables": {"A": "one", "B": "two"}, "isSecret": True, "override": True}),
    Ask("GET", ROOT),
    Ask("GET", f"{ROOT}/A"),
    Ask("PUT", f"{ROOT}/A", {"value": "three"}),
    Ask("DELETE", f"{ROOT}/A"),
)
