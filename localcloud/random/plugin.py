"""The Random provider's resource types: every input replaces, nothing can be read back from anywhere.

Facts: `internal/provider/resource_{bytes,id,password}.go` of hashicorp/terraform-provider-random v3.9. Keepers only
exist to be changed. A read answers what the state holds; the import id is the value itself.
"""

import base64
from collections.abc import Iterable
from typing import ClassVar, Final

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.core.fingerprint import Secret
from localcloud.core.transaction import Transaction
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.registry import Cloud
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure
from localcloud.random.service import PasswordRules, RandomService, password_hash


def _service(transaction: Transaction, settings: Inputs) -> RandomService:
    del transaction, settings
    return RandomService()


def _seed(service: RandomService, section: Inputs) -> None:
    del service, section


_STANDARD: Final = str.maketrans("-_", "+/")
CLOUD = Cloud("random", _service, _seed)


class _Random(Resource[RandomService]):
    """What the three types have in common: no update, no deletion, a read that keeps what the state holds."""

    STATE_ONLY = True

    def read(self, cloud: RandomService, resource_id: str, inputs: Inputs) -> State | None:
        """Answer that the value exists, its outputs staying those of the state; or, on import, what it is."""
        return State(resource_id, {}) if inputs.values else self.imported(resource_id)

    def imported(self, value: str) -> State:
        """Take over a value; raises `Invalid` where it is none."""
        raise NotImplementedError

    def update(self, cloud: RandomService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Refuse: every input replaces."""
        raise Invalid(f"{self.token} cannot be updated: each of its inputs makes a new value")

    def delete(self, cloud: RandomService, resource_id: str, inputs: Inputs) -> None:
        """Forget nothing: there is nothing but the state."""


@CLOUD.resource("random:index/randomBytes:RandomBytes")
class RandomBytes(_Random):
    """Random bytes, in base64 and hexadecimal."""

    REPLACE = frozenset({"keepers", "length"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse a length below one."""
        yield from _at_least_one(inputs, "length")

    def create(self, cloud: RandomService, inputs: Inputs) -> State:
        """Draw the bytes; the id says nothing, for ids are never secret."""
        return _bytes(cloud.octets(inputs.integer("length")))

    def imported(self, value: str) -> State:
        """Take over bytes in base64."""
        return _bytes(_decoded(value))


@CLOUD.resource("random:index/randomId:RandomId")
class RandomId(_Random):
    """Random bytes as an identifier, in four spellings; not secret."""

    REPLACE = frozenset({"byteLength", "keepers", "prefix"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse a length below one."""
        yield from _at_least_one(inputs, "byteLength")

    def create(self, cloud: RandomService, inputs: Inputs) -> State:
        """Draw the bytes; the id is their URL-safe base64 form."""
        return _id(cloud.octets(inputs.integer("byteLength")), inputs.text_or_none("prefix"))

    def imported(self, value: str) -> State:
        """Take over URL-safe base64, with the prefix and a comma before it where there is one."""
        prefix, _, text = value.rpartition(",")
        return _id(_decoded(text.translate(_STANDARD)), prefix or None)


@CLOUD.resource("random:index/randomPassword:RandomPassword")
class RandomPassword(_Random):
    """A random password."""

    DEFAULTS: ClassVar = {
        "lower": True,
        "minLower": 0,
        "minNumeric": 0,
        "minSpecial": 0,
        "minUpper": 0,
        "number": True,
        "numeric": True,
        "special": True,
        "upper": True,
    }
    REPLACE = frozenset({*DEFAULTS, "keepers", "length", "overrideSpecial"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse a length too small for its minima, and a password of no characters."""
        yield from _at_least_one(inputs, "length")
        rules = _rules(inputs) if "length" in inputs else None
        if rules is not None and rules.length < rules.least():
            yield Failure("length", f"must be at least {rules.least()}, the sum of the minima, not {rules.length}")
        if rules is not None and not rules.classes():
            yield Failure("numeric", "one of lower, upper, numeric and special must be true")

    def create(self, cloud: RandomService, inputs: Inputs) -> State:
        """Draw the password."""
        return self._password(cloud.password(_rules(inputs)), inputs)

    def imported(self, value: str) -> State:
        """Take over a password; its rules are taken to be the defaults."""
        return self._password(value, Inputs({**self.DEFAULTS, "length": len(value)}))

    def _password(self, value: str, inputs: Inputs) -> State:
        settings = {name: inputs.json(name) for name in (*self.DEFAULTS, "length")}
        return State("none", {**settings, "result": Secret(value), "bcryptHash": Secret(password_hash(value))})


def _bytes(drawn: bytes) -> State:
    text = base64.b64encode(drawn).decode()
    return State("none", {"base64": Secret(text), "hex": Secret(drawn.hex()), "length": len(drawn)})


def _id(drawn: bytes, prefix: str | None) -> State:
    url = base64.urlsafe_b64encode(drawn).decode().rstrip("=")
    spelled = {
        "b64Std": base64.b64encode(drawn).decode(),
        "b64Url": url,
        "dec": str(int.from_bytes(drawn, "big")),
        "hex": drawn.hex(),
    }
    outputs: dict[str, Json] = {name: (prefix or "") + text for name, text in spelled.items()}
    return State(url, {**outputs, "byteLength": len(drawn), "prefix": prefix})


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError as error:
        raise Invalid("cannot be imported: this is not base64", status=400) from error


def _rules(inputs: Inputs) -> PasswordRules:
    return PasswordRules(
        length=inputs.integer("length"),
        lower=inputs.flag("lower"),
        upper=inputs.flag("upper"),
        numeric=inputs.flag("numeric") and inputs.flag("number"),
        special=inputs.flag("special"),
        override_special=inputs.text_or_none("overrideSpecial") or "",
        min_lower=inputs.integer("minLower"),
        min_upper=inputs.integer("minUpper"),
        min_numeric=inputs.integer("minNumeric"),
        min_special=inputs.integer("minSpecial"),
    )


def _at_least_one(inputs: Inputs, name: str) -> Iterable[Failure]:
    if name in inputs and inputs.integer(name) < 1:
        yield Failure(name, f"must be at least 1, not {inputs.integer(name)}")
