"""Where to look for what an interrupted create may have made: one row a resource type.

A row says which entity of the local cloud it would be, by its natural key, and which id Pulumi knows it by. A type
without a row is written by a PUT or only computed: doing it again makes no duplicate, so the pending create is dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

World: TypeAlias = Mapping[str, list[dict[str, Any]]]
"""What `localcloud dump` shows: by cloud, entities with `type`, `name`, `id` and `properties`."""


@dataclass(frozen=True, slots=True)
class Row:
    """How to find one type's entity.

    `match` maps inputs to the entity's properties, all of which must be equal. `id` is the Pulumi id: `{id}` is the
    entity's own, the other names are inputs. `once` says that a value is shown at the create alone: what was made then
    is of no use, and is deleted as a person would in the vendor's console.
    """

    cloud: str
    kind: str
    match: Mapping[str, str] = field(default_factory=dict)
    id: str = "{id}"
    once: bool = False


ROWS: Final[Mapping[str, Row]] = {
    "vercel:index/project:Project": Row("vercel", "project", {"name": "name"}),
    "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable": Row(
        "vercel", "variable", {"projectId": "project", "key": "name", "targets": "targets"}
    ),
    "vercel:index/projectDomain:ProjectDomain": Row("vercel", "domain", {"projectId": "project", "domain": "id"}),
    "vercel:index/projectRoute:ProjectRoute": Row("vercel", "route", {"projectId": "project", "name": "name"}),
    "vercel:index/projectDeploymentCheck:ProjectDeploymentCheck": Row(
        "vercel", "deployment-check", {"projectId": "project", "name": "name"}
    ),
    "vercel:index/projectProtectionBypass:ProjectProtectionBypass": Row(
        "vercel", "protection-bypass", {"projectId": "project", "note": "note"}, once=True
    ),
    "vercel:index/userToken:UserToken": Row("vercel", "token", {"projectId": "project", "name": "name"}, once=True),
    "cloudflare:index/r2Bucket:R2Bucket": Row(
        "cloudflare", "bucket", {"accountId": "account", "name": "name"}, "{name}"
    ),
    "cloudflare:index/r2CustomDomain:R2CustomDomain": Row(
        "cloudflare", "custom-domain", {"domain": "domain"}, "{domain}"
    ),
    "cloudflare:index/accountToken:AccountToken": Row(
        "cloudflare", "token", {"accountId": "account", "name": "name"}, once=True
    ),
    "cloudflare:index/dnsRecord:DnsRecord": Row(
        "cloudflare", "dns-record", {"zoneId": "zone", "name": "name", "type": "type", "content": "content"}
    ),
    "sentry:index/sentryTeam:SentryTeam": Row(
        "sentry", "team", {"organization": "organization", "slug": "slug"}, "{slug}"
    ),
    "sentry:index/sentryProject:SentryProject": Row(
        "sentry", "project", {"organization": "organization", "slug": "slug"}, "{slug}"
    ),
    "sentry:index/sentryKey:SentryKey": Row("sentry", "key", {"name": "name"}),
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
    def once(self) -> bool:
        """Whether what was found is of no use, because its value was shown at the create alone."""
        row = ROWS.get(str(self.resource["type"]))
        return self.found is not None and row is not None and row.once


def creates(deployment: Mapping[str, Any], world: World) -> list[Pending]:
    """Return the interrupted creates of a deployment, each with what exists of it, sorted by URN."""
    taken = {(str(each["type"]), each.get("id")) for each in deployment.get("resources") or ()}
    operations = deployment.get("pending_operations") or ()
    resources = [each["resource"] for each in operations if each["type"] == "creating"]
    return [_look_up(each, world, taken) for each in sorted(resources, key=lambda each: str(each["urn"]))]


def interrupted(deployment: Mapping[str, Any]) -> list[str]:
    """Return the other interrupted operations in words; a refresh settles them."""
    operations = deployment.get("pending_operations") or ()
    return sorted(f"{each['type']} {each['resource']['urn']}" for each in operations if each["type"] != "creating")


def _look_up(resource: Mapping[str, Any], world: World, taken: Collection[tuple[str, Any]]) -> Pending:
    kind, inputs = str(resource["type"]), resource.get("inputs") or {}
    row = ROWS.get(kind)
    if row is None:
        return Pending(resource)
    for entity in _matches(row, inputs, world):
        found = row.id.format(**{**inputs, "id": entity["id"]})
        if (kind, found) not in taken:
            return Pending(resource, found, (row.cloud, row.kind, str(entity["name"])))
    return Pending(resource)


def _matches(row: Row, inputs: Mapping[str, Any], world: World) -> Iterator[dict[str, Any]]:
    for entity in world.get(row.cloud, ()):
        properties = {**entity["properties"], "id": entity["id"]}
        if entity["type"] == row.kind and all(
            properties.get(theirs) == inputs.get(ours) for ours, theirs in row.match.items()
        ):
            yield entity
