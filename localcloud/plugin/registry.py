"""The one registry of clouds, filled by each cloud's `plugin` module when it is loaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final, Generic, TypeVar

from localcloud.core.transaction import Transaction
from localcloud.plugin import schema
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.properties import Properties
from localcloud.plugin.resource import Resource

S = TypeVar("S")
R = TypeVar("R", bound=Resource[Any])  # a cloud's own `resource` method ties R to its service
Function = Callable[[S, Inputs], Properties]

# Every cloud with a plugin front end: `localcloud/<name>/plugin` holds `CLOUD`.
NAMES: Final = ("cloudflare", "github", "random", "sentry", "vercel")


class UnknownToken(Exception):
    """A type or function that this plugin does not serve; the message lists those it does."""


@dataclass
class Cloud(Generic[S]):
    """One cloud: how to make its service for an operation, and what its plugin serves.

    `service` gets the transaction and the provider's settings (without secrets); `seed` puts the cloud's
    section of the seed file into the world.
    """

    name: str
    service: Callable[[Transaction, Inputs], S]
    seed: Callable[[S, Inputs], None]
    resources: dict[str, Resource[S]] = field(default_factory=dict)
    functions: dict[str, Function[S]] = field(default_factory=dict)

    @property
    def table(self) -> schema.Table:
        """What the cloud's SDK says."""
        return schema.load(self.name)

    def resource(self, token: str) -> Callable[[type[R]], type[R]]:
        """Register a handler class for a type token; raises `UnknownToken` where the tables have no such type."""

        def register(handler: type[R]) -> type[R]:
            if token not in self.table.inputs:
                raise UnknownToken(f"{token} is not in the tables: add it to codegen/types.py")
            self.resources[token] = handler(token, self.table.inputs[token], self.table.outputs[token])
            return handler

        return register

    def function(self, token: str) -> Callable[[Function[S]], Function[S]]:
        """Register a function (an `Invoke`) for its token."""

        def register(function: Function[S]) -> Function[S]:
            self.functions[token] = function
            return function

        return register

    def handler(self, token: str) -> Resource[S]:
        """Find the handler of a type; raises `UnknownToken` listing the known types."""
        if token not in self.resources:
            raise UnknownToken(f"unknown resource type {token}: {self.name} serves {_listed(self.resources)}")
        return self.resources[token]

    def called(self, token: str) -> Function[S]:
        """Find a function; raises `UnknownToken` listing the known ones."""
        if token not in self.functions:
            raise UnknownToken(f"unknown function {token}: {self.name} serves {_listed(self.functions)}")
        return self.functions[token]


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(sorted(names)) or "none"


def load(name: str) -> Cloud[Any]:
    """Import a cloud's plugin module and give its `CLOUD`."""
    cloud: Cloud[Any] = import_module(f"localcloud.{name}.plugin").CLOUD
    return cloud


def load_all() -> dict[str, Cloud[Any]]:
    """Load every cloud, by name."""
    return {name: load(name) for name in NAMES}
