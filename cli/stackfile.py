"""A stack file as Pulumi sees it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import yaml

from cli.errors import UserError
from cli.local.home import project_name

_LARGEST: Final = 20_000
"""More nodes than any stack file has."""
_LONGEST: Final = 500_000
_CONVERSIONS: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What PyYAML lets through from a tag that does not fit its value (`!!int x`), and from too deep a nesting."""


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain scalars, as Pulumi reads them: `no` is a word, a date is a string."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def read_config(path: Path) -> dict[str, Any]:
    """Return the `config` section of a stack file, with every key in its full form (`luma:NAME`).

    Raises:
        UserError: it cannot be read, or is no stack file.
    """
    try:
        content = _load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, *_CONVERSIONS) as error:
        raise UserError(
            f"{path.name}: cannot be read as YAML, so nothing was done. Correct it: {_told(error)}"
        ) from None
    config = content.get("config") if isinstance(content, dict) else None
    if not isinstance(config, dict):
        raise UserError(
            f"{path.name}: no `config:` section, so the stack has no settings. Copy one from another stack."
        )
    return {_full(str(key)): value for key, value in config.items()}


def _load(text: str) -> object:
    """Read one document; its size is judged before anything is built of it, for an alias can repeat an alias."""
    if len(text) > _LONGEST:
        raise yaml.MarkedYAMLError(problem=f"it has more than {_LONGEST} characters")
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _judge(node, {}, set())
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _judge(node: yaml.Node, sizes: dict[int, int], above: set[int]) -> int:
    """Return how many nodes a node stands for.

    Raises:
        yaml.YAMLError: too many, a node within itself, or a key that is there twice: Pulumi reads no such file.
    """
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) in above:
        raise yaml.MarkedYAMLError(problem="an alias is within what it names", problem_mark=node.start_mark)
    if id(node) not in sizes:
        above.add(id(node))
        parts = node.value
        if isinstance(node, yaml.MappingNode):
            _refuse_twins(node)
            parts = [part for pair in node.value for part in pair]
        sizes[id(node)] = 1 + sum(_judge(part, sizes, above) for part in parts)
        above.discard(id(node))
    if sizes[id(node)] > _LARGEST:
        raise yaml.MarkedYAMLError(problem="aliases repeat it without end", problem_mark=node.start_mark)
    return sizes[id(node)]


def _refuse_twins(node: yaml.MappingNode) -> None:
    names = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
    if twins := sorted(name for name, count in names.items() if count > 1):
        raise yaml.MarkedYAMLError(problem=f"{', '.join(twins)} is there twice", problem_mark=node.start_mark)


def _told(error: Exception) -> str:
    """Say what is wrong and where, without the line itself, which may hold a secret that was put there by mistake."""
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}: " if mark else ""
    said = getattr(error, "problem", None) or getattr(error, "strerror", None) or getattr(error, "reason", None)
    return where + (said or "it is nested too deeply, or holds a value that is none of its kind")


def is_secure(value: object) -> bool:
    """Return whether a configuration value is an encrypted one."""
    return isinstance(value, dict) and set(value) == {"secure"}


def holds_secure(value: object) -> bool:
    """Return whether an encrypted value is anywhere in a configuration value."""
    if isinstance(value, dict):
        return is_secure(value) or any(holds_secure(item) for item in value.values())
    return isinstance(value, list) and any(holds_secure(item) for item in value)


def _full(key: str) -> str:
    return key if ":" in key else f"{project_name()}:{key}"
