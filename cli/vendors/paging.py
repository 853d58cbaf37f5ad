"""Where a vendor's list goes on after one of its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import httpx

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Query: TypeAlias = Mapping[str, str | int]
Following: TypeAlias = "Callable[[Page], Query | str | None]"
"""Finds where a list goes on: query parameters to add, a whole address, or None at its end."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its JSON and its headers."""

    data: Json
    headers: httpx.Headers


def by_link(page: Page) -> str | None:
    """Follow the `Link` header, as GitHub and Sentry do; Sentry always names a next page and says if it has results."""
    link: str = page.headers.get("link", "")
    for part in link.split(","):
        address, _, parameters = part.strip().partition(">")
        if 'rel="next"' in parameters and 'results="false"' not in parameters:
            return address.removeprefix("<")
    return None


def by_number(page: Page) -> Query | None:
    """Count pages by Cloudflare's `result_info`, which does not tell everywhere how many there are."""
    info = _part(page.data, "result_info")
    number, pages, items, size = (info.get(name) for name in ("page", "total_pages", "total_count", "per_page"))
    if not isinstance(number, int):
        return None
    if isinstance(pages, int):
        return {"page": number + 1} if number < pages else None
    more = isinstance(items, int) and isinstance(size, int) and number * size < items
    return {"page": number + 1} if more else None


def by_cursor(page: Page) -> Query | None:
    """Follow the cursor of Cloudflare's `result_info`, which is empty at the end."""
    cursor = _part(page.data, "result_info").get("cursor")
    return {"cursor": cursor} if isinstance(cursor, str) and cursor else None


def by_mark(name: str) -> Following:
    """Follow Vercel's `pagination.next`, which goes into the query parameter `name`."""

    def following(page: Page) -> Query | None:
        mark = _part(page.data, "pagination").get("next")
        return {name: mark} if isinstance(mark, (str, int)) and mark else None

    return following


def _part(data: Json, name: str) -> Mapping[str, Json]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}
