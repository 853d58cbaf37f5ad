"""The explicit providers of a stack, one a plugin. Their tokens come from the plugins' own environment variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import pulumi

from components.resources import cloudflare, github, luma, random, sentry, vercel
from settings.platform import Platform

GITHUB_WRITE_DELAY_MS: Final = 350
"""Pause between two writes to GitHub. Its limit is 900 points a minute and a write costs 5, so three a second are
allowed (docs.github.com, "Rate limits for the REST API"); the provider's default of 1,000 ms is three times as slow."""


@dataclass(frozen=True, slots=True)
class Providers:
    """One provider a plugin, with the version that its SDK has; `luma` is our own, for what no other offers."""

    vercel: vercel.Provider
    github: github.Provider
    cloudflare: cloudflare.Provider
    sentry: sentry.Provider
    random: random.Provider
    luma: luma.Provider

    @classmethod
    def create(cls, platform: Platform) -> Self:
        """Create the providers. No token is an input: none is written into the state."""
        return cls(
            vercel=vercel.Provider("vercel", team=platform.vercel.team),
            github=github.Provider("github", owner=platform.github.organization, write_delay_ms=GITHUB_WRITE_DELAY_MS),
            cloudflare=cloudflare.Provider("cloudflare"),
            sentry=sentry.Provider("sentry"),
            random=random.Provider("random"),
            luma=luma.Provider("luma"),
        )


def using(*providers: pulumi.ProviderResource) -> pulumi.ResourceOptions:
    """Return the options with which a component and its children use `providers`."""
    return pulumi.ResourceOptions(providers=[*providers])
