"""Pulumi's passphrase encryption, against an independent decryption; the real CLI reads it in test_local_slow."""

import hashlib
from base64 import b64decode

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cli.local.crypter import Crypter, new_salt_line

PHRASE = "a phrase"


@pytest.fixture(scope="module")
def line() -> str:
    """Give one salt line; deriving its key takes a while."""
    return new_salt_line(PHRASE)


@pytest.fixture(scope="module")
def crypter(line: str) -> Crypter:
    """Give the crypter of that line."""
    return Crypter.from_salt_line(PHRASE, line)


def decrypt(phrase: str, line: str, sealed: str) -> str:
    """Decrypt as Pulumi does."""
    key = hashlib.pbkdf2_hmac("sha256", phrase.encode(), b64decode(line.split(":")[1]), 1_000_000, 32)
    version, nonce, text = sealed.split(":")
    assert version == "v1", "the only version Pulumi knows"
    return AESGCM(key).decrypt(b64decode(nonce), b64decode(text), None).decode()


def test_what_is_encrypted_can_be_decrypted(crypter: Crypter, line: str) -> None:
    assert decrypt(PHRASE, line, crypter.encrypt("välue:1")) == "välue:1", "colons and letters of any kind survive"


def test_the_salt_line_proves_the_passphrase(line: str) -> None:
    assert decrypt(PHRASE, line, line.split(":", 2)[2]) == "pulumi", "Pulumi looks for this word"


def test_another_passphrase_cannot_read_it(crypter: Crypter, line: str) -> None:
    with pytest.raises(InvalidTag):
        decrypt("another", line, crypter.encrypt("value"))


def test_the_same_value_never_looks_the_same(crypter: Crypter) -> None:
    assert crypter.encrypt("value") != crypter.encrypt("value"), "a nonce must never be used twice"


def test_every_home_has_a_salt_of_its_own() -> None:
    salts = {new_salt_line(PHRASE).split(":")[1] for _ in range(2)}
    assert len(salts) == 2, "that is how a foreign state is recognised"
