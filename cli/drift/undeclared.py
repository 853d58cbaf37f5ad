"""What is in a cloud although no stack declares it: the part of drift that a refresh cannot see.

Each kind of thing has the Pulumi ids under which a state could hold it. Left out is what a vendor makes by itself, and
what only a person can make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from cli.adopt.identity import has_id, is_same
from cli.graph.model import cloud_of
from cli.vendors.existing import Existing

Entity: TypeAlias = Mapping[str, Any]
World: TypeAlias = Mapping[str, list[dict[str, Any]]]
"""What `localcloud dump` shows: by cloud, entities with `type`, `name`, `id` and `properties`."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Something that nobody declares: its cloud, what it is, and its name for a person."""

    cloud: str
    kind: str
    name: str


def _own(entity: Entity, _: Mapping[str, str]) -> str:
    return str(entity["id"])


def _last(entity: Entity, _: Mapping[str, str]) -> str:
    return str(entity["name"]).rsplit("/", 1)[-1]


def _whole(entity: Entity, _: Mapping[str, str]) -> str:
    return str(entity["name"])


def _in_repository(entity: Entity, names: Mapping[str, str]) -> str:
    """Return the id of an environment, secret or variable: the names of all it is in, and its own."""
    scope, _, name = str(entity["name"]).partition("/")
    return f"{names.get(scope, scope)}:{name}"


def _policy(entity: Entity, names: Mapping[str, str]) -> str:
    environment = str(entity["properties"]["environment"])
    return f"{names.get(environment, environment)}:{entity['id']}"


def _bypass(entity: Entity, _: Mapping[str, str]) -> str:
    return str(entity["properties"]["note"])


_KINDS: Final[Mapping[tuple[str, str], tuple[str, Callable[[Entity, Mapping[str, str]], str]]]] = {
    ("cloudflare", "bucket"): ("R2Bucket", _last),
    ("cloudflare", "custom-domain"): ("R2CustomDomain", _whole),
    ("cloudflare", "dns-record"): ("DnsRecord", _own),
    ("cloudflare", "token"): ("AccountToken", _own),
    ("github", "deployment-policy"): ("RepositoryEnvironmentDeploymentPolicy", _policy),
    ("github", "environment"): ("RepositoryEnvironment", _in_repository),
    ("github", "repository"): ("Repository", _last),
    ("github", "ruleset"): ("RepositoryRuleset", _own),
    ("github", "secret"): ("Secret", _in_repository),
    ("github", "variable"): ("Variable", _in_repository),
    ("sentry", "detector"): ("Monitor", _whole),
    ("sentry", "key"): ("SentryKey", _own),
    ("sentry", "project"): ("SentryProject", _last),
    ("sentry", "team"): ("SentryTeam", _last),
    ("sentry", "workflow"): ("Alert", _whole),
    ("trigger", "variable"): ("EnvVar", _whole),
    ("vercel", "deployment-check"): ("ProjectDeploymentCheck", _own),
    ("vercel", "domain"): ("ProjectDomain", _whole),
    ("vercel", "project"): ("Project", _own),
    ("vercel", "protection-bypass"): ("ProjectProtectionBypass", _bypass),
    ("vercel", "route"): ("ProjectRoute", _own),
    ("vercel", "token"): ("UserToken", _own),
    ("vercel", "variable"): ("ProjectEnvironmentVariable", _own),
}
"""By cloud and kind: how the type's name ends, and the id that its state would hold (a bypass's id is a secret, so its
note stands for it)."""


def strangers(world: World, states: Iterable[Mapping[str, Any]]) -> list[Stranger]:
    """Return what is in the clouds and in no state, sorted.

    Args:
        world: What there is.
        states: The resources of every stack of that world.
    """
    declared = {_key(each) for each in states if each.get("custom")}
    found = []
    for cloud, entities in world.items():
        names = _names(entities)
        for entity in entities:
            row = _KINDS.get((cloud, str(entity["type"])))
            if row and not _by_itself(entity) and not _is_declared(cloud, row[0], row[1](entity, names), declared):
                found.append(Stranger(cloud, str(entity["type"]), _title(entity, names)))
    return sorted(found, key=lambda each: (each.cloud, each.kind, each.name))


def _key(resource: Mapping[str, Any]) -> tuple[str, str, str]:
    kind, inputs = str(resource["type"]), resource.get("inputs") or {}
    shape = kind.rsplit(":", 1)[-1]
    told = inputs.get("note") if shape == "ProjectProtectionBypass" else resource.get("id")
    return cloud_of(kind), shape, str(told)


def _is_declared(cloud: str, shape: str, own: str, declared: set[tuple[str, str, str]]) -> bool:
    """Return whether a state holds it; GitHub's secrets and variables have a type for each scope."""
    scoped = shape in {"Secret", "Variable"}
    shapes = (f"ActionsEnvironment{shape}", f"Actions{shape}") if scoped else (shape,)
    return any((cloud, each, own) in declared for each in shapes)


def _by_itself(entity: Entity) -> bool:
    """Return whether a vendor makes it along with something else: no person did, so nobody has to declare it."""
    own = entity["properties"]
    defaults = {("detector", "error"), ("detector", "issue_stream")}
    return (
        (entity["type"], own.get("type")) in defaults
        or (entity["type"] == "key" and own.get("name") == "Default")
        or (entity["type"] == "dns-record" and own.get("owner") is not None)
    )


def _names(entities: Iterable[Entity]) -> dict[str, str]:
    """Return the Pulumi id by the vendor's id of what holds others: repositories, then their environments."""
    names: dict[str, str] = {}
    for kind in ("repository", "environment"):
        for each in entities:
            if each["type"] == kind:
                names[str(each["id"])] = _last(each, {}) if kind == "repository" else _in_repository(each, names)
    return names


def _title(entity: Entity, names: Mapping[str, str]) -> str:
    own = entity["properties"].get("name") or entity["properties"].get("note")
    scope = str(entity["name"]).split("/", maxsplit=1)[0]
    if scope in names:
        return f"{names[scope]}: {own or _last(entity, names)}"
    return str(own or _last(entity, names))


def undeclared(existing: Iterable[Existing], states: Iterable[Mapping[str, Any]]) -> list[Existing]:
    """Return what no state holds.

    Args:
        existing: What is in the accounts.
        states: The resources of every stack's state, as Pulumi exports them.
    """
    held: dict[str, list[Mapping[str, Any]]] = {}
    for each in states:
        if each.get("custom"):
            held.setdefault(str(each["type"]), []).append(each)
    found = [thing for thing in existing if not any(_holds(each, thing) for each in held.get(thing.type, ()))]
    roots = {root for thing in found if (root := _root(thing))}
    return [thing for thing in found if not roots & _parents(thing)]


def _root(thing: Existing) -> tuple[str, str] | None:
    """Return by which input, and with which value, other things say that they are in this one."""
    kind, told = thing.type.rsplit(":", 1)[-1], thing.inputs
    names = {
        "R2Bucket": ("bucketName", told.get("name")),
        "RepositoryEnvironment": ("environment", told.get("environment")),
        "SentryProject": ("project", told.get("slug")),
    }
    name, value = names.get(kind, ("", None))
    return (name, str(value)) if value else None


def _parents(thing: Existing) -> set[tuple[str, str]]:
    """Return what a thing is in; what is in an undeclared thing is told with it, by its name alone."""
    if _root(thing):
        return set()
    names = {"cloudflare": ("bucketName",), "github": ("environment",), "sentry": ("project",)}.get(thing.cloud, ())
    return {(name, str(thing.inputs[name])) for name in names if name in thing.inputs}


def _holds(resource: Mapping[str, Any], thing: Existing) -> bool:
    """Return whether a resource is this thing: by its id, or by its inputs where the vendor's id tells nothing."""
    if thing.import_id and has_id(thing, str(resource.get("id") or "")):
        return True
    return not thing.import_id and is_same(thing.type, resource.get("inputs") or {}, thing)
