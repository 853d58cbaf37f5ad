"""The Random provider's resource types: every input replaces, nothing can be read back from anywhere.

Facts: the provider's documentation; keepers only exist to be changed. A read answers what the state holds.
"""

import base64
from collections.abc import Iterable
from typing import ClassVar

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


CLOUD = Cloud("random", _service, _seed)


class _Random(Resource[RandomService]):
    """What the three types have in common: no update, no deletion, a read that keeps what the state holds."""

    STATE_ONLY = True

    def read(self, cloud: RandomService, resource_id: str, inputs: Inputs) -> State | None:
        """Answer that the value exists; its outputs stay those of the state."""
        del cloud
        if not inputs.values:
            raise Invalid("a random value cannot be imported here: only its state holds it")
        return State(resource_id, {})

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
        drawn = cloud.octets(inputs.integer("length"))
        text = base64.b64encode(drawn).decode()
        return State("none", {"base64": Secret(text), "hex": Secret(drawn.hex())})


@CLOUD.resource("random:index/randomId:RandomId")
class RandomId(_Random):
    """Random bytes as an identifier, in four spellings; not secret."""

    REPLACE = frozenset({"byteLength", "keepers", "prefix"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse a length below one."""
        yield from _at_least_one(inputs, "byteLength")

    def create(self, cloud: RandomService, inputs: Inputs) -> State:
        """Draw the bytes; the id is their URL-safe base64 form."""
        drawn = cloud.octets(inputs.integer("byteLength"))
        prefix = inputs.text_or_none("prefix") or ""
        url = base64.urlsafe_b64encode(drawn).decode().rstrip("=")
        spelled: dict[str, Json] = {
            "b64Std": prefix + base64.b64encode(drawn).decode(),
            "b64Url": prefix + url,
            "dec": prefix + str(int.from_bytes(drawn, "big")),
            "hex": prefix + drawn.hex(),
        }
        return State(url, spelled)


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
            yield Failure("special", "one of lower, upper, numeric and special must be true")

    def create(self, cloud: RandomService, inputs: Inputs) -> State:
        """Draw the password."""
        drawn = cloud.password(_rules(inputs))
        settings = {name: inputs.json(name) for name in self.DEFAULTS}
        return State("none", {**settings, "result": Secret(drawn), "bcryptHash": Secret(password_hash(drawn))})


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
