"""Takes every secret out of an exported state and puts a stable placeholder in its place.

What the program is given in a local run (a provided secret's placeholder), and what it computes from a value, is the
same on both sides of a rehearsal: the preview shows the change that was asked for and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from cli.env.values import SECRET_KEY
from cli.errors import FAILED, UserError

Json: TypeAlias = Any
"""A value of a state file: JSON, whose shape is the engine's business."""
_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"
"""What marks a special value as a secret (pulumi sdk/v3, go/common/resource/sig)."""
_SHORTEST: Final = 6
"""Characters from which on a secret is looked for inside of other texts; a shorter one would be found by chance."""
_BRIDGE: Final = "__defaults"
"""What bridged plugins note beside the inputs; the program does not register it."""


def scrub(
    deployment: Mapping[str, Json],
    known: Mapping[str, str],
    public: Collection[str] = (),
    derivations: Sequence[Callable[[str], str]] = (),
) -> dict[str, Json]:
    """Return a deployment in which no secret is left.

    Args:
        deployment: What `pulumi stack export --show-secrets` gives under `deployment`.
        known: The placeholder of each secret that the program is given, by its value.
        public: Values that are no secrets, although a property that holds them is marked as one.
        derivations: What is computed from secrets; a later one may take what an earlier one gave.

    Raises:
        UserError: a secret is still there, or cannot be read; nothing must be written then.
    """
    resources = sorted(deployment.get("resources") or (), key=lambda each: str(each["urn"]))
    found = dict(known)
    for resource in resources:
        for place, value in _secret_texts(resource, str(resource["urn"])):
            if value not in public:
                found.setdefault(value, _placeholder(place))
    for derive in derivations:
        for value, stand_in in [*found.items(), *((each, each) for each in public)]:
            if (derived := derive(value)) in found:
                found[derived] = derive(stand_in)
    scrubbed = [_replaced(each, _Replacement(found)) for each in deployment.get("resources") or ()]
    _refuse_left_over(scrubbed, found)
    kept = {name: deployment[name] for name in ("manifest", "metadata") if name in deployment}
    return {**kept, "resources": scrubbed}


def _placeholder(place: str) -> str:
    """Return a text that depends on where a secret is, and on nothing of its value."""
    return hashlib.sha256(place.encode()).hexdigest()


def _secret_texts(value: Json, place: str) -> Iterator[tuple[str, str]]:
    """Yield every text that is marked as a secret, with its place."""
    if _is_secret(value):
        yield from _texts(_plaintext(value, place), place)
    elif isinstance(value, dict):
        for name in sorted(value):
            yield from _secret_texts(value[name], f"{place}.{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _secret_texts(each, f"{place}[{number}]")


def _texts(value: Json, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value:
        yield place, value
    elif isinstance(value, dict):
        for name in sorted(value):
            yield from _texts(value[name], f"{place}.{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _texts(each, f"{place}[{number}]")


def _is_secret(value: Json) -> bool:
    return isinstance(value, dict) and value.get(SECRET_KEY) == _SIGNATURE


def _plaintext(value: Mapping[str, Json], place: str) -> Json:
    try:
        return json.loads(value["plaintext"])
    except (KeyError, TypeError, ValueError):
        raise UserError(
            f"{place}: a secret that could not be decrypted, so it cannot be told from what may be shown. "
            "Nothing was written. Give Pulumi the stack's passphrase or key, and run this again.",
            FAILED,
        ) from None


class _Replacement:
    """Texts by their placeholders: whole ones first, then what a text contains, the longest first."""

    def __init__(self, found: Mapping[str, str]) -> None:
        self._whole = found
        self._parts = sorted((each for each in found if len(each) >= _SHORTEST), key=len, reverse=True)

    def of(self, text: str, *, secret: bool) -> str:
        """Return a text without secrets; a plain one that equals a short secret by chance stays."""
        if text in self._whole and (secret or len(text) >= _SHORTEST):
            return self._whole[text]
        for part in self._parts:
            text = text.replace(part, self._whole[part])
        return text


def _replaced(value: Json, replacement: _Replacement, *, secret: bool = False) -> Json:
    if _is_secret(value):
        inner = _replaced(_plaintext(value, "a secret"), replacement, secret=True)
        return {SECRET_KEY: _SIGNATURE, "plaintext": json.dumps(inner)}
    if isinstance(value, dict):
        kept = {name: each for name, each in value.items() if name != _BRIDGE}
        return {name: _replaced(each, replacement, secret=secret) for name, each in kept.items()}
    if isinstance(value, list):
        return [_replaced(each, replacement, secret=secret) for each in value]
    if isinstance(value, str):
        return replacement.of(value, secret=secret)
    return 0 if secret and isinstance(value, int | float) and not isinstance(value, bool) else value


def _refuse_left_over(scrubbed: Json, found: Mapping[str, str]) -> None:
    """Look once more, at what would be written: a mistake above must not publish a secret."""
    text = json.dumps(scrubbed, ensure_ascii=False)
    stand_ins = set(found.values())
    left = [each for each in found if len(each) >= _SHORTEST and each not in stand_ins and _written(each) in text]
    if left:
        raise UserError(
            f"{len(left)} secrets of the state would still be in the export, so nothing was written. "
            "This is a defect of the scrubbing; report the resource types of the state.",
            FAILED,
        )


def _written(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
