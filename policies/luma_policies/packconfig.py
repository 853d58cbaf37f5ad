"""Writes all settings of a stack's policies as `--policy-pack-config` takes them.

`python -m luma_policies.packconfig Pulumi.prod.yaml` states every setting, defaults too: with the file in hand the pack
takes nothing from the stack file of the program that it judges. So a pull request is judged by the base branch's
settings and waivers, whatever its own stack file says.

Exit code 0: written to standard output. 2: the stack file or its settings cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from .config import ENGINE_POLICIES, PROPERTIES, BadConfiguration, load
from .facts import facts
from .registry import RULES
from .schema import Json
from .view import Value
from .workflow_text import read_yaml


def stated(platform: Mapping[str, object], policies: Mapping[str, Json]) -> dict[str, Json]:
    """Return every setting: what a stack file says, over what follows from its platform, over the defaults.

    Raises:
        BadConfiguration: naming every problem.
    """
    given: dict[str, Json] = {**facts(platform), **policies}  # type: ignore[dict-item]  # JSON that `load` checks
    load(given, RULES)
    return {**{name: schema["default"] for name, schema in PROPERTIES.items()}, **given}


def of_stack_file(path: Path) -> dict[str, Json]:
    """Return every setting of the policies in a stack file.

    Raises:
        BadConfiguration: it cannot be read, or its settings cannot be used.
    """
    try:
        tree, problem = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        tree, problem = {}, f"cannot be read ({type(error).__name__})"
    config = tree.get("config") if isinstance(tree, Mapping) else None
    if problem or not isinstance(config, Mapping):
        said = problem or "has no `config:` section"
        raise BadConfiguration(f"{path}: {said}, so no setting was found. Name a stack file such as Pulumi.prod.yaml.")
    return stated(_object(path, config, "platform"), _object(path, config, "policies"))


def _object(path: Path, config: Mapping[str, Value], name: str) -> dict[str, Json]:
    """Return the object under `<project>:<name>`, which `pulumi config set` writes as text."""
    found = next((value for key, value in config.items() if key.rsplit(":", 1)[-1] == name), {})
    if isinstance(found, str):
        tree, problem = read_yaml(found)  # JSON is YAML
        found = None if problem else tree
    if not isinstance(found, Mapping):
        raise BadConfiguration(f"{path}: `{name}` is no object, so no rule could be trusted. Write one such as {{}}.")
    return dict(found)  # type: ignore[arg-type]  # a file holds nothing unknown


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m luma_policies.packconfig", description=__doc__)
    parser.add_argument("file", type=Path, help="stack file, such as Pulumi.prod.yaml")
    given = parser.parse_args(arguments)
    try:
        settings = of_stack_file(given.file)
    except BadConfiguration as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    sys.stdout.write(json.dumps(dict.fromkeys(ENGINE_POLICIES, settings), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
