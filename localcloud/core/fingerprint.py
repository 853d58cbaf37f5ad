"""Write-only values: the store keeps a keyed fingerprint, never the value.

A fingerprint answers one question only: is this the value that was written last?
"""

import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fingerprint:
    """The keyed hash (HMAC-SHA-256, hex) of a write-only value; the field type for such values in entities."""

    digest: str


@dataclass(frozen=True)
class Secret:
    """A value that the vendor lets its owner read again (a DSN's secret key): stored, never shown or dumped."""

    value: str = field(repr=False)


@dataclass(frozen=True)
class Fingerprinter:
    """Makes and compares fingerprints with the store's own key."""

    key: bytes = field(repr=False)

    def of(self, value: str) -> Fingerprint:
        """Fingerprint a value."""
        return Fingerprint(hmac.new(self.key, value.encode(), hashlib.sha256).hexdigest())

    def matches(self, fingerprint: Fingerprint, value: str) -> bool:
        """Tell whether `value` is what was written, in constant time."""
        return hmac.compare_digest(self.of(value).digest, fingerprint.digest)
