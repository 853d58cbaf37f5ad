"""Ids shaped as the vendors' own, derived by hash from a seed.

Derived rather than random, so that the same program builds the same world in every run whatever the order
of its concurrent operations: recorded output can be compared. `Transaction.seed` gives the seed, which
differs for each new life of the same name, because a real cloud never gives an id out twice.
Secret material (keys, tokens) must never come from here: use the `secrets` module.
"""

import hashlib
import string
from typing import Final

ALPHABET: Final = string.ascii_letters + string.digits


def _digest(seed: str, length: int) -> bytes:
    return hashlib.shake_256(seed.encode()).digest(length)


def hexadecimal(seed: str, length: int = 32) -> str:
    """Derive `length` hex digits (Cloudflare's ids have 32)."""
    return _digest(seed, length)[: (length + 1) // 2].hex()[:length]


def alphanumeric(seed: str, length: int = 24) -> str:
    """Derive `length` letters and digits (Vercel's `prj_` ids have 28)."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in _digest(seed, length))


def number(seed: str, digits: int = 9) -> int:
    """Derive a number of exactly `digits` digits (GitHub's and Sentry's ids)."""
    low = int(10 ** (digits - 1))
    return low + int.from_bytes(_digest(seed, 16), "big") % (9 * low)


def uuid(seed: str) -> str:
    """Derive a version-4-shaped UUID."""
    digits = hexadecimal(seed, 32)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
