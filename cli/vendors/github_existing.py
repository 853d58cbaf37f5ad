"""What exists in a platform's GitHub repository, of the types that the program uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from cli.vendors.existing import Existing
from cli.vendors.github_place import MOST, Place, place
from cli.vendors.http import Client, Json, VendorError, by_link

if TYPE_CHECKING:
    from settings.platform import Platform

_SWITCHES: Final = (
    "actionsRepositoryPermissions:ActionsRepositoryPermissions",
    "repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates",
    "repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts",
    "workflowRepositoryPermissions:WorkflowRepositoryPermissions",
)
"""What every repository has, switched one way or the other."""


def existing(client: Client, platform: Platform) -> list[Existing]:
    """List the repository and everything in it; nothing where there is none, or the token may not see it.

    Args:
        client: A client of GitHub.
        platform: The settings, for the organization and the repository's name.

    Raises:
        VendorError: GitHub refuses, or cannot be reached.
    """
    where = place(platform)
    if client.find(where.root) is None:
        return []
    full = f"{where.owner}/{where.name}"
    return [
        _thing("repository:Repository", where.name, full, {"name": where.name}),
        *(_thing(each, where.name, full, {"repository": where.name}, by_itself=True) for each in _SWITCHES),
        *_rulesets(client, where),
        *_values(client, where, ""),
        *(each for name in _environments(client, where) for each in _environment(client, where, name)),
    ]


def _thing(kind: str, import_id: str, name: str, inputs: dict[str, Any], *, by_itself: bool = False) -> Existing:
    return Existing("github", f"github:index/{kind}", import_id, name, by_itself, inputs)


def _rulesets(client: Client, where: Place) -> Iterator[Existing]:
    for each in _rows(client, f"{where.root}/rulesets", "", {"includes_parents": "false"}):
        name = str(each["name"])
        inputs = {"repository": where.name, "name": name, "target": str(each["target"])}
        yield _thing("repositoryRuleset:RepositoryRuleset", f"{where.name}:{each['id']}", name, inputs)


def _environments(client: Client, where: Place) -> list[str]:
    return [str(each["name"]) for each in _rows(client, f"{where.root}/environments", "environments")]


def _environment(client: Client, where: Place, name: str) -> Iterator[Existing]:
    """List an environment, the branches and tags that may deploy to it, its secrets and its variables."""
    inputs = {"repository": where.name, "environment": name}
    yield _thing("repositoryEnvironment:RepositoryEnvironment", _id(where.name, name), name, inputs)
    for each in _rows(client, f"{where.environment(name)}/deployment-branch-policies", "branch_policies"):
        pattern, kind = str(each["name"]), "tagPattern" if each.get("type") == "tag" else "branchPattern"
        yield _thing(
            "repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
            f"{_id(where.name, name)}:{each['id']}",
            f"{name}: {pattern}",
            {**inputs, kind: pattern},
        )
    yield from _values(client, where, name)


def _values(client: Client, where: Place, environment: str) -> Iterator[Existing]:
    """List secrets and variables, by name alone."""
    scope = {"repository": where.name, **({"environment": environment} if environment else {})}
    infix, prefix = ("Environment", f"{environment}: ") if environment else ("", "")
    for plural, kind in (("secrets", "Secret"), ("variables", "Variable")):
        token = f"actions{infix}{kind}:Actions{infix}{kind}"
        for each in _rows(client, f"{where.values(environment)}/{plural}", plural):
            name = str(each["name"])
            yield _thing(token, _id(*scope.values(), name), f"{prefix}{name}", {**scope, f"{kind.lower()}Name": name})


def _id(*parts: str) -> str:
    """Spell an import id: a colon within a part is `??` there."""
    return ":".join(part.replace(":", "??") for part in parts)


def _rows(client: Client, path: str, items: str, query: dict[str, str] | None = None) -> Iterator[dict[str, Json]]:
    for each in client.pages(path, {"per_page": MOST, **(query or {})}, items=items, following=by_link):
        if not isinstance(each, dict) or "name" not in each:
            raise VendorError(f"{client.vendor.name}: {path} lists something without a name.", 200)
        yield each
