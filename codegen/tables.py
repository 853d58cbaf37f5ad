"""Writes `localcloud/plugin/tables/<cloud>.json`: what the local cloud checks inputs against.

The running local cloud imports no SDK; it reads these tables instead. One property a line, sorted, in the
compact spelling of `codegen.model` (`string!`, `[string]`, `#ObjectName`, ` secret`, ` deprecated`, ` json`).
"""

import json
from collections.abc import Iterable
from pathlib import Path

from codegen.model import Package, Property, ResourceType
from codegen.sdk import packages

FOLDER = Path("localcloud/plugin/tables")


def generate() -> dict[Path, str]:
    """Every table's text by its path from the repository's root."""
    return {FOLDER / f"{each.cloud}.json": table(each) for each in packages()}


def table(package: Package) -> str:
    """One cloud's table as JSON text ending in a newline."""
    everything = (package.provider, *package.resources)
    objects = {name: found for each in everything for name, found in each.objects.items()}
    content = {
        "plugin": package.plugin,
        "version": package.version,
        "provider": _spelled(package.provider.inputs),
        "resources": {each.token: _resource(each) for each in package.resources},
        "objects": {name: _spelled(objects[name].properties) for name in sorted(objects)},
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _resource(resource: ResourceType) -> dict[str, object]:
    described: dict[str, object] = {
        "inputs": _spelled(resource.inputs),
        "outputs": _spelled(resource.outputs),
    }
    if resource.replace_on_changes:
        described["replaceOnChanges"] = list(resource.replace_on_changes)
    return described


def _spelled(properties: Iterable[Property]) -> dict[str, str]:
    return {each.wire: each.text() for each in sorted(properties, key=lambda each: each.wire)}
