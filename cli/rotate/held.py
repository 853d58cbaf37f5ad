"""Where a stack's state holds values of environment variables, and which resource each comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cli.env.values import Fingerprints, Place, stored

MAKERS: Final = {
    "random:index/randomBytes:RandomBytes": "random bytes",
    "cloudflare:index/accountToken:AccountToken": "a Cloudflare token",
    "sentry:index/sentryKey:SentryKey": "a Sentry key",
    "vercel:index/userToken:UserToken": "a Vercel token",
}
"""Types that make a secret by themselves: a replacement makes another one."""


@dataclass(frozen=True, slots=True)
class Held:
    """A resource that holds a variable's value.

    `places` is where it puts it, `fingerprint` stands for the value (None where it is not known), and `maker` is the
    URN of the resource that makes the value, empty where the value is given.
    """

    urn: str
    variable: str
    places: tuple[Place, ...]
    fingerprint: str | None
    maker: str


@dataclass(frozen=True, slots=True)
class Maker:
    """A resource that makes a secret: its URN and type, whether it is protected, and its rotation number, if any."""

    urn: str
    type: str
    protected: bool
    rotation: int


def held(stack: str, resources: Iterable[Mapping[str, Any]], fingerprints: Fingerprints) -> list[Held]:
    """Return what holds a value in a state that was exported with its secrets decrypted, by URN."""
    found = []
    for resource in resources:
        places = list(stored(stack, [resource], fingerprints))
        if places and not resource.get("delete"):
            sources = (resource.get("propertyDependencies") or {}).get("value") or []
            made = next((str(each) for each in sources if _type(str(each)) in MAKERS), "")
            own = tuple(each.place for each in places)
            found.append(Held(str(resource["urn"]), places[0].variable, own, places[0].fingerprint, made))
    return sorted(found, key=lambda each: each.urn)


def makers(resources: Iterable[Mapping[str, Any]]) -> dict[str, Maker]:
    """Return the resources of a state that make a secret, by URN."""
    return {
        str(each["urn"]): Maker(str(each["urn"]), str(each["type"]), bool(each.get("protect")), _rotation(each))
        for each in resources
        if str(each["type"]) in MAKERS and not each.get("delete")
    }


def _rotation(resource: Mapping[str, Any]) -> int:
    number = ((resource.get("inputs") or {}).get("keepers") or {}).get("rotation", "0")
    return int(number) if str(number).isdigit() else 0


def _type(urn: str) -> str:
    """Return a URN's own type, without its parents' types."""
    return urn.split("::")[-2].rsplit("$", 1)[-1]
