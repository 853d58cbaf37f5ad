"""The one registry of resource types; their modules fill it when `resources` imports them."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from luma_provider.errors import ProviderError
from luma_provider.resource import Resource

R = TypeVar("R", bound=Resource[Any])


class UnknownType(ProviderError):
    """A type token that this provider does not serve; the message lists those it does."""


class Registry:
    """Resource types by token, e.g. `luma:sentry:Alert`."""

    def __init__(self) -> None:
        self._types: dict[str, type[Resource[Any]]] = {}

    def resource(self, token: str) -> Callable[[type[R]], type[R]]:
        """Register a resource type under its token."""

        def register(kind: type[R]) -> type[R]:
            self._types[token] = kind
            return kind

        return register

    def find(self, token: str) -> type[Resource[Any]]:
        """Give a resource type; raises `UnknownType` naming the known ones."""
        if token not in self._types:
            raise UnknownType(f"unknown resource type {token}: luma serves {', '.join(sorted(self._types))}")
        return self._types[token]

    def __iter__(self) -> Iterator[tuple[str, type[Resource[Any]]]]:
        return iter(sorted(self._types.items()))


REGISTRY = Registry()
