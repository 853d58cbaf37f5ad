"""Makes random values from the operating system's generator; keeps none."""

import base64
import hashlib
import secrets
import string
from dataclasses import dataclass
from typing import Final

SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"


@dataclass(frozen=True)
class PasswordRules:
    """What a password is made of: its length, the classes of characters and the least number of each."""

    length: int
    lower: bool = True
    upper: bool = True
    numeric: bool = True
    special: bool = True
    override_special: str = ""
    min_lower: int = 0
    min_upper: int = 0
    min_numeric: int = 0
    min_special: int = 0

    def classes(self) -> list[tuple[str, int]]:
        """List the characters of each class in use with their least number."""
        rows = (
            (self.lower, string.ascii_lowercase, self.min_lower),
            (self.upper, string.ascii_uppercase, self.min_upper),
            (self.numeric, string.digits, self.min_numeric),
            (self.special, self.override_special or SPECIAL, self.min_special),
        )
        return [(characters, least) for used, characters, least in rows if used]

    def least(self) -> int:
        """Add up the least numbers."""
        return self.min_lower + self.min_upper + self.min_numeric + self.min_special


class RandomService:
    """Random values; it has no world of its own."""

    def octets(self, length: int) -> bytes:
        """Draw `length` bytes."""
        return secrets.token_bytes(length)

    def password(self, rules: PasswordRules) -> str:
        """Draw a password by its rules, its characters in random order."""
        classes = rules.classes()
        drawn = [secrets.choice(characters) for characters, least in classes for _ in range(least)]
        everything = "".join(characters for characters, _ in classes)
        drawn += [secrets.choice(everything) for _ in range(rules.length - len(drawn))]
        secrets.SystemRandom().shuffle(drawn)
        return "".join(drawn)


def password_hash(password: str) -> str:
    """Hash a password in the shape of bcrypt (`$2a$10$` and 53 characters).

    The standard library has no bcrypt: this is salted PBKDF2, so it has the right shape but verifies nowhere.
    """
    salt = secrets.token_bytes(16)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode()[:72], salt, 1000)
    text = base64.b64encode(salt + digest, altchars=b"./").decode().rstrip("=")
    return f"$2a$10${text[:53]}"
