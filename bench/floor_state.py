"""Turns our stack's state into the floor's: the same resources with the same inputs and outputs, without components."""

import json
from typing import Any

Resource = dict[str, Any]
_LEFT_OUT = ("aliases", "deletedWith", "dependencies", "propertyDependencies", "protect", "viewOf")


def floor_state(ours: Resource, empty: Resource, project: str) -> Resource:
    """Return the floor's state.

    Args:
        ours: Our state, as `pulumi stack export --show-secrets` gives it.
        empty: The state of the floor's own new stack, which says how its secrets are kept.
        project: Name of the floor's project.
    """
    kept = [each for each in ours["deployment"]["resources"] if each.get("custom") or _is_stack(each)]
    names = {each["urn"]: _urn(each, project) for each in kept}
    root = next(names[each["urn"]] for each in kept if _is_stack(each))
    resources = [_moved(each, names, root) for each in kept]
    return {**empty, "deployment": {**empty["deployment"], "resources": resources}}


def bare_resources(state: Resource) -> list[Resource]:
    """Return type, name, provider's name and literal inputs of every custom resource, providers first."""
    found = [
        {
            "type": each["type"],
            "name": _name(each["urn"]),
            "provider": _name(each.get("provider", "").rpartition("::")[0]),
            "inputs": plain(each.get("inputs", {})),
        }
        for each in state["deployment"]["resources"]
        if each.get("custom")
    ]
    return sorted(found, key=lambda each: not is_provider(each))


def longest_chain(state: Resource) -> int:
    """Return how many resources stand in the longest chain of dependencies that each wait for a call to a cloud."""
    resources = {each["urn"]: each for each in state["deployment"]["resources"]}
    lengths: dict[str, int] = {}

    def length(urn: str) -> int:
        if urn not in lengths:
            each = resources[urn]
            calls = bool(each.get("custom")) and not is_provider(each)
            before = [length(other) for other in each.get("dependencies", []) if other in resources]
            lengths[urn] = calls + max(before, default=0)
        return lengths[urn]

    return max(length(urn) for urn in resources)


def is_provider(resource: Resource) -> bool:
    """Tell whether a resource is a provider: settings that call no cloud."""
    return bool(resource["type"].startswith("pulumi:providers:"))


def _is_stack(resource: Resource) -> bool:
    return bool(resource["type"] == "pulumi:pulumi:Stack")


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _urn(resource: Resource, project: str) -> str:
    stack = resource["urn"].split("::", 1)[0].rpartition(":")[2]
    name = f"{project}-{stack}" if _is_stack(resource) else _name(resource["urn"])
    return f"urn:pulumi:{stack}::{project}::{resource['type']}::{name}"


def _moved(resource: Resource, names: dict[str, str], root: str) -> Resource:
    moved = {name: value for name, value in resource.items() if name not in _LEFT_OUT}
    moved["urn"] = names[resource["urn"]]
    if _is_stack(resource):
        moved.pop("outputs", None)
    else:
        moved["parent"] = root
    if resource.get("provider"):
        urn, _, provider_id = resource["provider"].rpartition("::")
        moved["provider"] = f"{names[urn]}::{provider_id}"
    return moved


def plain(value: Any) -> Any:
    """Return a state's values without their secret wrappers and Pulumi's own notes."""
    if isinstance(value, dict):
        if "plaintext" in value:
            return json.loads(value["plaintext"])
        return {name: plain(each) for name, each in value.items() if name != "__defaults"}
    return [plain(each) for each in value] if isinstance(value, list) else value
