"""Where to look for what an interrupted create may have made: one row a resource type.

The ids of some types follow from their inputs: such a resource is written into the state under its id, and the
refresh drops it where it does not exist. Others have an id of the cloud's own, found by the natural key. A type without
a row is written by a PUT or only computed: doing it again makes no duplicate, so the pending create is dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import Any, Final, TypeAlias

World: TypeAlias = Mapping[str, list[dict[str, Any]]]
"""What `localcloud dump` shows: by cloud, entities with `type`, `name`, `id` and `properties`."""


_CHOSEN: Final = "slug"
"""The input that a vendor fills in where it is left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """How to find what one type's create may have made.

    `id` is the Pulumi id: `{id}` stands for the entity's own, the other names for inputs. `cloud` and `kind` say which
    entity of the local cloud it would be, `match` which inputs must equal which of its properties; without them nothing
    of this type is ever lost, because its create may be done again. `once` says that a value is shown at the create
    alone: what was made then is of no use, and is deleted as a person would in the vendor's console.
    """

    id: str = "{id}"
    cloud: str = ""
    kind: str = ""
    match: Mapping[str, str] = field(default_factory=dict)
    once: bool = False

    def follows(self, inputs: Mapping[str, Any]) -> bool:
        """Whether the id follows from these inputs; a slug that they leave out is the vendor's choice."""
        return all(inputs.get(name) is not None for name in self.names)

    @property
    def names(self) -> frozenset[str]:
        """What the id is made of."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.id) if name)


def _of(cloud: str, kind: str, id: str = "{id}", *, once: bool = False, **match: str) -> Row:  # noqa: A002 - as in Row
    return Row(id, cloud, kind, match, once)


ROWS: Final[Mapping[str, Row]] = {
    "vercel:index/project:Project": _of("vercel", "project", name="name"),
    "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable": _of(
        "vercel", "variable", projectId="project", key="name", targets="targets"
    ),
    "vercel:index/projectDomain:ProjectDomain": _of("vercel", "domain", "{domain}", projectId="project", domain="id"),
    "vercel:index/projectRoute:ProjectRoute": _of("vercel", "route", projectId="project", name="name"),
    "vercel:index/projectDeploymentCheck:ProjectDeploymentCheck": _of(
        "vercel", "deployment-check", projectId="project", name="name"
    ),
    "vercel:index/projectProtectionBypass:ProjectProtectionBypass": _of(
        "vercel", "protection-bypass", projectId="project", note="note", once=True
    ),
    "vercel:index/userToken:UserToken": _of("vercel", "token", projectId="project", name="name", once=True),
    "github:index/repository:Repository": _of("github", "repository", "{name}", name="name"),
    "github:index/repositoryRuleset:RepositoryRuleset": _of("github", "ruleset", repository="repository", name="name"),
    "github:index/repositoryEnvironment:RepositoryEnvironment": _of(
        "github", "environment", "{repository}:{environment}", repository="repository", environment="name"
    ),
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": _of(
        "github",
        "deployment-policy",
        "{repository}:{environment}:{id}",
        environment="environment",
        branchPattern="pattern",
    ),
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": _of(
        "github", "variable", "{repository}:{environment}:{variableName}", environment="scope", variableName="name"
    ),
    "github:index/actionsVariable:ActionsVariable": _of(
        "github", "variable", "{repository}:{variableName}", repository="scope", variableName="name"
    ),
    "github:index/branch:Branch": Row("{repository}:{branch}"),
    "cloudflare:index/r2Bucket:R2Bucket": _of("cloudflare", "bucket", "{name}", accountId="account", name="name"),
    "cloudflare:index/r2CustomDomain:R2CustomDomain": _of("cloudflare", "custom-domain", "{domain}", domain="domain"),
    "cloudflare:index/accountToken:AccountToken": _of(
        "cloudflare", "token", accountId="account", name="name", once=True
    ),
    "cloudflare:index/dnsRecord:DnsRecord": _of(
        "cloudflare", "dns-record", zoneId="zone", name="name", type="type", content="content"
    ),
    "sentry:index/sentryTeam:SentryTeam": _of("sentry", "team", "{slug}", slug="slug", name="name"),
    "sentry:index/sentryProject:SentryProject": _of("sentry", "project", "{slug}", slug="slug", name="name"),
    "sentry:index/sentryKey:SentryKey": _of("sentry", "key", project="project", name="name"),
    "luma:sentry:Alert": _of("sentry", "workflow", "{organization}/{id}", organization="organization", name="name"),
    "luma:sentry:Monitor": _of("sentry", "detector", "{organization}/{id}", project="project", name="name"),
    "luma:trigger:EnvVar": Row("{project}/{environment}/{name}"),
}


@dataclass(frozen=True, slots=True)
class Pending:
    """One interrupted create: the resource as the state has it, and what was found of it, if anything was.

    `found` is the Pulumi id, `entity` what the local cloud calls it: cloud, type and name.
    """

    resource: Mapping[str, Any]
    found: str | None = None
    entity: tuple[str, str, str] | None = None

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return str(self.resource["urn"])

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.urn.rsplit("::", 1)[-1]

    @property
    def row(self) -> Row | None:
        """How its type is found, where it needs to be."""
        return ROWS.get(str(self.resource["type"]))

    @property
    def once(self) -> bool:
        """Whether what was found is of no use, because its value was shown at the create alone."""
        return self.found is not None and self.row is not None and self.row.once


def creates(deployment: Mapping[str, Any], world: World, given: Mapping[str, str] | None = None) -> list[Pending]:
    """Return the interrupted creates of a deployment, each with what exists of it, sorted by URN.

    Args:
        deployment: A stack's exported deployment.
        world: What is in the local cloud; empty for real accounts.
        given: Ids that a person has looked up, by resource name.
    """
    taken = {(str(each["type"]), each.get("id")) for each in deployment.get("resources") or ()}
    operations = deployment.get("pending_operations") or ()
    resources = [each["resource"] for each in operations if each["type"] == "creating"]
    found = [_look_up(each, world, taken) for each in sorted(resources, key=lambda each: str(each["urn"]))]
    return [replace(each, found=(given or {}).get(each.name, each.found)) for each in found]


def interrupted(deployment: Mapping[str, Any]) -> list[str]:
    """Return the other interrupted operations in words; a refresh settles them."""
    operations = deployment.get("pending_operations") or ()
    return sorted(f"{each['type']} {each['resource']['urn']}" for each in operations if each["type"] != "creating")


def _look_up(resource: Mapping[str, Any], world: World, taken: Collection[tuple[str, Any]]) -> Pending:
    kind, inputs = str(resource["type"]), resource.get("inputs") or {}
    row = ROWS.get(kind)
    if row is None:
        return Pending(resource)
    if row.follows(inputs):
        return Pending(resource, row.id.format(**inputs))
    for entity in matches(row, inputs, world):
        found = row.id.format(**{**entity["properties"], **inputs, "id": entity["id"]})
        if (kind, found) not in taken:
            return Pending(resource, found, (row.cloud, row.kind, str(entity["name"])))
    return Pending(resource)


def matches(row: Row, inputs: Mapping[str, Any], world: World) -> Iterator[dict[str, Any]]:
    """Yield the entities with a row's natural key. One that names another by its id is matched by that one's name."""
    entities = world.get(row.cloud, ())
    names = {each["id"]: each["properties"].get("slug") or each["properties"].get("name") for each in entities}
    for entity in entities:
        properties = entity["properties"]
        asked = [(ours, theirs) for ours, theirs in row.match.items() if ours != _CHOSEN or ours in inputs]
        found = [(properties.get(theirs), inputs.get(ours)) for ours, theirs in asked]
        if entity["type"] == row.kind and all(
            theirs == ours or (isinstance(theirs, str) and names.get(theirs, theirs) == ours) for theirs, ours in found
        ):
            yield entity
