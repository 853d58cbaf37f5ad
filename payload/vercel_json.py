"""`vercel.json`, computed from settings.

Field meanings: vercel.com/docs/project-configuration. Of several function patterns that match a file Vercel takes the
first, so the most specific comes first. A header or redirect owned by a project route is left out here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from settings.platform import Platform
    from settings.vercel import FunctionTimeout, Vercel

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"

SCHEMA: Final = "https://openapi.vercel.sh/vercel.json"
EVERY_FUNCTION: Final = "src/app/**/*"
"""Glob of the source files that can become a function of a Next.js app."""


def vercel_json(platform: Platform) -> str:
    """Return the text of `vercel.json`."""
    vercel = platform.vercel
    document: dict[str, Json] = {
        "$schema": SCHEMA,
        "framework": vercel.framework,
        "buildCommand": vercel.build_command,
        "regions": list(vercel.regions),
        "functions": functions(vercel),
        "headers": _headers(vercel),
        "redirects": _redirects(vercel),
    }
    if vercel.crons:
        document["crons"] = [{"path": cron.path, "schedule": cron.schedule} for cron in vercel.crons]
    if vercel.deploy_by == "actions":
        document["git"] = {"deploymentEnabled": False}
    return json.dumps(document, indent=2) + "\n"


def functions(vercel: Vercel) -> dict[str, Json]:
    """Return the time limits by glob, the most specific first and the default last."""
    limits: dict[str, Json] = {
        timeout.pattern: {"maxDuration": timeout.seconds}
        for timeout in sorted(vercel.function_timeouts, key=_specificity, reverse=True)
    }
    limits.setdefault(EVERY_FUNCTION, {"maxDuration": vercel.default_timeout})
    return limits


def _specificity(timeout: FunctionTimeout) -> tuple[int, int]:
    """Return how narrow a glob is: its literal start in characters, then its length."""
    return len(timeout.pattern.split("*", 1)[0]), len(timeout.pattern)


def _headers(vercel: Vercel) -> list[Json]:
    by_source: dict[str, list[Json]] = {}
    for header in vercel.headers:
        if header.owner == "vercel-json":
            by_source.setdefault(header.source, []).append({"key": header.name, "value": header.value})
    return [{"source": source, "headers": headers} for source, headers in by_source.items()]


def _redirects(vercel: Vercel) -> list[Json]:
    return [
        {"source": redirect.source, "destination": redirect.destination, "permanent": redirect.permanent}
        for redirect in vercel.redirects
        if redirect.owner == "vercel-json"
    ]
