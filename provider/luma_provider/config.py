"""The provider's settings: where the services are, and the tokens to speak to them with."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from luma_provider.errors import Misconfigured
from luma_provider.http import Client
from luma_provider.retry import Patience
from luma_provider.values import Secret, Value

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Service:
    """One service: its name in messages, its settings' names, where it is, and the environment's variables for both."""

    name: str
    url: str
    token: str
    default_url: str
    url_variable: str
    variable: str


SENTRY: Final = Service("Sentry", "sentryUrl", "sentryToken", "https://sentry.io", "SENTRY_URL", "SENTRY_AUTH_TOKEN")
GITHUB: Final = Service(
    "GitHub", "githubUrl", "githubToken", "https://api.github.com", "GITHUB_API_URL", "GITHUB_TOKEN"
)
TRIGGER: Final = Service(
    "Trigger.dev", "triggerUrl", "triggerToken", "https://api.trigger.dev", "TRIGGER_API_URL", "TRIGGER_ACCESS_TOKEN"
)
SERVICES: Final = (SENTRY, GITHUB, TRIGGER)
SECRETS: Final = frozenset(each.token for each in SERVICES)

DESCRIPTIONS: Final[Mapping[str, str]] = {
    **{
        each.url: f"Address of {each.name}'s API. Default: the environment variable {each.url_variable}, or "
        f"{each.default_url}"
        for each in SERVICES
    },
    **{each.token: f"Token for {each.name}. Default: the environment variable {each.variable}." for each in SERVICES},
}
"""Every setting with what it says in the package schema."""


@dataclass(frozen=True)
class Services:
    """A client for each service; they connect when first used."""

    sentry: Client
    github: Client
    trigger: Client


def problems(settings: Mapping[str, Value]) -> dict[str, str]:
    """Say what is wrong with each setting: an address must be https, or http on this machine alone."""
    return {
        each.url: f"must be an https address (http would send the {each.name} token in the clear)"
        for each in SERVICES
        if isinstance(url := _address(each, settings), str) and not _safe(url)
    }


def connect(settings: Mapping[str, Value], version: str, patience: Patience | None = None) -> Services:
    """Make the clients; a missing token is an error of the first request that needs it.

    Raises:
        Misconfigured: an address is not safe to send a token to.
    """
    if wrong := problems(settings):
        raise Misconfigured("; ".join(f"{name} {reason}" for name, reason in sorted(wrong.items())))
    sentry, github, trigger = (_client(each, settings, version, patience or Patience()) for each in SERVICES)
    return Services(sentry, github, trigger)


def _client(service: Service, settings: Mapping[str, Value], version: str, patience: Patience) -> Client:
    given = settings.get(service.token)
    token = given if isinstance(given, Secret) else Secret(str(given or os.environ.get(service.variable, "")))
    missing = f"there is no token: set {service.variable}, or {service.token} on the provider (as a secret)"
    agent = f"pulumi-luma/{version}"
    address = str(_address(service, settings)).rstrip("/")
    return Client(service.name, address, token, missing=missing, agent=agent, patience=patience)


def _address(service: Service, settings: Mapping[str, Value]) -> Value:
    return settings.get(service.url) or os.environ.get(service.url_variable) or service.default_url


def _safe(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
