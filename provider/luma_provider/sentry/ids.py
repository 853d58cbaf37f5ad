"""Pulumi ids of Sentry's things: `organization/number`."""

from luma_provider.errors import ProviderError


def join_id(organization: str, number: str) -> str:
    """Spell an id."""
    return f"{organization}/{number}"


def split_id(resource_id: str, token: str) -> tuple[str, str]:
    """Give organization and number; raises `ProviderError` for any other text."""
    organization, slash, number = resource_id.partition("/")
    if not slash or not organization or not number:
        raise ProviderError(f"{resource_id!r} is no id of a {token}: import it as organization/number")
    return organization, number
