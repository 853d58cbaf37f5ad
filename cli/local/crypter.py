"""Pulumi's passphrase encryption, so that a placeholder secret is a secret from the first byte on disk.

The format is that of `config.NewSymmetricCrypterFromPassphrase` (pulumi sdk/v3, go/common/resource/config/crypt.go) and
of the passphrase secrets manager's salt line (pulumi pkg/v3, secrets/passphrase/manager.go): PBKDF2-SHA256 with
1,000,000 rounds, AES-256-GCM, `v1:<nonce>:<ciphertext>`.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64decode, b64encode
from functools import cached_property
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_ROUNDS: Final = 1_000_000
_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_KNOWN_TEXT: Final = "pulumi"
"""What Pulumi encrypts beside the salt to recognise a wrong passphrase."""


class Crypter:
    """Encrypts values as Pulumi does. The key is derived at the first use, which takes about half a second."""

    def __init__(self, passphrase: str, salt: bytes) -> None:
        self._passphrase = passphrase
        self._salt = salt

    @classmethod
    def from_salt_line(cls, passphrase: str, line: str) -> Crypter:
        """Return the crypter of a stack file's `encryptionsalt` line, which must be well formed."""
        return cls(passphrase, b64decode(line.split(":")[1]))

    def encrypt(self, value: str) -> str:
        """Return `value` in the form that stands under `secure:`; each call answers differently."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._key).encrypt(nonce, value.encode(), None)
        return f"v1:{_text(nonce)}:{_text(sealed)}"

    def salt_line(self) -> str:
        """Return the `encryptionsalt` line for this passphrase and salt."""
        return f"v1:{_text(self._salt)}:{self.encrypt(_KNOWN_TEXT)}"

    @cached_property
    def _key(self) -> bytes:
        return hashlib.pbkdf2_hmac("sha256", self._passphrase.encode(), self._salt, _ROUNDS, _KEY_BYTES)


def new_salt_line(passphrase: str) -> str:
    """Return an `encryptionsalt` line with a fresh salt."""
    return Crypter(passphrase, os.urandom(_SALT_BYTES)).salt_line()


def _text(data: bytes) -> str:
    return b64encode(data).decode()
