"""The GitHub provider's resource types (pulumi-github 6.15, over integrations/terraform-provider-github)."""

from localcloud.github.plugin import (
    branch,
    environment,
    files,
    functions,
    pull_request,
    repository,
    ruleset,
    switches,
    values,
)
from localcloud.github.plugin.cloud import CLOUD

__all__ = [
    "CLOUD",
    "branch",
    "environment",
    "files",
    "functions",
    "pull_request",
    "repository",
    "ruleset",
    "switches",
    "values",
]
