"""What is in the accounts although no stack declares it: the part of drift that a refresh cannot see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from cli.adopt.identity import has_id, is_same
from cli.vendors.existing import Existing


def is_ignored(thing: Existing, patterns: Iterable[str]) -> bool:
    """Return whether nobody has to declare a thing: its vendor made it by itself, or a person says so.

    Args:
        thing: The thing.
        patterns: What a person says, as CLOUD:NAME, in which `*` stands for anything.
    """
    told = f"{thing.cloud}:{thing.name}"
    return thing.by_itself or any(fnmatchcase(told, each) for each in patterns)


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
