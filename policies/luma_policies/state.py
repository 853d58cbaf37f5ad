"""Reads stacks that are written down: saved state (`pulumi stack export`, a checkpoint file) and plain lists.

A secret that is encrypted is unknown here, and so is every secret among a provider's settings and the stack's outputs:
what is known there stands in plain text, which two rules look for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from .config import Config
from .engine import Report
from .evaluation import evaluate
from .kinds import STACK
from .schema import Json
from .view import UNKNOWN, Node, ProviderView, ResourceView, StackView, Value

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - marks a secret (pulumi sdk, common/resource/properties.go)
_DEPTH: Final = 100

Object = Mapping[str, Json]


class BadState(Exception):
    """A document is no saved state and no list of resources. The message says what it lacks."""


def evaluate_state(document: Object, config: Config) -> Report:
    """Judge a saved state by all rules: each resource by its inputs, the stack by its outputs.

    Raises:
        BadState: the document is no saved state.
    """
    found = [resource for resource in _resources(document) if not resource.get("delete")]
    providers = {
        f"{resource.get('urn')}::{resource.get('id')}": resource
        for resource in found
        if str(resource.get("type")).startswith("pulumi:providers:")
    }
    inputs = StackView(tuple(_view(resource, providers, "inputs") for resource in found))
    outputs = StackView(tuple(_view(resource, providers, "outputs") for resource in found))
    return evaluate(inputs, config, outputs)


def evaluate_plain(resources: Sequence[Object], config: Config) -> Report:
    """Judge a plain list of resources: objects with `type`, `name`, `properties`, and `protect` where it is set.

    Raises:
        BadState: an element has no type or name.
    """
    views = []
    for index, resource in enumerate(resources):
        if not isinstance(resource.get("type"), str) or not isinstance(resource.get("name"), str):
            raise BadState(f"Resource {index} has no type or no name, so no rule could judge it. Give it both.")
        views.append(
            ResourceView(
                str(resource["type"]),
                str(resource["name"]),
                _object(resource.get("properties")),
                protect=resource.get("protect") is True,
                ignore_changes=_texts(resource.get("ignoreChanges")),
            )
        )
    return evaluate(StackView(tuple(views)), config)


def _resources(document: Object) -> list[Object]:
    """Find the resources in an export, a checkpoint file or a bare deployment; a stack that is empty has none."""
    holder: Json = document
    if "deployment" in document or "checkpoint" in document:
        holder = document.get("deployment") or document.get("checkpoint")
        holder = holder.get("latest", holder) if isinstance(holder, Mapping) else holder
    elif "resources" not in document:
        raise BadState("The document has no resources. Give it what `pulumi stack export` prints.")
    found = holder.get("resources") if isinstance(holder, Mapping) else None
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []


def _view(resource: Object, providers: Mapping[str, Object], side: str) -> ResourceView:
    kind, urn = str(resource.get("type")), str(resource.get("urn"))
    sealed = kind == STACK or kind.startswith("pulumi:providers:")
    properties = _object(resource.get("inputs"), sealed=sealed)
    if side == "outputs":
        properties = {**properties, **_object(resource.get("outputs"), sealed=sealed)}
    return ResourceView(
        kind,
        urn.rsplit("::", 1)[-1],
        properties,
        urn=urn,
        protect=resource.get("protect") is True,
        ignore_changes=_texts(resource.get("ignoreChanges")),
        provider=_provider(providers.get(str(resource.get("provider")))),
        parent=str(resource.get("parent") or ""),
        dependencies=_texts(resource.get("dependencies")),
    )


def _provider(resource: Object | None) -> ProviderView | None:
    if resource is None:
        return None
    urn = str(resource.get("urn"))
    return ProviderView(
        str(resource.get("type")), urn.rsplit("::", 1)[-1], urn, Node(_object(resource.get("inputs"), sealed=True))
    )


def _object(value: Json, *, sealed: bool = False) -> dict[str, Value]:
    converted = _value(value, sealed, 0)
    return dict(converted) if isinstance(converted, Mapping) else {}


def _value(value: Json, sealed: bool, depth: int) -> Value:
    """Convert saved JSON; `sealed` keeps secrets unknown even where the export shows them."""
    if depth > _DEPTH:
        return UNKNOWN
    if isinstance(value, Mapping):
        if value.get(_SIGNATURE) == _SECRET:
            return _secret(value, sealed, depth)
        return {key: _value(item, sealed, depth + 1) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_value(item, sealed, depth + 1) for item in value]
    return value


def _secret(value: Object, sealed: bool, depth: int) -> Value:
    shown = value.get("plaintext")
    if sealed or not isinstance(shown, str):
        return UNKNOWN
    try:
        return _value(json.loads(shown), sealed, depth + 1)
    except ValueError:
        return UNKNOWN


def _texts(value: Json) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []
