"""What a local cloud holds, field by field, without what differs between any two runs: ids, times, hidden values."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Final, TypeAlias

from tests.engine import GIT_OBJECTS, Checkout

Content: TypeAlias = tuple[str, str, str, str, str]
"""Cloud, type, label and field of a thing, and the field's value as JSON."""
TIMES: Final = re.compile(r"(_at|_on|sha|suffix|key_id|public_id)$|^(created|modified|updated)")
"""Fields that tell when something was made, or a new hash of it, or name its place anew each time that is made; a
token's suffix is the end of its value."""
RULE: Final = r"\brule_\w+"
"""Ids that Vercel gives a firewall's rules."""
HIDDEN: Final = ({"$fingerprint"}, {"$secret"})
SHORTEST_ID: Final = 6


def contents(checkout: Checkout) -> Counter[Content]:
    """Return every field of every thing in a checkout's local cloud, ids spelled as `ID`."""
    stored = checkout.stored()
    ids = {str(fields["id"]) for *_, fields in stored if len(str(fields.get("id", ""))) >= SHORTEST_ID}
    known = re.compile("|".join([*(re.escape(each) for each in sorted(ids, key=len, reverse=True)), RULE]))
    return Counter(
        (cloud, kind, known.sub("ID", label), name, known.sub("ID", json.dumps(_open(value), sort_keys=True)))
        for cloud, kind, label, fields in stored
        if kind not in GIT_OBJECTS
        for name, value in fields.items()
        if not TIMES.search(name)
    )


def _open(value: Any) -> Any:
    """Return a value with `hidden` in place of what nobody can read again."""
    if isinstance(value, dict):
        return "hidden" if set(value) in HIDDEN else {name: _open(each) for name, each in value.items()}
    return [_open(each) for each in value] if isinstance(value, list) else value
