"""GitHub's rules for Actions secrets and variables, of a repository or one of its environments.

A secret is written by a PUT that makes or replaces it and is never read back; a variable's create refuses one that
exists. Facts: docs.github.com, "REST API endpoints for GitHub Actions Secrets" and "Variables", "Using secrets":
names and limits; the words of a conflict: github-community-projects/safe-settings issue 805; of a bad box:
integrations/terraform-provider-github issue 2315.
"""

import base64
import hmac
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localcloud.core import ids
from localcloud.core.errors import Conflict, Invalid
from localcloud.core.transaction import KeyTaken, Transaction
from localcloud.github.entities_actions import Secret, Variable
from localcloud.github.environments import Environments
from localcloud.github.errors import ValidationFailed, not_found
from localcloud.github.repositories import Repositories

if TYPE_CHECKING:
    from nacl.public import PrivateKey

IMPROPER: Final = "Bad request - validation failed due to an improperly encrypted secret"
NAME: Final = re.compile(r"(?!GITHUB_)[A-Z_][A-Z0-9_]*")
MOST_BYTES: Final = 48 * 1024
MOST_SECRETS: Final = 100
MOST_VARIABLES: Final = 500
MOST_ENVIRONMENT_VARIABLES: Final = 100


class SecretValues:
    """Secrets and variables; `environment` is empty for the repository's own."""

    def __init__(self, world: Transaction, repositories: Repositories, environments: Environments) -> None:
        self.world = world
        self._repositories = repositories
        self._environments = environments

    def public_key_id(self, repository: str, environment: str = "") -> str:
        """Name the key that secrets are to be encrypted for; raises `NotFound`."""
        return str(ids.number(f"public-key|{self._scope(repository, environment)}", 18))

    def public_key(self, repository: str, environment: str = "") -> tuple[str, str]:
        """Give the number and, in base64, the public key that a place's secrets are to be encrypted for.

        The private half follows from the world's own key and the place, so nothing of it is stored. Raises `NotFound`.
        """
        public = bytes(self._private_key(repository, environment).public_key)
        return self.public_key_id(repository, environment), base64.b64encode(public).decode()

    def put_sealed_secret(self, repository: str, environment: str, name: str, sealed: str, key_id: str) -> Secret:
        """Make or replace a secret from a sealed box in base64, of which only the content's fingerprint is kept.

        Raises as `put_secret` does, and `Invalid` for a box that was made for another key.
        """
        from nacl.exceptions import CryptoError  # noqa: PLC0415 - see `_private_key`
        from nacl.public import SealedBox  # noqa: PLC0415

        box = SealedBox(self._private_key(repository, environment))
        try:
            if key_id != self.public_key_id(repository, environment):
                raise Invalid(IMPROPER)
            value = box.decrypt(base64.b64decode(sealed)).decode()
        except (CryptoError, UnicodeDecodeError) as error:
            raise Invalid(IMPROPER) from error
        return self.put_secret(repository, environment, name, value)

    def _private_key(self, repository: str, environment: str) -> "PrivateKey":
        from nacl.public import PrivateKey  # noqa: PLC0415 - only secrets over HTTP pay for it

        place = f"private-key|{self._scope(repository, environment)}"
        return PrivateKey(hmac.digest(self.world.fingerprints.key, place.encode(), "sha256"))

    def put_secret(self, repository: str, environment: str, name: str, value: str) -> Secret:
        """Make or replace a secret; of `value` only the fingerprint is kept.

        Raises `NotFound`, `Forbidden` (archived), `ValidationFailed` for its name, size or number.
        """
        self._repositories.writable(repository)
        scope = self._scope(repository, environment)
        _refuse("Secret", name, value)
        now, fingerprint = self.world.clock.timestamp(), self.world.fingerprints.of(value)
        known = self.world.get(Secret, scope, name.upper())
        if known is not None:
            return self.world.put(replace(known, value=fingerprint, updated_at=now))
        self._refuse_one_more(Secret, scope, MOST_SECRETS)
        return self.world.add(
            Secret(
                id=f"{scope}/{name.upper()}",
                scope=scope,
                name=name.upper(),
                value=fingerprint,
                key_id=self.public_key_id(repository, environment),
                created_at=now,
                updated_at=now,
            )
        )

    def secret(self, repository: str, environment: str, name: str) -> Secret | None:
        """Find a secret; its value nobody finds."""
        scope = self._scope_or_none(repository, environment)
        return self.world.get(Secret, scope, name.upper()) if scope else None

    def secrets(self, repository: str, environment: str = "") -> list[Secret]:
        """List secrets, oldest first; raises `NotFound`."""
        return self.world.children(Secret, self._scope(repository, environment))

    def delete_secret(self, repository: str, environment: str, name: str) -> None:
        """Remove a secret; one that is gone is no error."""
        found = self.secret(repository, environment, name)
        if found is not None:
            self.world.remove(found)

    def create_variable(self, repository: str, environment: str, name: str, value: str) -> Variable:
        """Make a variable; raises `NotFound`, `Forbidden`, `Conflict` where it exists, `ValidationFailed`."""
        self._repositories.writable(repository)
        scope = self._scope(repository, environment)
        _refuse("Variable", name, value)
        most = MOST_ENVIRONMENT_VARIABLES if environment else MOST_VARIABLES
        self._refuse_one_more(Variable, scope, most)
        now, upper = self.world.clock.timestamp(), name.upper()
        variable = Variable(id=f"{scope}/{upper}", scope=scope, name=upper, value=value, created_at=now, updated_at=now)
        try:
            return self.world.add(variable)
        except KeyTaken as error:
            raise Conflict("Already exists - Variable already exists") from error

    def variable(self, repository: str, environment: str, name: str) -> Variable | None:
        """Find a variable."""
        scope = self._scope_or_none(repository, environment)
        return self.world.get(Variable, scope, name.upper()) if scope else None

    def variables(self, repository: str, environment: str = "") -> list[Variable]:
        """List variables, oldest first; raises `NotFound`."""
        return self.world.children(Variable, self._scope(repository, environment))

    def update_variable(self, repository: str, environment: str, name: str, value: str) -> Variable:
        """Change a variable; raises `NotFound`, `Forbidden`, `ValidationFailed`."""
        self._repositories.writable(repository)
        known = self.variable(repository, environment, name)
        if known is None:
            raise not_found()
        _refuse("Variable", name, value)
        return self.world.put(replace(known, value=value, updated_at=self.world.clock.timestamp()))

    def delete_variable(self, repository: str, environment: str, name: str) -> None:
        """Remove a variable; one that is gone is no error."""
        found = self.variable(repository, environment, name)
        if found is not None:
            self.world.remove(found)

    def _scope(self, repository: str, environment: str) -> str:
        owner = self._repositories.require(repository)
        return self._environments.require(repository, environment).id if environment else owner.id

    def _scope_or_none(self, repository: str, environment: str) -> str:
        owner = self._repositories.find(repository)
        inner = self._environments.find(repository, environment) if environment else None
        if environment:
            return inner.id if inner else ""
        return owner.id if owner else ""

    def _refuse_one_more(self, kind: type[Secret] | type[Variable], scope: str, most: int) -> None:
        if len(self.world.children(kind, scope)) >= most:
            raise ValidationFailed(kind.__name__, "name", f"there can be up to {most} of them here")


def _refuse(resource: str, name: str, value: str) -> None:
    """Refuse a bad name or a value that is too long; the value never shows."""
    if not NAME.fullmatch(name.upper()):
        words = "can only contain letters, digits and underscores, not start with a digit or GITHUB_"
        raise ValidationFailed(resource, "name", f"{resource} names {words}: {name!r}")
    if len(value.encode()) > MOST_BYTES:
        raise ValidationFailed(resource, "value", f"{resource} {name} is larger than {MOST_BYTES} bytes")
