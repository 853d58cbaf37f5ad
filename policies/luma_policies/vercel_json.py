"""Reads a delivered `vercel.json`, and the headers that it and the project routes set together.

Field meanings: vercel.com/docs/project-configuration. A file that cannot be read counts as having nothing in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .delivered import DeliveredFile, delivered_files
from .kinds import ROUTE
from .view import Known, Missing, Node, ResourceView, StackView, UnknownProperty, Value

_CATCH_ALL: Final = re.compile(r"\^?/?(\(\.\*\)|\.\*|:\w+\*|\(\?:\.\*\))\$?\Z")
_MIDDLEWARE: Final = re.compile(r"(src/)?(proxy|middleware|lib/csp)\.[cm]?[jt]sx?\Z|next\.config\.[cm]?[jt]s\Z")


@dataclass(frozen=True, slots=True)
class Header:
    """One response header: which paths it is for, its lower-case name, its value, and where it is declared.

    The value is None while it is not known.
    """

    source: str
    name: str
    value: str | None
    resource: ResourceView
    setting: str

    @property
    def everywhere(self) -> bool:
        """Whether it is for every path."""
        return bool(_CATCH_ALL.match(self.source))


def project_file(stack: StackView) -> DeliveredFile | None:
    """Return the delivered `vercel.json`, if there is one. May raise UnknownProperty while its text is unknown."""
    for file in delivered_files(stack):
        if file.path == "vercel.json":
            if file.text is None:
                raise UnknownProperty(file.setting)
            return file
    return None


def document(file: DeliveredFile | None) -> Node:
    """Return what the file says; an empty node when there is no file or it cannot be read."""
    return Node(_parsed(file.text) if file and file.text else {})


@lru_cache(maxsize=8)
def _parsed(text: str) -> dict[str, Value]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def readable(file: DeliveredFile) -> bool:
    """Whether the file is a JSON object."""
    return bool(_parsed(file.text or ""))


def headers(stack: StackView) -> list[Header]:
    """Return the headers of every owner: the file and the project routes. May raise UnknownProperty."""
    file = project_file(stack)
    found = [*_of_file(file)] if file else []
    for route in stack.of(ROUTE):
        found += _of_route(route)
    return found


def sent(stack: StackView, *names: str) -> Iterator[tuple[Header, str]]:
    """Yield each header of these names with its value, those that are known first.

    Raises:
        UnknownProperty: after them, the value of one is not known yet.
    """
    found = [header for header in headers(stack) if header.name in names]
    for header in sorted(found, key=lambda header: header.value is None):
        if header.value is None:
            raise UnknownProperty(header.setting)
        yield header, header.value


def _of_file(file: DeliveredFile) -> Iterator[Header]:
    for entry in document(file).items("headers"):
        for header in entry.items("headers"):
            name, value = header.text("key"), header.text("value")
            if name is not None and value is not None:
                yield Header(entry.text("source") or "", name.lower(), value, file.resource, file.setting)


def _of_route(route: ResourceView) -> Iterator[Header]:
    if route.flag("enabled") is False:
        return
    values = route.object("route.headers")
    for name in values.names():
        found = values.lookup(name)
        value = found.value if isinstance(found, Known) else None
        if isinstance(value, str) or found is Missing.UNKNOWN:
            text = value if isinstance(value, str) else None
            yield Header(route.text("route.src") or "", name.lower(), text, route, "route.headers")


def app_sends_csp(stack: StackView) -> bool:
    """Whether code that the stack delivers into the app sets a Content-Security-Policy per request."""
    return any(
        _MIDDLEWARE.match(file.path) and "content-security-policy" in (file.text or "").lower()
        for file in delivered_files(stack)
    )


@lru_cache(maxsize=64)
def directives(policy: str) -> dict[str, tuple[str, ...]]:
    """Split a Content-Security-Policy into its directives; of two of one name the first counts, as in browsers."""
    found: dict[str, tuple[str, ...]] = {}
    for part in policy.split(";"):
        words = part.split()
        if words:
            found.setdefault(words[0].lower(), tuple(words[1:]))
    return found
