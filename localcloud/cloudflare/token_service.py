"""Cloudflare's rules for account tokens.

Facts: Cloudflare's API reference ("Account Owned API Tokens"); the ids of R2's permission groups are the same in
every account (developers.cloudflare.com/fundamentals/api/reference/permissions).
"""

import json
import secrets
from dataclasses import dataclass, replace
from typing import Final

from localcloud.cloudflare.entities import Account, Token
from localcloud.core import ids
from localcloud.core.entities import Json
from localcloud.core.errors import Invalid, NotFound
from localcloud.core.transaction import Transaction

PERMISSION_GROUPS: Final = {
    "2efd5506f9c8494dacb1fa10a3e7d5b6": "Workers R2 Storage Bucket Item Write",
    "6a018a9f2fc74eb6b293b0c548f38b39": "Workers R2 Storage Bucket Item Read",
    "bf7481a1826f439697cb59a20b22293e": "Workers R2 Storage Write",
    "b4992e1108244f5d8bfbd5744320c2e1": "Workers R2 Storage Read",
    "4755a26eedb94da69e1066d98aa820be": "DNS Write",
    "82e64a83756745bbbb1c9c2701bf816b": "DNS Read",
}


@dataclass(frozen=True)
class IssuedToken:
    """A token with its value, which only the create sees."""

    token: Token
    value: str


class TokenService:
    """Account tokens, for the length of one operation."""

    def __init__(self, transaction: Transaction) -> None:
        self.world = transaction

    def create(self, wanted: Token) -> IssuedToken:
        """Issue a token; raises `NotFound` (account), `Invalid` (policies, dates)."""
        if self.world.by_id(Account, wanted.account) is None:
            raise NotFound("Could not route to account, perhaps your object identifier is invalid?", code="7003")
        self._require_sound(wanted)
        wanted = replace(wanted, policies=tuple(_compact(each) for each in wanted.policies))
        value = secrets.token_urlsafe(30)
        seed = self.world.seed(Token, wanted.account, wanted.name)
        token = replace(
            wanted,
            id=ids.hexadecimal(seed),
            value=self.world.fingerprints.of(value),
            issued_on=self.world.clock.timestamp(),
        )
        return IssuedToken(self.world.add(token), value)

    def tokens(self, account: str) -> list[Token]:
        """List an account's tokens, oldest first, each with its status now."""
        return [found for each in self.world.children(Token, account) if (found := self.token(account, each.id))]

    def token(self, account: str, token_id: str) -> Token | None:
        """Find a token; one whose time is over has the status `expired`."""
        found = self.world.get(Token, account, token_id)
        return replace(found, status="expired") if found and self._is_over(found) else found

    def change(self, token_id: str, wanted: Token) -> Token:
        """Change a token; its value stays. Raises `NotFound`, `Invalid`."""
        found = self.token(wanted.account, token_id)
        if found is None:
            raise NotFound("API Token not found", code="1003")
        self._require_sound(wanted)
        policies = tuple(_compact(each) for each in wanted.policies)
        kept = replace(wanted, id=found.id, value=found.value, issued_on=found.issued_on)
        return self.world.put(replace(kept, policies=policies))

    def delete(self, account: str, token_id: str) -> None:
        """Revoke a token."""
        if (found := self.token(account, token_id)) is not None:
            self.world.remove(found)

    def _is_over(self, token: Token) -> bool:
        return token.expires_on is not None and token.expires_on <= self.world.clock.timestamp()

    def _require_sound(self, token: Token) -> None:
        if self._is_over(token):
            raise Invalid("expires_on must be in the future", code="1001", status=400)
        if not token.policies:
            raise Invalid("At least one policy is required", code="1001", status=400)
        for policy in token.policies:
            _require_policy(policy if isinstance(policy, dict) else {}, token.account)


def _require_policy(policy: dict[str, Json], account: str) -> None:
    """Refuse unknown permission groups, unparsable resources and those of another account."""
    groups = policy.get("permissionGroups")
    for group in groups if isinstance(groups, list) else []:
        name = group.get("id") if isinstance(group, dict) else None
        if name not in PERMISSION_GROUPS:
            raise Invalid(f"Permission group {name} does not exist", code="1001", status=400)
    for resource in _resources(policy.get("resources")):
        if not resource.startswith("com.cloudflare."):
            raise Invalid(f"Invalid resource {resource!r}: must start with com.cloudflare.", code="1001", status=400)
        if "r2.bucket." in resource and not resource.split("r2.bucket.")[1].startswith(f"{account}_"):
            raise Invalid(f"Resource {resource!r} is not of this account", code="1001", status=400)


def _compact(policy: Json) -> Json:
    """Spell a policy's resources as the API answers them: JSON without spaces."""
    if not isinstance(policy, dict):
        return policy
    return {**policy, "resources": json.dumps(json.loads(str(policy["resources"])), separators=(",", ":"))}


def _resources(text: Json) -> list[str]:
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if not isinstance(found, dict) or not found:
        raise Invalid("resources must be a JSON object with at least one resource", code="1001", status=400)
    return [str(name) for name in found]
