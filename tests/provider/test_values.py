"""Values that must never become a Trigger.dev variable."""

import pytest
from luma_provider.trigger.values import fingerprint, matches, refusal
from luma_provider.values import Secret

REFUSED = {
    "": "is empty",
    "   ": "is empty",
    "<redacted>": "redacted",
    "[REDACTED]": "redacted",
    "[SENSITIVE]": "redacted",
    "********": "redacted",
    "v1:c2FsdHNhbHRzYWx0:Y2lwaGVydGV4dA==": "Pulumi's ciphertext",
    '{"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}': "Pulumi's ciphertext",
    "eyJ2IjoidjIiLCJjIjoiYWJjIn0=": "Vercel's ciphertext",
    "ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]": "SOPS' ciphertext",
    "$ANSIBLE_VAULT;1.1;AES256\n6162": "Ansible Vault's ciphertext",
    "-----BEGIN AGE ENCRYPTED FILE-----\nabc": "age's ciphertext",
    "-----BEGIN PGP MESSAGE-----\nabc": "PGP's ciphertext",
    "tr_dev_abcdef": "a key of the environment dev",
    "tr_stg_abcdef": "a key of the environment staging",
}
FINE = [
    "postgresql://user:password@db.example:5432/postgres",
    "sk-or-v1-0000000000000000",
    "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl",
    "tr_prod_abcdef",
    "a secret that is redacted elsewhere",
    "0",
]


@pytest.mark.parametrize(("value", "words"), list(REFUSED.items()))
def test_what_is_no_value_is_refused_and_not_repeated(value: str, words: str) -> None:
    reason = refusal(Secret(value), "prod")
    assert words in reason, "the reason says what it is"
    assert not value.strip() or value not in reason, "but not the value"


@pytest.mark.parametrize("value", FINE)
def test_a_real_value_passes(value: str) -> None:
    assert refusal(Secret(value), "prod") == ""


def test_a_production_key_never_reaches_another_environment() -> None:
    assert "a key of the environment prod, which must not reach staging" in refusal(Secret("tr_prod_abc"), "staging")


def test_a_fingerprint_knows_its_value_and_tells_nothing_else() -> None:
    mark = fingerprint(Secret("canary"))
    assert matches(Secret("canary"), mark), "the same value matches"
    assert not matches(Secret("Canary"), mark), "another does not"
    assert not matches(Secret(""), ""), "without a fingerprint nothing matches"
    assert "canary" not in mark
    assert mark != fingerprint(Secret("canary")), "two stacks cannot be compared by it: the salt differs"
