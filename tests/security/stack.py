"""A stack whose every setting is filled in, and what it delivers."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from cli.stackfile import read_config
from payload.render import files
from settings.parse import parse

ROOT: Final = Path(__file__).resolve().parents[2]
Place = tuple[str | int, ...]
Raw = dict[str, Any]


@cache
def _written() -> str:
    raw: Raw = copy.deepcopy(read_config(ROOT / "Pulumi.prod.yaml")["luma:platform"])
    raw["vercel"] |= {
        "project": "luma-web",
        "build-command": "next build",
        "deployment-checks": ["migrate-production"],
        "crons": [{"path": "/api/cron/a", "schedule": "0 1 * * *"}],
        "skew-protection": "12 hours",
    }
    raw["github"] |= {"default-branch": "main", "release-tags": "v*", "required-checks": ["migration-check"]}
    raw["github"]["repository"] |= {"name": "luma-web", "origin": "new", "template": "luma-app/start"}
    raw["r2"]["images"]["name"], raw["r2"]["backups"]["name"] = "luma-images", "luma-backups"
    raw["dns"]["resend"] |= {"subdomain": "send", "region": "us-east-1"}
    raw["dns"]["dmarc"] = "v=DMARC1; p=reject"
    raw["sentry"] |= {"team": "luma", "project": "luma-web"}
    return json.dumps(raw)


def good() -> Raw:
    """Return raw settings of production in which every text is given, to be changed freely."""
    raw: Raw = json.loads(_written())
    return raw


def texts(value: object, where: Place = ()) -> Iterator[Place]:
    """Yield the place of every text in raw settings."""
    if isinstance(value, str):
        yield where
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in parts:
        yield from texts(each, (*where, key))


def with_text(where: Place, text: object) -> Raw:
    """Return the good settings with another value at a place."""
    raw = good()
    node: Any = raw
    for key in where[:-1]:
        node = node[key]
    node[where[-1]] = text
    return raw


def delivered(raw: Raw) -> dict[str, str]:
    """Return the text of each file that settings deliver.

    Raises:
        SettingsError: the settings are refused.
    """
    return {path: file.text for path, file in files(parse(raw, "prod")).items()}
