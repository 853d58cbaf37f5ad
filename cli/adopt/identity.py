"""Which existing thing is which resource: one row a type, shared by adoption and drift.

A type without a row is of no account: providers, random bytes, the files in the repository.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from cli.vendors.existing import Existing

Inputs: TypeAlias = Mapping[str, Any]
Way: TypeAlias = Literal["import", "prove", "overwrite", "remake"]
"""How a type comes under management: `import`, by Pulumi; `prove`, it has no import, so what the vendor's API answers
is written into the state; `overwrite`, nobody can read its value, so it is written again; `remake`, its value was shown
once, so another one is made beside it."""

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The engine's string for what a preview cannot know (pulumi sdk/v3, go/common/resource/plugin/rpc.go)."""
_TAG: Final = re.compile(r'^"?(v=\w+|p=)')
"""How a TXT record of a kind begins: of SPF, DKIM and DMARC a name has one each, of any other text several."""
_BUCKET: Final = "cloudflare:index/r2Bucket:R2Bucket"
_ONE_A_NAME: Final = frozenset({"A", "AAAA", "CNAME"})


@dataclass(frozen=True, slots=True)
class Row:
    """How one type's things are told apart.

    `keys`: inputs that together name a thing within the platform's scope; empty where there is one. `owners`: inputs
    that say whose it is: another one's is never taken. `untold`: inputs that count when a thing is made, and that no
    vendor tells afterwards; a later change of one replaces the thing.
    """

    keys: tuple[str, ...] = ()
    way: Way = "import"
    owners: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()


ROWS: Final[Mapping[str, Row]] = {
    "vercel:index/project:Project": Row(("name",)),
    "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable": Row(
        ("projectId", "key", "targets", "gitBranch")
    ),
    "vercel:index/projectDomain:ProjectDomain": Row(("domain",), owners=("projectId",)),
    "vercel:index/projectRoute:ProjectRoute": Row(("projectId", "name"), untold=("position",)),
    "vercel:index/firewallConfig:FirewallConfig": Row(("projectId",)),
    "vercel:index/projectDeploymentRetention:ProjectDeploymentRetention": Row(("projectId",)),
    "vercel:index/projectDeploymentCheck:ProjectDeploymentCheck": Row(("projectId", "name")),
    "vercel:index/projectProtectionBypass:ProjectProtectionBypass": Row(("projectId", "note"), "remake"),
    "vercel:index/userToken:UserToken": Row(("name",), "remake"),
    "github:index/repository:Repository": Row(("name",)),
    "github:index/repositoryRuleset:RepositoryRuleset": Row(("repository", "name")),
    "github:index/repositoryEnvironment:RepositoryEnvironment": Row(("repository", "environment")),
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": Row(
        ("repository", "environment", "branchPattern", "tagPattern")
    ),
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": Row(
        ("repository", "environment", "secretName"), "overwrite"
    ),
    "github:index/actionsSecret:ActionsSecret": Row(("repository", "secretName"), "overwrite"),
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": Row(
        ("repository", "environment", "variableName")
    ),
    "github:index/actionsVariable:ActionsVariable": Row(("repository", "variableName")),
    "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": Row(("repository",)),
    "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": Row(("repository",)),
    "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts": Row(("repository",)),
    "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates": Row(("repository",)),
    _BUCKET: Row(("name", "jurisdiction")),
    "cloudflare:index/r2BucketCors:R2BucketCors": Row(("bucketName", "jurisdiction"), "prove"),
    "cloudflare:index/r2BucketLifecycle:R2BucketLifecycle": Row(("bucketName", "jurisdiction"), "prove"),
    "cloudflare:index/r2BucketLock:R2BucketLock": Row(("bucketName", "jurisdiction"), "prove"),
    "cloudflare:index/r2ManagedDomain:R2ManagedDomain": Row(("bucketName", "jurisdiction"), "prove"),
    "cloudflare:index/r2CustomDomain:R2CustomDomain": Row(("domain",), "prove", owners=("bucketName", "zoneId")),
    "cloudflare:index/dnsRecord:DnsRecord": Row(("zoneId", "name", "type", "content")),
    "cloudflare:index/accountToken:AccountToken": Row(("name",), "remake"),
    "sentry:index/sentryTeam:SentryTeam": Row(("slug",)),
    "sentry:index/sentryProject:SentryProject": Row(("slug",), owners=("teams",)),
    "sentry:index/sentryKey:SentryKey": Row(("project", "name")),
    "luma:sentry:Alert": Row(("project", "name")),
    "luma:sentry:Monitor": Row(("project", "name")),
    "luma:trigger:EnvVar": Row(("project", "environment", "name")),
}


def row_of(token: str, inputs: Inputs) -> Row | None:
    """Return a resource's row; a variable that hides its value is overwritten. None: it is in no account."""
    row = ROWS.get(token)
    return Row(row.keys, "overwrite") if row and inputs.get("isSecret") is True else row


def has_id(thing: Existing, found: str) -> bool:
    """Return whether a resource's id in the state is this thing's: its import id, or the end of that.

    A bucket's import id is `account/bucket/jurisdiction`, its id the bucket.
    """
    own = thing.import_id.rpartition("/")[0] if thing.type == _BUCKET else thing.import_id
    return bool(found) and (own == found or own.endswith((f"/{found}", f":{found}")))


def is_same(token: str, inputs: Inputs, thing: Existing) -> bool:
    """Return whether a resource's inputs name this thing. An input that only a run tells names any."""
    row = ROWS.get(token)
    if row is None or token != thing.type:
        return False
    return all(_equal(key, inputs, thing.inputs) for key in row.keys)


def owners_of(token: str, inputs: Inputs, thing: Existing) -> list[tuple[str, str, str]]:
    """Return by which inputs a thing belongs to somebody else: name, theirs and ours."""
    row = ROWS[token]
    pairs = [(key, thing.inputs.get(key), inputs.get(key)) for key in row.owners]
    return [(key, _text(theirs), _text(ours)) for key, theirs, ours in pairs if not _agree(theirs, ours)]


def stands_in_the_way(token: str, inputs: Inputs, thing: Existing) -> bool:
    """Return whether a record is where a declared one of another type has to be: a name has a CNAME or addresses."""
    if token != thing.type or not token.startswith("cloudflare:index/dnsRecord:"):
        return False
    types = {inputs.get("type"), thing.inputs.get("type")}
    return inputs.get("name") == thing.inputs.get("name") and "CNAME" in types and types <= _ONE_A_NAME


def _equal(key: str, ours: Inputs, theirs: Inputs) -> bool:
    one, other = ours.get(key), theirs.get(key)
    if UNKNOWN in (one, other):
        return True
    if key == "content":
        return _same_content(ours, theirs)
    return _agree(one, other) if one is not None and other is not None else one == other


def _agree(one: object, other: object) -> bool:
    """Return whether two values are the same; of lists, whether they share one. What is not told agrees."""
    if one is None or other is None or UNKNOWN in (one, other):
        return True
    if isinstance(one, list) and isinstance(other, list):
        return bool(set(one) & set(other))
    return one == other


def _same_content(ours: Inputs, theirs: Inputs) -> bool:
    """Return whether two records of a name and type are one: by kind where a name has one, otherwise by content."""
    if ours.get("type") in _ONE_A_NAME:
        return True
    one, other = str(ours.get("content")), str(theirs.get("content"))
    tags = [match.group(1) if (match := _TAG.match(each)) else each for each in (one, other)]
    return tags[0] == tags[1]


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
