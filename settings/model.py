"""The base of every settings model and the domain types they share."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints


def kebab(name: str) -> str:
    """Return the stack file's spelling of a Python field name: `www_redirect` -> `www-redirect`."""
    return name.replace("_", "-")


class Model(BaseModel):
    """A frozen settings model: kebab-case in YAML, an unknown key is an error, and the text "no" is no boolean."""

    model_config = ConfigDict(
        alias_generator=kebab,
        extra="forbid",
        frozen=True,
        strict=True,
        defer_build=True,
    )


SLUG: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=52)]
"""A name every cloud accepts: lower-case letters, digits and single dashes, at most 52 characters."""

Domain = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$", max_length=253)]
"""A host name in lower case, without scheme or path."""

AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""Cloudflare's account and zone ids: 32 hexadecimal digits."""

Timestamp = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
"""A moment in UTC to the second, such as 2027-06-30T00:00:00Z: fixed, never now()+N, so that previews stay empty."""

Environment = Literal["production", "staging"]
VercelTarget = Literal["production", "preview", "development"]
GitHubEnvironment = Literal["production", "backup", "staging", "preview"]
