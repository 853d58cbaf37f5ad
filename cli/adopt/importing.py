"""The import file: Pulumi's own, with the ids of what exists filled in.

`pulumi preview --import-file` writes every resource that the program would make with its logical name, its component as
parent, its explicit provider and that provider's version and settings; `pulumi import --file` makes components and
providers along the way, so that each resource comes to stand at the URN the program uses. What has no import comes with
its `outputs`: Pulumi then takes them instead of asking the provider (pulumi pkg/v3 3.259,
cmd/pulumi/operations/import.go and resource/deploy/import.go).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from cli.adopt.declared import Declared
from cli.adopt.identity import ROWS
from cli.adopt.matching import Match

Spec: TypeAlias = dict[str, Any]
File: TypeAlias = dict[str, Any]

FLAGS: Final = ("--generate-code=false", "--protect=false")
"""The program is written already, and it is the one that says what is protected."""


def import_file(written: Mapping[str, Any], taken: Sequence[Match]) -> File:
    """Return the file that imports what is taken, and nothing else.

    Args:
        written: What `pulumi preview --import-file` wrote.
        taken: The resources that exist.
    """
    wanted = {(each.resource.type, each.resource.name): each for each in taken}
    names = dict(written.get("nameTable") or {})
    specs: list[Spec] = []
    for spec in written.get("resources") or ():
        if "id" not in spec:
            specs.append(spec)
        elif match := wanted.pop((spec["type"], spec.get("logicalName") or spec["name"]), None):
            specs.append(_filled(spec, match))
    specs += [_filled(_own(match.resource, specs, names), match) for match in wanted.values()]
    return {"nameTable": names, "resources": [*_needed(specs)]}


def _filled(spec: Spec, match: Match) -> Spec:
    thing = match.thing
    assert thing is not None, "only what exists is taken"
    if match.way == "prove":
        return {**spec, "id": _id(match), "inputs": live(match), "outputs": live(match)}
    return {**spec, "id": thing.import_id}


def completed(deployment: Mapping[str, Any], taken: Sequence[Match]) -> bool:
    """Write into a state what no vendor tells of an imported thing: it is taken to have been made as it is declared.

    Returns:
        Whether anything was missing.
    """
    missing = {
        each.resource.urn: {name: each.resource.inputs[name] for name in row.untold if name in each.resource.inputs}
        for each in taken
        if (row := ROWS[each.resource.type]).untold
    }
    found = [each for each in deployment.get("resources") or () if missing.get(each["urn"])]
    for each in found:
        for side in ("inputs", "outputs"):
            each[side] = {**missing[each["urn"]], **(each.get(side) or {})}
    return bool(found)


def live(match: Match) -> dict[str, Any]:
    """Return the inputs of a thing that cannot be imported as they are, under the names that the program uses."""
    assert match.thing is not None, "only what exists has inputs"
    return {**match.thing.inputs}


def _id(match: Match) -> str:
    """Return the id that the vendor's plugin gives what has none (pulumi-cloudflare, provider/resources.go)."""
    told = match.resource.inputs
    return "__".join(str(told[name]) for name in ("accountId", "zoneId") if name in told)


def _own(resource: Declared, specs: Sequence[Spec], names: dict[str, str]) -> Spec:
    """Return the entry of a resource that the program imports itself: Pulumi's file has only what it would make."""
    provider = resource.provider.rsplit("::", 1)[0]
    entry = {"type": resource.type, "name": resource.name, "id": ""}
    sibling = next((each for each in specs if each["name"] == _name(provider, specs, names)), {})
    version = sibling.get("inputs", {}).get("version")
    return {
        **entry,
        "parent": _name(resource.parent, specs, names),
        "provider": _name(provider, specs, names),
        **({"version": version} if version else {}),
    }


def _name(urn: str, specs: Sequence[Spec], names: dict[str, str]) -> str:
    """Return the name by which an entry refers to a component or provider; one that is in the state gets one."""
    kind, logical = urn.split("::")[2].rsplit("$", 1)[-1], urn.rsplit("::", 1)[-1]
    for spec in specs:
        if (spec["type"], spec.get("logicalName") or spec["name"]) == (kind, logical):
            return str(spec["name"])
    for name, known in names.items():
        if known == urn:
            return name
    names[f"{logical}-{kind.replace(':', '-')}"] = urn
    return f"{logical}-{kind.replace(':', '-')}"


def _needed(specs: Sequence[Spec]) -> Iterator[Spec]:
    """Yield the imports with the components and providers that they need: others are the update's to make."""
    used = {spec.get(role) for spec in specs if "id" in spec for role in ("parent", "provider")}
    for spec in specs:
        if "id" in spec or spec["name"] in used:
            yield spec
