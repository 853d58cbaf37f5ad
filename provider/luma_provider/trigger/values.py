"""Values that must never become a variable: they are no value, only what something shows instead of one."""

import hashlib
import hmac
import re
import secrets
from typing import Final

from luma_provider.values import Secret

_REDACTED: Final = re.compile(r"[<\[(]?(redacted|sensitive|secret|hidden|masked|encrypted)[>\])]?|[*•]+", re.IGNORECASE)
_CIPHERTEXT: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("Pulumi's", re.compile(r"v1:[A-Za-z0-9+/=]{12,}:[A-Za-z0-9+/=]+")),
    ("Pulumi's", re.compile(r'\{.*"4dabf18193072939515e22adb298388d".*\}', re.DOTALL)),
    ("Vercel's", re.compile(r"eyJ2Ijoi[A-Za-z0-9+/=_-]+")),
    ("SOPS'", re.compile(r"ENC\[AES256_GCM,.*\]", re.DOTALL)),
    ("Ansible Vault's", re.compile(r"\$ANSIBLE_VAULT;.*", re.DOTALL)),
    ("age's", re.compile(r"(-----BEGIN AGE ENCRYPTED FILE-----|age-encryption\.org/).*", re.DOTALL)),
    ("PGP's", re.compile(r"-----BEGIN PGP MESSAGE-----.*", re.DOTALL)),
)
"""Vercel's: its API answers with base64 of {"v":"v2",…} for an encrypted variable (vercel/vercel#17641)."""
_KEYS: Final = {"tr_dev_": "dev", "tr_stg_": "staging", "tr_prod_": "prod", "tr_preview_": "preview"}
"""Trigger.dev's own keys say which environment they belong to."""


def refusal(value: Secret, environment: str) -> str:
    """Say why a value cannot be right for an environment, empty where it can; never repeats the value."""
    text = value.reveal().strip()
    if not text:
        return "is empty: the jobs would start without it; leave the resource out, or give the value"
    if _REDACTED.fullmatch(text):
        return "is what some service shows instead of a value (redacted): give the value itself"
    for whose, shape in _CIPHERTEXT:
        if shape.fullmatch(text):
            return f"looks like {whose} ciphertext: the jobs would get it as it stands; give the decrypted value"
    owner = next((each for prefix, each in _KEYS.items() if text.startswith(prefix)), environment)
    if owner != environment:
        return f"is a key of the environment {owner}, which must not reach {environment}"
    return ""


def fingerprint(value: Secret, known: str = "") -> str:
    """Make a salted fingerprint; with `known`, one that equals it where the value is still the same."""
    salt = known.partition(":")[0] or secrets.token_hex(16)
    digest = hmac.new(salt.encode(), value.reveal().encode(), hashlib.sha256).hexdigest()
    return f"{salt}:{digest}"


def matches(value: Secret, known: str) -> bool:
    """Tell whether a value is the one that a fingerprint was made of."""
    return bool(known) and hmac.compare_digest(fingerprint(value, known), known)
