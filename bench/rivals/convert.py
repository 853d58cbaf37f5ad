"""Turns our stack's state into an equivalent Terraform configuration.

The official Pulumi plugins wrap Terraform's providers, so a property is called nearly the same in both: camelCase
becomes snake_case, and Pulumi's plural of a list (`rules`) Terraform's singular (`rule`). Which of them are blocks,
nested attributes or maps is read from `terraform providers schema -json`.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bench.floor_state import Resource, is_provider, plain
from bench.rivals.hcl import Blocks, References, rendered

OURS: Final = "luma"
"""Our own provider's package: what it makes exists in no other provider."""
SOURCES: Final[Mapping[str, tuple[str, str]]] = {
    "cloudflare": ("cloudflare/cloudflare", "~> 5.22"),
    "github": ("integrations/github", "~> 6.13"),
    "random": ("hashicorp/random", "~> 3.9"),
    "sentry": ("jianyuan/sentry", "~> 0.11.2"),
    "vercel": ("vercel/vercel", "~> 5.10"),
}
"""Where Terraform gets each provider, and the versions: those that the Pulumi plugins in requirements.txt wrap."""
REGISTRY: Final = "registry.terraform.io"
UNKNOWN_TO_TERRAFORM: Final = frozenset({("vercel_project_environment_variable", "visibility")})
"""Properties without a twin; a variable's visibility follows from `sensitive`."""


class ConversionError(Exception):
    """The state holds what has no place in a Terraform configuration; the message names all of it."""


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A configuration (`main.tf`), its number of resources by Terraform type, and what was left out by Pulumi type."""

    text: str
    types: Counter[str]
    left_out: Counter[str]


def required_providers() -> str:
    """Return the part of a configuration that `terraform init` needs."""
    providers = {name: {"source": source, "version": version} for name, (source, version) in SOURCES.items()}
    return rendered({"terraform": Blocks([{"required_providers": Blocks([providers])}])})


def equivalent(state: Resource, schemas: Mapping[str, Any]) -> Equivalent:
    """Return the Terraform twin of a stack.

    A value that is another resource's output becomes a reference to it; other dependencies stand in `depends_on`.

    Args:
        state: Our state, as `pulumi stack export --show-secrets` gives it.
        schemas: What `terraform providers schema -json` prints.

    Raises:
        ConversionError: a type or property is unknown to the schemas, or two resources would have one address.
    """
    return _Conversion(state, schemas).result()


class _Conversion:
    def __init__(self, state: Resource, schemas: Mapping[str, Any]) -> None:
        known = schemas["provider_schemas"]
        self._providers = {name: known[f"{REGISTRY}/{source}"] for name, (source, _) in SOURCES.items()}
        custom = [each for each in state["deployment"]["resources"] if each.get("custom")]
        self._settings = [each for each in custom if is_provider(each) and _package(each) != OURS]
        resources = [each for each in custom if not is_provider(each)]
        self._left_out = Counter(each["type"] for each in resources if _package(each) == OURS)
        self._resources = {each["urn"]: each for each in resources if _package(each) != OURS}
        self._wrong: set[str] = set()

    def result(self) -> Equivalent:
        resources = self._all()
        heads = {f'provider "{_package(each)}"': self._provider(each) for each in self._settings}
        if self._wrong:
            raise ConversionError("not in Terraform's schemas, or twice: " + "; ".join(sorted(self._wrong)))
        for kind, label in resources:
            heads[f'resource "{kind}" "{label}"'] = resources[kind, label]
        text = required_providers() + rendered({head: Blocks([body]) for head, body in heads.items()})
        return Equivalent(text, Counter(kind for kind, _ in resources), self._left_out)

    def _provider(self, provider: Resource) -> dict[str, Any]:
        name, inputs = _package(provider), plain(provider["inputs"])
        settings = {key: value for key, value in inputs.items() if key not in {"__internal", "version"}}
        return self._body(name, self._providers[name]["provider"]["block"], settings, {})

    def _all(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return the bodies of all resources by type and label."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for each in self._resources.values():
            kind, label = _type(each), _label(each)
            schema = self._providers[_package(each)]["resource_schemas"].get(kind)
            if schema is None or (kind, label) in found:
                self._wrong.add(f"{each['type']} {label}")
            else:
                found[kind, label] = self._resource(each, kind, schema["block"])
        return found

    def _resource(self, resource: Resource, kind: str, block: Mapping[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for name, value in plain(resource.get("inputs", {})).items():
            if (kind, name) not in UNKNOWN_TO_TERRAFORM:
                body |= self._body(kind, block, {name: value}, self._references(resource, name))
        others = [self._resources[urn] for urn in resource.get("dependencies", []) if urn in self._resources]
        text = rendered(body)
        rest = sorted(address for address in map(_address, others) if f"${{{address}." not in text)
        return {**body, "depends_on": References(rest)} if rest else body

    def _references(self, resource: Resource, name: str) -> dict[str, str]:
        """Return by value the expression for what a property takes from other resources."""
        urns = resource.get("propertyDependencies", {}).get(name, [])
        found: dict[str, str] = {}
        for other in (self._resources[urn] for urn in urns if urn in self._resources):
            schema = self._providers[_package(other)]["resource_schemas"].get(_type(other), {"block": {}})
            for output, value in [("id", other["id"]), *sorted(plain(other["outputs"]).items())]:
                argument = _argument(output, schema["block"].get("attributes", {}))
                if argument and isinstance(value, str) and value:
                    found.setdefault(value, f"${{{_address(other)}.{argument}}}")
        return found

    def _body(
        self, path: str, block: Mapping[str, Any], inputs: Mapping[str, Any], known: Mapping[str, str]
    ) -> dict[str, Any]:
        """Return the arguments and blocks of one block."""
        attributes, blocks = block.get("attributes", {}), block.get("block_types", {})
        body: dict[str, Any] = {}
        for name, value in inputs.items():
            argument = _argument(name, [*attributes, *blocks])
            if argument is None:
                self._wrong.add(f"{path}.{name}")
                continue
            inside = f"{path}.{argument}"
            if argument in blocks:
                each = value if isinstance(value, list) else [value]
                body[argument] = Blocks([self._body(inside, blocks[argument]["block"], one, known) for one in each])
            else:
                body[argument] = self._value(inside, attributes[argument].get("nested_type"), value, known)
        return body

    def _value(self, path: str, inner: Mapping[str, Any] | None, value: Any, known: Mapping[str, str]) -> Any:
        if inner is None:
            return _literal(value, known)
        if isinstance(value, list):
            return [self._value(path, inner, each, known) for each in value]
        if inner.get("nesting_mode") == "map":
            return {key: self._body(path, inner, each, known) for key, each in value.items()}
        return self._body(path, inner, value, known)


def _literal(value: Any, known: Mapping[str, str]) -> Any:
    """Return a value as Terraform reads it back: its strings are templates."""
    if isinstance(value, dict):
        return {key: _literal(each, known) for key, each in value.items()}
    if isinstance(value, list):
        return [_literal(each, known) for each in value]
    if isinstance(value, str):
        return known.get(value) or value.replace("${", "$${").replace("%{", "%%{")
    return value


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _argument(name: str, known: Collection[str]) -> str | None:
    snake = _snake(name)
    return next((each for each in (snake, snake.removesuffix("s")) if each in known), None)


def _package(resource: Resource) -> str:
    kind = str(resource["type"])
    return kind.rpartition(":")[2] if is_provider(resource) else kind.partition(":")[0]


def _type(resource: Resource) -> str:
    package, name = _package(resource), _snake(str(resource["type"]).rpartition(":")[2])
    return name if name.startswith(f"{package}_") else f"{package}_{name}"


def _label(resource: Resource) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", resource["urn"].rpartition("::")[2])


def _address(resource: Resource) -> str:
    return f"{_type(resource)}.{_label(resource)}"
