"""Whether a secret looks like what the catalogue says it is. No message repeats anything of a value."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from settings.model import Environment
from settings.variable import Variable

_STAND_INS: Final = re.compile(
    r"(?i)\[?(sensitive|redacted|secret|hidden)\]?|<.*>|x{4,}|\*{3,}|change-?me.*|your[-_ ].*|todo|null|undefined|none"
)
"""What stands where a value should be: Vercel writes `[SENSITIVE]` for what it does not give back."""
_BEGINNINGS: Final = {
    "OPENROUTER_API_KEY": ("sk-or-",),
    "RESEND_API_KEY": ("re_",),
    "SENTRY_AUTH_TOKEN": ("sntrys_", "sntryu_"),
    "TRIGGER_ACCESS_TOKEN": ("tr_pat_",),
}
_TRIGGER: Final = {"production": "tr_prod_", "staging": "tr_stg_"}
"""Trigger.dev's keys carry their environment (trigger.dev/docs/apikeys)."""
_SHORTEST: Final = {"SUPER_ADMIN_PASSWORD": 12, "VERCEL_TOKEN": 24}
_PLAIN_SHORTEST: Final = 6
_KEY_BYTES: Final = 32
_JWT_PARTS: Final = 3


def problems(variable: Variable, value: str, environment: Environment) -> list[str]:
    """Return what is wrong with a secret's value, each with its consequence and fix."""
    if not value.strip():
        return [f"{variable.name}: empty; the app would not start. Give it a value, or leave the line out."]
    if _STAND_INS.fullmatch(value.strip()) or value == variable.example:
        return [f"{variable.name}: a stand-in, not the value; the app would fail with it. Give the real one."]
    if value != value.strip() or any(ord(letter) < ord(" ") for letter in value):
        return [f"{variable.name}: blanks around it or control characters in it; it would not match. Take them out."]
    return [f"{variable.name}: {problem}" for problem in _shape(variable, value, environment)]


def _shape(variable: Variable, value: str, environment: Environment) -> Iterator[str]:
    name = variable.name
    beginnings = _BEGINNINGS.get(name, ())
    if name in {"TRIGGER_API_KEY", "TRIGGER_SECRET_KEY"}:
        beginnings = (_TRIGGER[environment],)
    if beginnings and not value.startswith(beginnings):
        yield (
            f"does not begin with {' or '.join(beginnings)}; it is another key, or one of another environment. "
            "Copy the right one."
        )
    if len(value) < (shortest := _SHORTEST.get(name, _PLAIN_SHORTEST)):
        yield f"{len(value)} characters; at least {shortest} are expected, so it was cut, or is weak. Give it whole."
    if variable.format == "postgresql":
        yield from _postgresql(value)
    elif variable.format == "base64":
        yield from _base64(value)
    if name == "SUPABASE_SERVICE_ROLE_KEY":
        yield from _service_role(value)


def _postgresql(value: str) -> Iterator[str]:
    try:
        parts = urlsplit(value)
        whole = bool(parts.hostname and parts.username and parts.password and parts.path.strip("/"))
        _ = parts.port
    except ValueError:
        whole = False
        parts = urlsplit("")
    if not whole or parts.scheme not in {"postgres", "postgresql"}:
        yield (
            "no postgresql://user:password@host:port/database; nothing could connect by it. Copy the whole string, "
            "with special characters of the password percent-encoded."
        )


def _base64(value: str) -> Iterator[str]:
    try:
        size = len(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if size < _KEY_BYTES:
        yield f"not {_KEY_BYTES} bytes in base64; it would be refused or weak. Make one: openssl rand -base64 32"


def _service_role(value: str) -> Iterator[str]:
    """Tell Supabase's public key from the secret one: both are JWTs that name their role."""
    if value.startswith("sb_secret_"):
        return
    parts = value.split(".")
    try:
        middle = parts[1] + "=" * (-len(parts[1]) % 4)
        role = json.loads(base64.urlsafe_b64decode(middle))["role"] if len(parts) == _JWT_PARTS else None
    except (IndexError, ValueError, KeyError, TypeError):
        role = None
    if role != "service_role":
        yield "no key with the role service_role; the app's server could not write. Copy that one, not the anon key."
