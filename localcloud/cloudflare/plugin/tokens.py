"""Account tokens."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from localcloud.cloudflare.entities import Token
from localcloud.cloudflare.plugin.choices import Choices, refused
from localcloud.cloudflare.plugin.cloud import CLOUD
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.fingerprint import Fingerprint, Secret
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure


@CLOUD.resource("cloudflare:index/accountToken:AccountToken")
class AccountToken(Resource[CloudflareService]):
    """An account token; its value is shown once. Its import id is `account/token`."""

    REPLACE = frozenset({"accountId"})
    FILLED = frozenset({"status"})
    ONCE = frozenset({"value"})
    VOLATILE = frozenset({"issuedOn", "lastUsedOn", "modifiedOn", "status"})
    CHOICES: ClassVar[Choices] = {"policies.effect": ("allow", "deny"), "status": ("active", "disabled", "expired")}

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse unknown states and effects, and what is no time."""
        yield from refused(inputs, self.CHOICES)
        for name in ("expiresOn", "notBefore"):
            if not _is_time(inputs.text_or_none(name)):
                yield Failure(name, "must be a time as RFC 3339 spells it, such as 2030-01-01T00:00:00Z")

    def create(self, cloud: CloudflareService, inputs: Inputs) -> State:
        """Issue the token."""
        issued = cloud.tokens.create(_wanted(inputs))
        state = _token(issued.token)
        return State(state.id, {**state.outputs, "value": Secret(issued.value)})

    def read(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the token; its value stays what the state holds. One that has expired counts as gone."""
        account, token_id = (inputs.text("accountId"), resource_id) if inputs.values else _imported(resource_id)
        found = cloud.tokens.token(account, token_id)
        return _token(found) if found and found.status != "expired" else None

    def update(self, cloud: CloudflareService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the token; its value stays."""
        return _token(cloud.tokens.change(resource_id, _wanted(new)))

    def delete(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> None:
        """Revoke the token."""
        cloud.tokens.delete(inputs.text("accountId"), resource_id)


def _is_time(text: str | None) -> bool:
    try:
        return text is None or datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _imported(resource_id: str) -> tuple[str, str]:
    account, _, token_id = resource_id.partition("/")
    return account, token_id


def _wanted(inputs: Inputs) -> Token:
    return Token(
        id="",
        account=inputs.text("accountId"),
        name=inputs.text("name"),
        value=Fingerprint(""),
        status=inputs.text_or_none("status") or "active",
        policies=tuple(dict(each) for each in inputs.items("policies")),
        condition=inputs.json("condition"),
        expires_on=inputs.text_or_none("expiresOn"),
        not_before=inputs.text_or_none("notBefore"),
        issued_on="",
    )


def _token(token: Token) -> State:
    outputs: dict[str, Output] = {
        "accountId": token.account,
        "name": token.name,
        "status": token.status,
        "policies": list(token.policies),
        "condition": token.condition,
        "expiresOn": token.expires_on,
        "notBefore": token.not_before,
        "issuedOn": token.issued_on,
        "modifiedOn": token.issued_on,
    }
    return State(token.id, outputs)
