"""GitHub's REST and GraphQL APIs: what the GitHub provider, our own provider and `./luma` ask of them."""

from localcloud.http.github import (
    accounts,
    activity,
    contents,
    environments,
    git,
    graphql,
    pulls,
    repositories,
    rulesets,
    switches,
    values,
)
from localcloud.http.github.shared import GITHUB

__all__ = [
    "GITHUB",
    "accounts",
    "activity",
    "contents",
    "environments",
    "git",
    "graphql",
    "pulls",
    "repositories",
    "rulesets",
    "switches",
    "values",
]
