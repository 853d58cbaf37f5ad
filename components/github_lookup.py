"""The repository that another stack makes: asked for before anything else, so that nothing is left half made."""

from __future__ import annotations

import pulumi

from components.resources.github import Provider
from settings.github import GitHub

FUNCTION = "github:index/getRepository:getRepository"


def require_repository(settings: GitHub, provider: Provider) -> None:
    """Make sure that the repository exists.

    Args:
        settings: The repository's name and organization.
        provider: The provider to ask.

    Raises:
        pulumi.RunError: it does not; the stack that owns it goes up first.
    """
    name = settings.repository.name
    opts = pulumi.InvokeOptions(provider=provider, version=provider.PLUGIN.version)
    found = pulumi.runtime.invoke(FUNCTION, {"name": name}, opts).value
    if not found or not found.get("nodeId"):
        raise pulumi.RunError(
            f"{settings.organization}/{name} does not exist, so this stack would have nowhere to put its environments. "
            "Nothing was changed. The stack with `github.owns-repository: true` owns the repository and goes up first: "
            "pulumi up --stack prod."
        )
