"""The shapes of requests: method and path, with every id that another run would have otherwise made plain."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

_IDS: Final = (
    (re.compile(r"/(prj|team|env|rte|rule|bypass|tok|dpl|icfg)_[A-Za-z0-9]+"), r"/\1_1"),
    (re.compile(r"(?<=[/])[0-9a-f]{32,64}(?=/|$)"), "0" * 32),
    (re.compile(r"(?<=[/])[0-9a-f]{40}(?=/|$)"), "0" * 40),
    (re.compile(r"(?<=/)(?<!/api/)\d+(?=/|$)"), "1"),
)


def shapes(requests: Iterable[tuple[str, str]]) -> set[str]:
    """Give the shapes of requests: `GET /api/v3/repos/luma-app/web`."""
    return {f"{method} {_plain(urlsplit(path).path)}" for method, path in [*requests]}


def _plain(path: str) -> str:
    for pattern, plain in _IDS:
        path = pattern.sub(plain, path)
    return path
