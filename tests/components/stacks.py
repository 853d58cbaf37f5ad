"""The committed stacks, built for tests: whole, or with one setting changed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import yaml

from components.github_files import File
from components.platform import Outputs, PlatformStack
from components.resources import cloudflare, github, luma, random, sentry, vercel
from components.resources._resource import Resource
from payload.files import PayloadFile
from settings.parse import parse
from settings.places import provided_secrets
from settings.platform import Platform
from tests.components.recorder import Recorder, record

ROOT = Path(__file__).resolve().parents[2]
FILES: Mapping[str, File] = {
    ".github/workflows/deploy.yml": PayloadFile("name: deploy\n", "managed"),
    "package.json": PayloadFile("{}\n", "merged"),
    "src/proxy.ts": PayloadFile("export {}\n", "scaffold"),
    "vercel.json": PayloadFile("{}\n", "managed"),
}


def raw(stack: str) -> dict[str, Any]:
    """Read the object `luma:platform` of a committed stack file, to be changed at will."""
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)["config"]["luma:platform"]
    return found


def changed(stack: str, changes: Mapping[str, Any]) -> Platform:
    """Read a committed stack's settings with values set by dotted path, such as `app.name`; None removes one."""
    found = raw(stack)
    for path, value in changes.items():
        *parents, key = path.split(".")
        node = found
        for parent in parents:
            node = node.setdefault(parent, {})
        node[key] = value
        if value is None:
            del node[key]
    return parse(found, stack)


def classes() -> list[type[Resource]]:
    """Every generated resource class."""
    modules = (cloudflare, github, luma, random, sentry, vercel)
    found = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return sorted((one for one in found if issubclass(one, Resource) and one is not Resource), key=lambda one: one.TYPE)


def recorder() -> Recorder:
    """Make a recorder that answers each generated type's computed properties."""
    return Recorder(outputs={one.TYPE: one.OUTPUTS for one in classes()})


def secret(name: str) -> str:
    """Make the value of a provided secret in tests."""
    return f"canary-{name}"


def build(
    stack: str,
    changes: Mapping[str, Any] | None = None,
    found: dict[str, Any] | None = None,
    files: Mapping[str, File] = FILES,
) -> Recorder:
    """Build a whole stack; its outputs are put into `found` where that is given."""
    platform = changed(stack, changes or {})
    into = recorder()

    def program() -> None:
        secrets = {one.name: pulumi.Output.secret(secret(one.name)) for one in provided_secrets(platform)}
        outputs: Outputs = PlatformStack(platform, secrets, files).outputs()
        if found is not None:
            found.update(outputs)

    return record(program, into, stack)
