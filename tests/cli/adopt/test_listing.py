"""Every account is asked; what one refuses is told with what the others refuse, and nothing is half known."""

from __future__ import annotations

import pytest

from cli.errors import UserError
from cli.local.generate import plain_config, platform_of
from cli.vendors import listing
from cli.vendors.existing import Existing
from cli.vendors.http import Client
from settings.platform import Platform


@pytest.fixture(scope="module")
def platform() -> Platform:
    """Give production's settings."""
    return platform_of("prod", plain_config("prod"))


def test_without_tokens_each_missing_one_is_named(platform: Platform) -> None:
    with pytest.raises(UserError, match="What exists is not known, so nothing was changed") as refused:
        listing.everything(platform, {})
    told = str(refused.value)
    names = {
        "VERCEL_API_TOKEN": "Vercel",
        "GITHUB_TOKEN": "GitHub",
        "CLOUDFLARE_API_TOKEN": "Cloudflare",
        "SENTRY_AUTH_TOKEN": "Sentry",
        "TRIGGER_ACCESS_TOKEN": "Trigger.dev",
    }
    assert {name for name in names if f"{names[name]} cannot be asked: {name} is not set" in told} == set(names), (
        "all at once, each with its variable"
    )


def test_what_exists_is_sorted_by_cloud_whoever_answers_first(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lister(cloud: str) -> object:
        def existing(client: Client, _: Platform) -> list[Existing]:
            return [Existing(client.cloud, "t", each, each, by_itself=False) for each in ("b", "a")]

        return existing

    monkeypatch.setattr(listing, "_lister", lister)
    found = listing.everything(platform, {})
    assert [(each.cloud, each.name) for each in found] == [
        (cloud, each) for cloud in listing.CLOUDS for each in "ab"
    ], "the same order each time"
