"""Routes: a method and a path, what it counts as for the fault table, and the function that translates."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import quote, urlencode

from localcloud.core.entities import Json
from localcloud.core.errors import CloudError, Invalid
from localcloud.core.transaction import Transaction
from localcloud.plugin.inputs import Inputs

_NUMBER: Final = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Request:
    """A request: the variable parts of its path, its query, its body, its headers, and the address it came to.

    Headers have lower-case names. A body of type `application/octet-stream` is a file: `content`, not `json`.
    """

    params: Mapping[str, str]
    query: Mapping[str, str]
    json: Json
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def body(self) -> Inputs:
        """Typed access to a body that is an object."""
        return Inputs(self.json if isinstance(self.json, dict) else {})

    def number(self, name: str, default: int) -> int:
        """Read a whole number of the query, a default where it is absent or empty; raises `Invalid`."""
        text = self.query.get(name) or str(default)
        if not _NUMBER.fullmatch(text):
            raise Invalid(f"{name} must be a number", status=400)
        return int(text)


@dataclass(frozen=True)
class Answer:
    """What goes back: JSON (none for 204), status, headers."""

    json: Json = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Function: TypeAlias = Callable[[Transaction, Request], Answer]


@dataclass(frozen=True)
class Route:
    """One route; `target` and `operation` are what faults name."""

    method: str
    path: re.Pattern[str]
    target: str
    operation: str
    function: Function


@dataclass(frozen=True)
class Api:
    """One vendor's API: its cloud in the fault table, how it spells an error, and its routes.

    `token_length` is how many characters its token has, 0 for an API that asks for none; `denied` is the status of its
    answer to a wrong one. `ordered` names the lists of its answers whose order means something: in an object by their
    own name, else by the last part of the route's path; any other list may come back in any order.
    """

    cloud: str
    spell: Callable[[CloudError], Json]
    routes: list[Route] = field(default_factory=list)
    token_length: int = 40
    denied: int = 401
    ordered: frozenset[str] = frozenset()

    def route(self, method: str, path: str, target: str, operation: str) -> Callable[[Function], Function]:
        """Register a function for a path; `{name}` is one segment of it, `{name:path}` the rest."""

        def register(function: Function) -> Function:
            self.routes.append(Route(method, _pattern(path), target, operation, function))
            return function

        return register

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
        """Find the route of a request, and the variable parts of its path."""
        for route in self.routes:
            if route.method == method and (found := route.path.fullmatch(path)):
                return route, found.groupdict()
        return None


def _pattern(path: str) -> re.Pattern[str]:
    def part(found: re.Match[str]) -> str:
        name, rest = found.groups()
        return f"(?P<{name}>{'.+' if rest else '[^/]+'})"

    return re.compile(re.sub(r"\{(\w+)(:path)?\}", part, path))


def page(items: list[Json], request: Request, path: str, size: int, *, name: str = "cursor") -> Answer:
    """Answer with one page of a list and a `Link` header to the next, in the shape that Sentry and GitHub share."""
    start = request.number(name, 0)
    more = start + size < len(items)
    query = urlencode({**request.query, name: start + size})
    following = f"{request.address}{quote(path)}?{query}"
    link = f'<{following}>; rel="next"; results="{str(more).lower()}"; cursor="{start + size}"'
    return Answer(list(items[start : start + size]), headers={"Link": link})
